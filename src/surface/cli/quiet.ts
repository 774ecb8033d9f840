/** `meshwatch windows` and `meshwatch silences`: announced, listed and ended. A daemon that runs on the same store goes by them within a minute. */
import { MeshError } from '../../core/errors.ts'
import type { WindowKind } from '../../core/quiet/quiet-time.ts'
import type { MeshHandle } from '../handle.ts'
import type { SilenceAnswer, WindowAnswer } from '../quiet/quiet-face.ts'
import { withMesh } from './commands.ts'
import type { Paint } from './paint.ts'
import { EXIT, type Exit, type Shell } from './shell.ts'

export const QUIET_WORDS = ['list', 'add', 'end'] as const

export interface QuietArguments {
  readonly config: string
  readonly format: 'text' | 'json'
  readonly all?: boolean
  readonly name?: string
  readonly kind?: WindowKind
  readonly reason?: string
  readonly from?: string
  readonly to?: string
  readonly hours?: string
  readonly by?: string
}

export async function windowsCommand(
  shell: Shell,
  word: (typeof QUIET_WORDS)[number],
  what: string | undefined,
  { config, format, all = false, name, kind, from, to, hours, by = shell.user }: QuietArguments,
): Promise<Exit> {
  return withMesh(shell, config, async (mesh) => {
    const done = async (): Promise<readonly WindowAnswer[]> => {
      if (word === 'list') return mesh.windows({ all })
      if (word === 'end') return [await mesh.endWindow(needed(what, 'Which window is meant?', 'windows end <id>'), by)]
      if (name === undefined) throw new MeshError('USAGE', 'A window has a name.', 'Write --name and what people call it.')
      const given = Object.entries({ for: what, kind, from, to, hours }).filter(([, value]) => value !== undefined)
      return [await mesh.addWindow({ name, by, ...Object.fromEntries(given) })]
    }
    print(shell, format, await done(), windowLine, 'no window is on or to come')
    return EXIT.fine
  })
}

export async function silencesCommand(
  shell: Shell,
  word: (typeof QUIET_WORDS)[number],
  what: string | undefined,
  { config, format, all = false, reason, from, to, by = shell.user }: QuietArguments,
): Promise<Exit> {
  return withMesh(shell, config, async (mesh: MeshHandle) => {
    const done = async (): Promise<readonly SilenceAnswer[]> => {
      if (word === 'list') return mesh.silences({ all })
      if (word === 'end') return [await mesh.endSilence(needed(what, 'Which silence is meant?', 'silences end <id>'), by)]
      const selector = needed(what, 'What is to be silenced?', 'silences add <selector>')
      if (reason === undefined || to === undefined)
        throw new MeshError('USAGE', 'A silence has a reason and an end.', 'Write --reason and --to, a time or a length such as 2d.')
      return [await mesh.addSilence({ for: selector, reason, to, by, ...(from === undefined ? {} : { from }) })]
    }
    print(shell, format, await done(), silenceLine, 'nothing is silenced')
    return EXIT.fine
  })
}

function needed(what: string | undefined, question: string, form: string): string {
  if (what === undefined) throw new MeshError('USAGE', question, `Write meshwatch ${form}.`)
  return what
}

function print<A>(
  shell: Shell,
  format: 'text' | 'json',
  answers: readonly A[],
  line: (one: A, paint: Paint) => string,
  none: string,
): void {
  if (format === 'json') shell.out(JSON.stringify(answers, null, 2))
  else shell.out(answers.length === 0 ? none : answers.map((one) => line(one, shell.paint)).join('\n'))
}

function windowLine(window: WindowAnswer, paint: Paint): string {
  const { id, on, kind, name, hours, from, to, endedAt } = window
  const times = hours ?? `${from} to ${endedAt ?? to}`
  return `${id.padEnd(8)}  ${(on ? 'on' : '').padEnd(2)}  ${kind.padEnd(11)}  ${window.for}  ${times}  ${name}${whoWords(window, paint)}`
}

function silenceLine(silence: SilenceAnswer, paint: Paint): string {
  const { id, on, reason, from, to, endedAt } = silence
  return `${id.padEnd(8)}  ${(on ? 'on' : '').padEnd(2)}  ${silence.for}  ${from} to ${endedAt ?? to}  ${reason}${whoWords(silence, paint)}`
}

function whoWords({ by, endedBy }: { readonly by?: string; readonly endedBy?: string }, paint: Paint): string {
  return paint.faint(`${by === undefined ? ' (configuration)' : ` (${by})`}${endedBy === undefined ? '' : `, ended by ${endedBy}`}`)
}
