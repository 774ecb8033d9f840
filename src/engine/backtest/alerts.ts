/**
 * What people would have been told: the answers of the detector become verdicts, and the verdicts go through the same reducer as those of
 * the daemon, so that `openAfter` and `resolveAfter` hold and what has one cause is one alert. Pure.
 */
import type { Instant } from '../../core/calendar/time.ts'
import type { CheckId, IncidentType } from '../../core/check.ts'
import { advance, type JudgedCheck, type Scene } from '../../core/incident/advance.ts'
import { nextState } from '../../core/incident/check-state.ts'
import type { CheckState, Incident, IncidentId } from '../../core/incident/incident.ts'
import type { DatasetId, ProductId } from '../../core/names.ts'
import { isBad, unknown } from '../../core/verdict.ts'
import { together } from '../judge.ts'
import { asTaught } from '../lessons.ts'
import type { PlayedCheck, PlayedLook } from './play.ts'
import type { Peak } from './verdict-on.ts'

export interface Alert {
  readonly product: ProductId
  readonly dataset: DatasetId
  readonly type: IncidentType
  /** The first odd value. */
  readonly from: Instant
  /** The value that ended it; missing where it goes on. */
  readonly to?: Instant
  /** The check that opened it, and those that joined. */
  readonly checks: readonly CheckId[]
  readonly peak: Peak
}

interface Looked {
  readonly played: PlayedCheck
  readonly look: PlayedLook
}

/** Alerts of one dataset, oldest first. Checks are judged in the order of their values. */
export function alertsOf(dataset: readonly PlayedCheck[], scene: Scene): readonly Alert[] {
  const states = new Map<CheckId, CheckState>()
  const going = new Map<IncidentId, Going>()
  const over: Alert[] = []
  for (const [at, looks] of momentsOf(dataset)) {
    const open = [...going.values()].map(({ incident }) => incident)
    const peaks = new Map<CheckId, Peak>()
    const decided = together(
      looks.map(({ played }) => played),
      looks.map(({ look }) => look),
    )
    const judged = looks.map(({ played: { check, kind, teachings }, look: { peak } }, index): JudgedCheck => {
      const before = states.get(check.id)
      const found = decided[index]?.verdict ?? unknown('no-data', 'nothing was judged')
      const isInIncident = open.some(({ members }) => members.some((member) => member.check === check.id && !member.cleared))
      const verdict = asTaught(found, before, teachings, at, isInIncident)
      const state = nextState(before, check, { verdict }, at)
      states.set(check.id, state)
      if (peak && isBad(verdict)) peaks.set(check.id, peak)
      return { check, type: kind.type, state }
    })
    if (open.length === 0 && peaks.size === 0) continue
    for (const incident of advance(open, judged, scene, at).incidents) {
      const known = going.get(incident.id)
      const from = known?.from ?? states.get(incident.members[0]?.check ?? '')?.since ?? at
      going.set(incident.id, { incident, from, peak: oddest(known?.peak, incident, peaks) })
    }
    for (const [id, one] of going) {
      if (one.incident.status !== 'resolved') continue
      going.delete(id)
      over.push(...alertOf(one))
    }
  }
  return [...over, ...[...going.values()].flatMap(alertOf)].sort((a, b) => a.from - b.from)
}

/** An alert in the making. */
interface Going {
  readonly incident: Incident
  readonly from: Instant
  readonly peak: Peak | undefined
}

function oddest(known: Peak | undefined, { members }: Incident, peaks: ReadonlyMap<CheckId, Peak>): Peak | undefined {
  const found = members.flatMap(({ check }) => peaks.get(check) ?? [])
  return [...(known ? [known] : []), ...found].sort((a, b) => (b.score ?? 0) - (a.score ?? 0))[0]
}

function alertOf({ incident: { product, dataset, type, members, resolvedAt }, from, peak }: Going): readonly Alert[] {
  if (!peak) return []
  const checks = members.map(({ check }) => check)
  return [{ product, dataset, type, from, ...(resolvedAt !== undefined && { to: resolvedAt }), checks, peak }]
}

function momentsOf(dataset: readonly PlayedCheck[]): readonly (readonly [Instant, readonly Looked[]])[] {
  const looks = dataset.flatMap((played) => played.looks.map((look) => ({ played, look })))
  return [...Map.groupBy(looks, ({ look }) => look.at)].sort(([a], [b]) => a - b)
}
