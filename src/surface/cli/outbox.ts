/** `meshwatch outbox`: what waits to be told, and what could not be. */
import { MeshError } from '../../core/errors.ts'
import type { OutboxAnswer } from '../outbox.ts'
import { withMesh } from './commands.ts'
import type { Paint } from './paint.ts'
import { EXIT, type Exit, type Shell } from './shell.ts'

export const OUTBOX_WORDS = ['list', 'show', 'replay', 'drop'] as const

export interface OutboxArguments {
  readonly config: string
  readonly format: 'text' | 'json'
  readonly state?: 'waiting' | 'dead'
  readonly receiver?: string
  readonly allDead?: boolean
  readonly by?: string
}

export async function outboxCommand(
  shell: Shell,
  word: (typeof OUTBOX_WORDS)[number],
  id: string | undefined,
  { config, format, state, receiver, allDead = false, by = shell.user }: OutboxArguments,
): Promise<Exit> {
  return withMesh(shell, config, async (mesh) => {
    const act = async (): Promise<readonly OutboxAnswer[]> => {
      const query = { ...(state === undefined ? {} : { state }), ...(receiver === undefined ? {} : { receiver }) }
      if (word === 'list') return mesh.outbox(query)
      if (word === 'replay' && allDead) return mesh.replay({ by, ...(receiver === undefined ? {} : { receiver }) })
      if (id === undefined)
        throw new MeshError('USAGE', 'Which notice is meant?', `Write meshwatch outbox ${word} <id>; list shows the ids.`)
      if (word === 'replay') return mesh.replay({ id, by })
      if (word === 'drop') return [await mesh.drop({ id, by })]
      const found = await mesh.outbox({ id })
      if (found.length === 0) throw new MeshError('NOT_FOUND', `Nothing in the outbox is called ${id}.`, 'meshwatch outbox list shows it.')
      return found
    }
    const rows = await act()
    if (format === 'json') shell.out(JSON.stringify(rows, null, 2))
    else shell.out(rows.length === 0 ? 'nothing waits, and nothing was given up' : rows.map((row) => line(row, shell.paint)).join('\n'))
    return EXIT.fine
  })
}

function line(
  { id, state, receiver, address, transition, title, attempts, createdAt, notBefore, lastError }: OutboxAnswer,
  paint: Paint,
): string {
  const mark = state === 'dead' ? paint.bad('dead   ') : 'waiting'
  const next = notBefore === undefined ? '' : `, next ${notBefore}`
  const place = address === '' || address === receiver ? receiver : `${receiver} ${address}`
  const head = `${mark} ${place}  ${transition}: ${title}`
  return `${head}\n        ${paint.faint(`${id}, since ${createdAt}, ${attempts} tries${next}${lastError === undefined ? '' : `; ${lastError}`}`)}`
}
