/** One dataset's due checks, from what was seen and what is known to verdicts, incidents and what has to be stored. Pure. */

import type { Check, CheckId, CheckKind, History, Judgement, Observation } from '../core/check.ts'
import { advance, type JudgedCheck, type Scene } from '../core/incident/advance.ts'
import { nextState } from '../core/incident/check-state.ts'
import type { CheckState, Incident } from '../core/incident/incident.ts'
import { type Measured, type Metric, type MetricKey, metricKey } from '../core/metric.ts'
import type { Measurement, ProbeRecord } from '../core/store.ts'
import { isBad, unknown } from '../core/verdict.ts'

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
  /** Past measurements of one check's metrics. */
  points(check: Check, metric: Metric): ReturnType<History['points']>
}

export function judge(
  asked: readonly Asked[],
  seen: Observation,
  measured: ReadonlyMap<MetricKey, Measured>,
  known: Known,
  scene: Scene,
): Omit<ProbeRecord, 'outbox'> {
  const judged: JudgedCheck[] = asked.map(({ check, kind }) => {
    const before = known.states.get(check.id)
    const past: History = { memo: before?.memo, points: (metric) => known.points(check, metric) }
    return {
      check,
      type: kind.type,
      state: nextState(
        before,
        check,
        soundly(() => kind.judge(check, seen, past)),
        seen.at,
      ),
    }
  })
  const { incidents, transitions } = advance(known.open, judged, scene, seen.at)
  const current = new Map([...known.open, ...incidents].map((incident) => [incident.id, incident]))
  const troubled = new Set(
    [...current.values()].flatMap(({ status, members }) =>
      status === 'resolved' ? [] : members.filter(({ cleared, verdict }) => !cleared && isBad(verdict)).map(({ check }) => check),
    ),
  )
  for (const { check, state } of judged) if (isBad(state.verdict)) troubled.add(check.id)
  return {
    dataset: scene.dataset,
    at: seen.at,
    measurements: measurementsOf(asked, seen, measured, troubled),
    states: judged.map(({ state }) => state),
    incidents,
    transitions,
  }
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

/** The series a scalar metric is kept in: one per check kind, because kinds are asked at their own pace. */
export function seriesOf(check: Check): string {
  return check.kind
}

/**
 * What is worth learning from. A number that several checks share is left out only when all of them are in trouble: the check in
 * trouble leaves out its own numbers, and its neighbours go on learning. Periods are kept as they are: which of them were bad is
 * remembered by the check that judged them, because they are measured again.
 */
function measurementsOf(
  asked: readonly Asked[],
  seen: Observation,
  measured: ReadonlyMap<MetricKey, Measured>,
  troubled: ReadonlySet<CheckId>,
): readonly Measurement[] {
  const rows = new Map<string, Row>()
  const put = (series: string, bucket: number, key: MetricKey, value: number, isSound: boolean) => {
    const id = `${series} ${bucket}`
    const row = rows.get(id) ?? { values: {}, sound: new Set(), bucket, series }
    row.values[key] = value
    if (isSound) row.sound.add(key)
    rows.set(id, row)
  }
  for (const { check, needs } of asked) {
    for (const metric of needs) {
      const key = metricKey(metric)
      const value = measured.get(key)?.value
      if (typeof value === 'number') put(seriesOf(check), seen.facts.partition?.at ?? seen.at, key, value, !troubled.has(check.id))
      else if (metric.fn === 'rowsPer' && Array.isArray(value))
        for (const group of value) put(key, Number(group.key), key, group.value, true)
    }
  }
  return [...rows.values()].map(({ series, bucket, values, sound }) => ({
    dataset: asked[0]?.check.dataset ?? '',
    series,
    bucket,
    at: seen.at,
    values,
    excluded: Object.keys(values).filter((key) => !sound.has(key)),
  }))
}

/** One measurement in the making. */
interface Row {
  readonly series: string
  readonly bucket: number
  readonly values: Record<MetricKey, number>
  readonly sound: Set<MetricKey>
}
