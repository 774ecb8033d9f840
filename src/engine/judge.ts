/** One dataset's due checks, from what was seen and what is known to verdicts, incidents and what has to be stored. Pure. */

import { DAY } from '../core/calendar/time.ts'
import type { Check, CheckId, CheckKind, History, Judgement, Observation } from '../core/check.ts'
import { advance, type JudgedCheck, type Scene } from '../core/incident/advance.ts'
import { nextState } from '../core/incident/check-state.ts'
import type { CheckState, Incident } from '../core/incident/incident.ts'
import { type Group, type Measured, type Metric, type MetricKey, metricKey } from '../core/metric.ts'
import type { DayCalendar } from '../core/series.ts'
import type { Measurement, ProbeRecord } from '../core/store.ts'
import { lessonsOf, type Teaching, withTaughtSegments, withTeaching } from '../core/teaching.ts'
import { isBad, unknown } from '../core/verdict.ts'
import { announcedWindow, asAnnounced } from './announced.ts'
import { type FreshRows, measuredPeriods, pointsOf, renewed, segmentsOf, seriesOf } from './history.ts'
import { asTaught } from './lessons.ts'
import { besidePeers, type Peers, withPeers } from './peers.ts'

export type CheckKinds = Readonly<Record<string, CheckKind<never>>>

/** A check with its code and its needs. */
export interface Asked {
  readonly check: Check
  readonly kind: CheckKind<unknown>
  readonly needs: readonly Metric[]
}

export interface Known {
  readonly states: ReadonlyMap<CheckId, CheckState>
  readonly open: readonly Incident[]
  readonly teachings: ReadonlyMap<CheckId, readonly Teaching[]>
  readonly calendar?: DayCalendar
  readonly peers?: Peers
  /** Rows of a series, oldest first. */
  stored(series: string): readonly Measurement[]
}

export function judge(
  asked: readonly Asked[],
  seen: Observation,
  measured: ReadonlyMap<MetricKey, Measured>,
  known: Known,
  scene: Scene,
): Omit<ProbeRecord, 'outbox'> {
  const fresh = measuredPeriods(asked, measured, known.stored, seen.at)
  const rowsOf = (check: Check, metric: Metric) => {
    const series = seriesOf(check, metric)
    return renewed(known.stored(series), fresh.get(series))
  }
  const troubledBefore = troubledIn(known.open)
  const alone = asked.map(({ check, kind }): Judgement => {
    const teachings = known.teachings.get(check.id) ?? []
    const past: History = {
      memo: known.states.get(check.id)?.memo,
      points: (metric) => withTeaching(pointsOf(rowsOf(check, metric), metric), teachings),
      segments: (metric) => withTaughtSegments(segmentsOf(rowsOf(check, metric), metric), teachings),
      quiet: troubledBefore.has(check.id),
      ...(known.calendar && { calendar: known.calendar }),
    }
    return soundly(() => kind.judge(check, seen, past))
  })
  const inWindows = new Set<CheckId>()
  const judged: JudgedCheck[] = together(asked, alone).map((judgement, index) => {
    const { check, kind } = asked[index] as Asked
    const before = known.states.get(check.id)
    const teachings = known.teachings.get(check.id) ?? []
    const isInIncident = troubledBefore.has(check.id)
    const backed = withPeers(check, judgement.verdict, known.peers, known.calendar)
    const window = announcedWindow({ check, kind }, backed, known.calendar, seen.at)
    if (window !== undefined) inWindows.add(check.id)
    const verdict = asTaught(asAnnounced(backed, window), before, teachings, seen.at, isInIncident)
    const state = nextState(before, check, { ...judgement, verdict }, seen.at, lessonsOf(teachings))
    return { check, type: kind.type, state, ...besidePeers(check, verdict, known.peers) }
  })
  const { incidents, transitions } = advance(known.open, judged, scene, seen.at)
  const current = new Map([...known.open, ...incidents].map((incident) => [incident.id, incident]))
  const troubled = troubledIn([...current.values()]).union(inWindows)
  for (const { check, state } of judged) if (isBad(state.verdict)) troubled.add(check.id)
  return {
    dataset: scene.dataset,
    at: seen.at,
    measurements: [...looksOf(asked, seen, measured, troubled, known), ...periodsOf(asked, judged, troubled, fresh)],
    states: judged.map(({ state }) => state),
    incidents,
    transitions,
  }
}

/** Each kind's last word over what its checks found one by one. */
export function together(asked: readonly Pick<Asked, 'check' | 'kind'>[], alone: readonly Judgement[]): readonly Judgement[] {
  const decided = [...alone]
  for (const [kind, places] of Map.groupBy(asked.keys(), (place) => asked[place]?.kind)) {
    const verdicts = kind?.together?.(
      places.map((place) => ({ ...(asked[place] as Pick<Asked, 'check'>), ...(alone[place] as Judgement) })),
    )
    for (const [index, place] of places.entries()) {
      const verdict = verdicts?.[index]
      if (verdict) decided[place] = { ...decided[place], verdict }
    }
  }
  return decided
}

/** Checks whose trouble an incident is about and goes on. */
export function troubledIn(incidents: readonly Incident[]): Set<CheckId> {
  return new Set(
    incidents.flatMap(({ status, members }) =>
      status === 'resolved' ? [] : members.filter(({ cleared, verdict }) => !cleared && isBad(verdict)).map(({ check }) => check),
    ),
  )
}

/** A bug in one check must not take its neighbours along. It is said in the verdict, where somebody sees it. */
function soundly(judgeIt: () => Judgement): Judgement {
  try {
    return judgeIt()
  } catch (error) {
    return {
      verdict: unknown('unsupported', `this check failed by a fault of its own: ${error instanceof Error ? error.message : String(error)}`),
    }
  }
}

/**
 * Numbers of this look or delivery. A number that several checks share is left out of learning only when all of them are in trouble: the
 * check in trouble leaves out its own numbers, and its neighbours go on learning.
 */
function looksOf(
  asked: readonly Asked[],
  seen: Observation,
  measured: ReadonlyMap<MetricKey, Measured>,
  troubled: ReadonlySet<CheckId>,
  known: Known,
): readonly Measurement[] {
  const rows = new Map<string, { readonly values: Record<string, number>; readonly keys: Set<MetricKey>; readonly sound: Set<MetricKey> }>()
  for (const { check, needs } of asked) {
    for (const metric of needs) {
      const key = metricKey(metric)
      const values = valuesOf(metric, measured.get(key))
      if (values === undefined) continue
      const series = seriesOf(check, metric)
      const row = rows.get(series) ?? { values: {}, keys: new Set(), sound: new Set() }
      Object.assign(row.values, values)
      row.keys.add(key)
      if (!troubled.has(check.id)) row.sound.add(key)
      rows.set(series, row)
    }
  }
  const { partition } = seen.facts
  return [...rows].flatMap(([series, { values, keys, sound }]) => {
    const excluded = [...keys].filter((key) => !sound.has(key))
    const last = partition === undefined ? known.stored(series).at(-1) : undefined
    // Hundreds of segments that stand still between two loads need no row at every look.
    if (last && keys.has(series) && seen.at - last.bucket < DAY && isSame(last, values, excluded)) return []
    return [{ dataset: asked[0]?.check.dataset ?? '', series, bucket: partition?.at ?? seen.at, at: seen.at, values, excluded }]
  })
}

function valuesOf(metric: Metric, found: Measured | undefined): Readonly<Record<string, number>> | undefined {
  if (metric.per !== undefined || found === undefined) return undefined
  if (typeof found.value === 'number') return { [metricKey(metric)]: found.value }
  if (metric.by === undefined || !Array.isArray(found.value)) return undefined
  return Object.fromEntries(found.value.map(({ key, value }: Group) => [key, value]))
}

function isSame(last: Measurement, values: Readonly<Record<string, number>>, excluded: readonly MetricKey[]): boolean {
  const keys = Object.keys(values)
  return (
    excluded.join() === last.excluded.join() &&
    keys.length === Object.keys(last.values).length &&
    keys.every((key) => values[key] === last.values[key])
  )
}

/** Periods that were measured. The one that a check has just judged is marked by how that check fares; the others keep their marks. */
function periodsOf(
  asked: readonly Asked[],
  judged: readonly JudgedCheck[],
  troubled: ReadonlySet<CheckId>,
  fresh: FreshRows,
): readonly Measurement[] {
  const bad = new Map<Measurement, Map<MetricKey, boolean>>()
  for (const [index, { check, needs }] of asked.entries()) {
    const verdict = judged[index]?.state.verdict
    const bucket = verdict !== undefined && verdict.state !== 'unknown' ? verdict.bucket : undefined
    for (const metric of needs) {
      const row = bucket === undefined ? undefined : fresh.get(seriesOf(check, metric))?.get(bucket)
      if (row === undefined) continue
      const marks = bad.get(row) ?? new Map<MetricKey, boolean>()
      const key = metricKey(metric)
      marks.set(key, troubled.has(check.id) && (marks.get(key) ?? true))
      bad.set(row, marks)
    }
  }
  return [...fresh.values()].flatMap((rows) =>
    [...rows.values()].map((row) => {
      const marks = bad.get(row)
      if (marks === undefined) return row
      const kept = row.excluded.filter((key) => !marks.has(key))
      return { ...row, excluded: [...kept, ...[...marks].flatMap(([key, isBadKey]) => (isBadKey ? [key] : []))] }
    }),
  )
}
