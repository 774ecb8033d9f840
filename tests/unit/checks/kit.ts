/** What check kinds are tested with: a dataset as a source would show it, and a check that lives through looks as in the engine. */
import { instantOf } from '../../../src/core/calendar/wall-time.ts'
import type { Check, CheckKind, Observation } from '../../../src/core/check.ts'
import type { DatasetFacts, FieldFacts } from '../../../src/core/connector.ts'
import type { LogicalType } from '../../../src/core/dataset.ts'
import type { CheckState, Incident } from '../../../src/core/incident/incident.ts'
import { type Measured, type Metric, type MetricKey, type MetricValue, metricKey } from '../../../src/core/metric.ts'
import type { DayCalendar } from '../../../src/core/series.ts'
import type { Measurement } from '../../../src/core/store.ts'
import { type Judged, type Unknown, unknown, type Verdict } from '../../../src/core/verdict.ts'
import { readSeries } from '../../../src/engine/backtest/read-series.ts'
import { seriesOf } from '../../../src/engine/history.ts'
import { judge } from '../../../src/engine/judge.ts'

/** `2026-11-21 18:30` on the clocks of `zone`. */
export function at(text: string, zone = 'UTC'): number {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = text.split(/\D/).map(Number)
  return instantOf({ year, month, day, hour, minute, second }, zone)
}

export function column(name: string, type = 'varchar', logicalType: LogicalType = 'string', nullable = true): FieldFacts {
  return { name, type, logicalType, nullable }
}

export function present(more: Partial<DatasetFacts> = {}): DatasetFacts {
  return { state: 'present', relation: 't', fields: [], ...more }
}

/** A delivery, named and placed by its day. */
export function delivery(day: number, more: Partial<DatasetFacts> = {}): DatasetFacts {
  return present({ partition: { name: new Date(day).toISOString().slice(0, 10), at: day }, ...more })
}

type Answer = MetricValue | Measured | Unknown | ((metric: Metric) => MetricValue)
export type Answers = Readonly<Record<MetricKey, Answer>>

export function answerOf(values: Answers, metric: Metric): Measured | Unknown {
  const given = values[metricKey(metric)]
  if (given === undefined) return unknown('unsupported', `${metricKey(metric)} was not measured`)
  const found = typeof given === 'function' ? given(metric) : given
  if (typeof found !== 'object' || found === null || Array.isArray(found)) return { value: found as MetricValue, basis: 'exact' }
  return found as Measured | Unknown
}

export interface Look {
  readonly facts?: DatasetFacts
  readonly values?: Answers
}

export function observation(now: number, { facts = present(), values = {} }: Look): Observation {
  return { at: now, now, facts, read: (metric) => answerOf(values, metric) }
}

/** The check lives on: what it remembers and what was measured is kept between looks as the store keeps it, as JSON. */
export function life<P>(kind: CheckKind<P>, params: P, calendar?: DayCalendar) {
  const check: Check<P> = {
    id: `shop.orders/orders/${kind.kind}`,
    kind: kind.kind,
    product: 'shop.orders',
    dataset: 'shop.orders/orders',
    params,
    schedule: {},
    policy: { openAfter: 1, resolveAfter: 1, unknownAfter: 3, severity: 'medium' },
  }
  const scene = { domain: 'shop', product: check.product, dataset: check.dataset, source: 'warehouse', affects: [] }
  let state: CheckState | undefined
  const incidents = new Map<string, Incident>()
  const rows = new Map<string, Measurement>()
  return {
    check,
    memo: () => state?.memo,
    incidents: () => [...incidents.values()],
    /** What is shown of it to whoever asks why. */
    recall: (until: number, ...asked: readonly string[]) =>
      readSeries(check as Check, (_, past) => kind.recall?.(check, past, until, asked) ?? [], {
        memo: state?.memo,
        teachings: [],
        read: async (metric) =>
          [...rows.values()].filter(({ series }) => series === seriesOf(check as Check, metric)).sort((a, b) => a.bucket - b.bucket),
      }),
    /** Replaces what the check remembers, as an older version might have left it. */
    remember(memo: unknown) {
      state = { check: check.id, verdict: unknown('learning', ''), at: 0, since: 0, streak: 1, memo }
    },
    look(now: number, seen: Look = {}): Verdict {
      const { facts = present(), values = {} } = seen
      const needs = kind.needs(check, facts, { memo: state?.memo }, now)
      const answers = needs.map((metric) => [metricKey(metric), answerOf(values, metric)] as const)
      const measured = new Map(answers.filter((entry): entry is [string, Measured] => !('state' in entry[1])))
      const bucket = facts.partition?.at ?? now
      const stored = (series: string) =>
        [...rows.values()]
          .filter((row) => row.series === series && row.bucket < (series.includes(' per ') ? now : bucket))
          .sort((a, b) => a.bucket - b.bucket)
      const open = [...incidents.values()].filter(({ status }) => status !== 'resolved')
      const states = new Map(state ? [[check.id, state]] : [])
      const asked = [{ check: check as Check, kind: kind as CheckKind<unknown>, needs }]
      const whole = observation(now, seen)
      const asAnswered = new Map(answers)
      const look = { ...whole, read: (metric: Metric) => asAnswered.get(metricKey(metric)) ?? whole.read(metric) }
      const record = judge(asked, look, measured, { teachings: new Map(), states, open, stored, ...(calendar && { calendar }) }, scene)
      for (const row of record.measurements) rows.set(`${row.series} ${row.bucket}`, row)
      for (const incident of record.incidents) incidents.set(incident.id, incident)
      state = JSON.parse(JSON.stringify(record.states[0])) as CheckState
      return state.verdict
    },
  }
}

export function codesOf(verdicts: readonly Verdict[]): readonly string[] {
  return verdicts.map(({ code }) => code)
}

/** For verdicts that must have been reached. */
export function judged(verdict: Verdict): Judged {
  if (verdict.state === 'unknown') throw new Error(`unknown: ${verdict.reason}`)
  return verdict
}
