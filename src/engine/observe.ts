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
import { FIRST_LOOK_DAYS, namesOf, pack, planStatements, ROWS, type Statement, withoutDoubles } from './statements.ts'

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

/**
 * Metrics that are asked apart from the others, because they are dear. With `most` a sample of about so many rows is taken, of tables
 * that hold more of them, or more in as many days as a first look goes back: days are then sampled alike at the first look and later.
 */
export interface Pack {
  readonly keys: ReadonlySet<MetricKey>
  readonly most?: number
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
  packs: readonly Pack[] = [],
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

  const there = withoutDoubles(metrics).filter((metric) => {
    const gone = namesOf(metric).filter((name) => !facts.fields.some((field) => field.name === name))
    const shut = namesOf(metric).filter((name) => facts.fields.some((field) => field.name === name && field.readable === false))
    if (gone.length > 0) answers.set(metricKey(metric), unknown('missing', `there is no field ${gone.join(', ')}`, gone))
    else if (shut.length > 0) answers.set(metricKey(metric), unknown('no-permission', `the field ${shut.join(', ')} may not be read`, shut))
    return gone.length + shut.length === 0
  })
  if (facts.state === 'present') {
    try {
      for (const { metrics: part, pack: dear } of parted(there, packs)) {
        const share = shareOf(part, dear, facts, (metric) => answers.get(metricKey(metric)))
        const plan = planStatements(part, facts, connector.dialect, connector.can, share)
        const how = share < 1 ? ' from a sample' : ''
        for (const metric of plan.unsupported)
          answers.set(metricKey(metric), unknown('unsupported', `${connector.kind} cannot measure ${metric.fn}${how}`))
        for (const statement of plan.statements) await ask(statement)
      }
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

/** What is asked together: first all that is not dear, then one pack after the other. */
export function parted(
  metrics: readonly Metric[],
  packs: readonly Pack[],
): readonly { readonly metrics: readonly Metric[]; readonly pack: Pack | undefined }[] {
  const placed = Map.groupBy(metrics, (metric) => packs.find(({ keys }) => keys.has(metricKey(metric))))
  return [undefined, ...packs].flatMap((pack) => {
    const found = placed.get(pack)
    return found ? [{ metrics: found, pack }] : []
  })
}

/** The share of the rows that a pack is measured of. Where the rows of periods were counted before, it is known how large a first look is. */
export function shareOf(
  metrics: readonly Metric[],
  pack: Pick<Pack, 'most'> | undefined,
  facts: DatasetFacts,
  answered: (metric: Metric) => Measured | Unknown | undefined,
): number {
  if (pack === undefined) return 1
  const enough = Math.min(1, ...metrics.map((metric) => metric.enough ?? 1))
  if (pack.most === undefined) return enough
  const per = metrics.find((metric) => metric.per)?.per
  const counted = per && countedIn(answered({ ...ROWS, per }))
  const look = counted && (FIRST_LOOK_DAYS / counted.size) * [...counted.values()].reduce((sum, one) => sum + one, 0)
  const rows = Math.min(facts.rows?.value ?? Number.POSITIVE_INFINITY, look ?? Number.POSITIVE_INFINITY)
  return enough * (Number.isFinite(rows) ? Math.min(1, pack.most / rows) : 1)
}

/** Rows per period, of those that have any. */
function countedIn(found: Measured | Unknown | undefined): ReadonlyMap<Instant, number> | undefined {
  const groups = found !== undefined && !('state' in found) && Array.isArray(found.value) ? (found.value as readonly Group[]) : []
  const rows = groups.flatMap(({ at, value }) => (at !== undefined && value > 0 ? [[at, value] as const] : []))
  return rows.length > 0 ? new Map(rows) : undefined
}

function unseen(facts: DatasetFacts, metric: Metric): Unknown {
  if (facts.state !== 'present') return unknown(facts.state, facts.detail ?? 'the dataset could not be looked at')
  return unknown('unsupported', `${metric.fn} was not measured`)
}

function readRow(statement: Statement, rows: readonly Row[], answers: Map<MetricKey, Measured | Unknown>): Instant | undefined {
  const row = rows[0]
  if (!row) throw new SourceFailure('invalid-query', 'the statement answered no row')
  const sample = statement.share < 1 ? sampleOf(statement, row.s ?? null, answers) : undefined
  for (const [index, column] of statement.columns.entries()) {
    const cell = row[`m${index}`] ?? null
    const values = column.some(isGrouped) ? groupsOf(cell, column) : [cellValue(cell)]
    for (const [place, metric] of column.entries()) {
      const value = values[place] ?? null
      const found = sample && ({ value: scaled(metric, value, sample), basis: 'sampled', share: sample.share } as const)
      answers.set(metricKey(metric), found ?? { value, basis: 'exact' })
    }
  }
  return row.n === null || row.n === undefined ? undefined : Number(row.n)
}

interface Sample {
  readonly share: number
  /** How many of all rows one row of the sample stands for. */
  weight(period: Instant | undefined): number
}

/** Sources sample by pages or by chance: how much it was in truth is known where all rows were counted, too. */
function sampleOf({ columns, share }: Statement, size: Cell, answers: ReadonlyMap<MetricKey, Measured | Unknown>): Sample {
  const per = columns[0]?.[0]?.per
  if (per === undefined) {
    const all = answers.get(metricKey(ROWS))
    const isCounted = all !== undefined && !('state' in all) && all.basis === 'exact' && Number(all.value) > 0
    const seen = isCounted ? Number(size ?? 0) / Number(all.value) : share
    return { share: seen, weight: () => 1 / seen }
  }
  const metric = { ...ROWS, per }
  const all = countedIn(answers.get(metricKey(metric)))
  const seen = countedIn({ value: groupsOf(size, [metric])[0] ?? [], basis: 'sampled' })
  const weight = (period = 0) => {
    const [whole, part] = [all?.get(period), seen?.get(period)]
    return whole === undefined || part === undefined ? 1 / share : whole / part
  }
  return { share, weight }
}

/** What a sample counts stands for as many more rows as were left out. */
function scaled(metric: Metric, value: MetricValue, { share, weight }: Sample): MetricValue {
  if (!AMOUNTS.has(metric.fn) || value === null) return value
  if (share === 0) return null
  return typeof value === 'object'
    ? value.map((group) => ({ ...group, value: group.value * weight(group.at) }))
    : Number(value) * weight(undefined)
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
