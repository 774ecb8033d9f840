/** `meshwatch incident`: the life of one incident, and what people do about it. */
import { spell } from '../../core/calendar/time.ts'
import type { Deed } from '../../core/incident/deed.ts'
import { DEEDS } from '../../core/incident/deed.ts'
import type { IncidentDetail } from '../deeds.ts'
import { withMesh } from './commands.ts'
import type { Paint } from './paint.ts'
import { EXIT, type Exit, type Shell } from './shell.ts'
import { incidentsText } from './tables.ts'

export const INCIDENT_WORDS = ['show', ...DEEDS] as const

export interface IncidentDeedArguments {
  readonly config: string
  readonly format: 'text' | 'json'
  readonly for?: string
  readonly by?: string
  readonly note?: string
}

/** What is done is told by a daemon that runs on the same store. */
export async function incidentCommand(
  shell: Shell,
  word: Deed['do'] | 'show',
  id: string,
  { config, format, by = shell.user, note, for: length }: IncidentDeedArguments,
): Promise<Exit> {
  return withMesh(shell, config, async (mesh) => {
    const given = { ...(note === undefined ? {} : { note }), ...(length === undefined ? {} : { for: length }) }
    if (word !== 'show') await mesh.act({ incident: id, do: word, by, via: 'cli', ...given })
    const detail = await mesh.incident(id)
    shell.out(format === 'json' ? JSON.stringify(detail, null, 2) : detailText(detail, shell.paint))
    return EXIT.fine
  })
}

function detailText(detail: IncidentDetail, paint: Paint): string {
  const times = [
    ['noticed after', detail.timeToDetect],
    ['told after', detail.timeToNotify],
    ['taken after', detail.timeToAcknowledge],
    ['over after', detail.timeToRepair],
  ] as const
  const known = times.flatMap(([name, seconds]) => (seconds === undefined ? [] : [`${name} ${spell(1_000 * seconds)}`]))
  const steps = detail.transitions.map(({ at, kind, reason, by, via, note }) => {
    const who = by === undefined ? '' : ` (${by}${via === undefined ? '' : `, by ${via}`}${note === undefined ? '' : `: “${note}”`})`
    return `  ${paint.faint(at)} ${kind.padEnd(12)} ${reason}${paint.faint(who)}`
  })
  return [incidentsText([detail], paint), `  ${known.join(', ')}`, ...steps].join('\n')
}
