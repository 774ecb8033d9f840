/**
 * Asks one dataset for metrics. A statement that fails for a reason of its own is halved until the guilty metric stands
 * alone, so that one bad rule never blinds the rest; a failure of the source as a whole ends the visit.
 */

import { createHash } from 'node:crypto'
import type { Deadline, Instant } from '../core/calendar/time.ts'
import type { Observation } from '../core/check.ts'
import { type Cell, type Connector, type DatasetFacts, type Row, SourceFailure } from '../core/connector.ts'
import {
  type Group,
  isGrouped,
  type Measured,
  type Metric,
  type MetricFn,
  type MetricKey,
  type MetricValue,
  metricKey,
  NO_SEGMENT,
} from '../core/metric.ts'
import { type Unknown, unknown } from '../core/verdict.ts'
import { pack, planStatements, ROWS, type Sampling, type Statement, uniqueMetrics } from './statements.ts'

export interface Visit {
  readonly observation: Observation
  readonly measured: ReadonlyMap<MetricKey, Measured>
  readonly statements: number
}

/** `at` replaces the source's clock when a check is judged as of another time. */
export interface Moment {
  readonly at: Instant
  readonly pinned: boolean
}

/** What shrinks with the sample; the others (mean, quantile, …) do not. */
const AMOUNTS: ReadonlySet<MetricFn> = new Set<MetricFn>([
  'rows',
  'nulls',
  'zeros',
  'sum',
  'missing',
  'invalid',
  'mismatched',
  'top',
  'formats',
])

export async function observe(
  connector: Connector,
  facts: DatasetFacts,
  metrics: readonly Metric[],
  moment: Moment,
  until: Deadline,
  sampling?: Sampling,
): Promise<Visit> {
  const answers = new Map<MetricKey, Measured | Unknown>()
  let now = moment.at
  let statements = 0

  const ask = async (statement: Statement): Promise<void> => {
    statements++
    try {
      const rows = await connector.query(statement.sql, until)
      now = readRow(statement, rows, answers) ?? now
    } catch (error) {
      await divide(statement, asFailure(error))
    }
  }
  const divide = async (statement: Statement, failure: SourceFailure): Promise<void> => {
    const ofItsOwn = failure.code === 'invalid-query' || failure.code === 'missing' || failure.code === 'no-permission'
    const metrics = statement.columns.flat()
    if (metrics.length > 1 && ofItsOwn) {
      const middle = Math.ceil(metrics.length / 2)
      for (const half of [metrics.slice(0, middle), metrics.slice(middle)]) {
        await ask(pack(half, facts, connector.dialect, statement.share))
      }
      return
    }
    for (const metric of metrics) answers.set(metricKey(metric), unknown(failure.code, failure.message))
    if (failure.code === 'unreachable') throw failure
  }

  const there = uniqueMetrics(metrics).filter((metric) => {
    const gone = fieldsOf(metric).filter((name) => !facts.fields.some((field) => field.name === name))
    const shut = fieldsOf(metric).filter((name) => facts.fields.some((field) => field.name === name && field.readable === false))
    if (gone.length > 0) answers.set(metricKey(metric), unknown('missing', `there is no field ${gone.join(', ')}`, gone))
    else if (shut.length > 0) answers.set(metricKey(metric), unknown('no-permission', `the field ${shut.join(', ')} may not be read`, shut))
    return gone.length + shut.length === 0
  })
  if (facts.state === 'present') {
    const plan = planStatements(there, facts, connector.dialect, connector.can, sampling)
    for (const metric of plan.unsupported)
      answers.set(metricKey(metric), unknown('unsupported', `${connector.kind} cannot measure ${metric.fn}`))
    try {
      for (const statement of plan.statements) await ask(statement)
    } catch (error) {
      const failure = asFailure(error)
      for (const metric of there)
        if (!answers.has(metricKey(metric))) answers.set(metricKey(metric), unknown(failure.code, failure.message))
    }
  }

  const observation: Observation = {
    at: moment.at,
    now: moment.pinned ? moment.at : now,
    facts,
    read: (metric) => answers.get(metricKey(metric)) ?? unseen(facts, metric),
  }
  const measured = new Map([...answers].filter((entry): entry is [MetricKey, Measured] => !('state' in entry[1])))
  return { observation, measured, statements }
}

function unseen(facts: DatasetFacts, metric: Metric): Unknown {
  if (facts.state !== 'present') return unknown(facts.state, facts.detail ?? 'the dataset could not be looked at')
  return unknown('unsupported', `${metric.fn} was not measured`)
}

function fieldsOf(metric: Metric): readonly string[] {
  return [...(metric.fields ?? []), ...(metric.by === undefined ? [] : [metric.by]), ...(metric.per ? [metric.per.field] : [])]
}

function readRow(statement: Statement, rows: readonly Row[], answers: Map<MetricKey, Measured | Unknown>): Instant | undefined {
  const row = rows[0]
  if (!row) throw new SourceFailure('invalid-query', 'the statement answered no row')
  const share = statement.share < 1 ? sampledShare(statement.share, Number(row.s ?? 0), answers.get(metricKey(ROWS))) : 1
  for (const [index, column] of statement.columns.entries()) {
    const cell = row[`m${index}`] ?? null
    const values = column.some(isGrouped) ? groupsOf(cell, column) : [cellValue(cell)]
    for (const [place, metric] of column.entries()) {
      const value = values[place] ?? null
      const sampled = { value: scaled(metric, value, share), basis: 'sampled', share } as const
      answers.set(metricKey(metric), statement.share < 1 ? sampled : { value, basis: 'exact' })
    }
  }
  return row.n === null || row.n === undefined ? undefined : Number(row.n)
}

/** Sources sample by pages or by chance: how much it was in truth is known where all rows were counted, too. */
function sampledShare(asked: number, rows: number, all: Measured | Unknown | undefined): number {
  return all !== undefined && !('state' in all) && all.basis === 'exact' && Number(all.value) > 0 ? rows / Number(all.value) : asked
}

/** What a sample counts stands for as many more rows as were left out. */
function scaled(metric: Metric, value: MetricValue, share: number): MetricValue {
  if (!AMOUNTS.has(metric.fn) || value === null) return value
  if (share === 0) return null
  return typeof value === 'object' ? value.map((group) => ({ ...group, value: group.value / share })) : Number(value) / share
}

type Texts = readonly (string | null)[]

/** For each metric of a column its groups: periods in their order, then most first; the order within a source's aggregate is not promised. */
function groupsOf(cell: Cell, column: readonly Metric[]): readonly (readonly Group[])[] {
  const rows: readonly Texts[] = JSON.parse(String(cell ?? '[]'))
  return column.map(({ by, hashed, per }, index) => {
    const place = by === undefined && per === undefined ? 1 : 2 + index
    const groups = rows.flatMap((row) => {
      const [key = null, at = null] = row
      const value = row[place] ?? null
      if (value === null || !Number.isFinite(Number(value))) return []
      return [{ key: hashed ? hashOf(key) : (key ?? NO_SEGMENT), value: Number(value), ...(per && { at: Number(at) }) }]
    })
    return groups.sort((a, b) => (a.at ?? 0) - (b.at ?? 0) || b.value - a.value)
  })
}

/** Seventy-two bits, which two values of a field practically never share. Null stays what it is. */
function hashOf(key: string | null): string {
  return key === null ? NO_SEGMENT : createHash('sha256').update(key).digest('base64url').slice(0, 12)
}

function cellValue(cell: Row[string]): MetricValue {
  if (cell === null || cell === undefined) return null
  if (typeof cell === 'boolean') return cell ? 1 : 0
  if (typeof cell === 'bigint') return Number.isSafeInteger(Number(cell)) ? Number(cell) : cell.toString()
  return cell
}

function asFailure(error: unknown): SourceFailure {
  return error instanceof SourceFailure
    ? error
    : new SourceFailure('invalid-query', error instanceof Error ? error.message : String(error), { cause: error })
}
