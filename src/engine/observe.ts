/**
 * Asks one dataset for metrics. A statement that fails for a reason of its own is halved until the guilty metric stands
 * alone, so that one bad rule never blinds the rest; a failure of the source as a whole ends the visit.
 */
import type { Observation } from '../core/check.ts'
import { type Connector, type DatasetFacts, type Row, SourceFailure } from '../core/connector.ts'
import type { Group, Measured, Metric, MetricFn, MetricKey, MetricValue } from '../core/metric.ts'
import { metricKey } from '../core/metric.ts'
import type { Deadline, Instant } from '../core/time.ts'
import { type Unknown, unknown } from '../core/verdict.ts'
import { type Grouped, type Packed, pack, planStatements, type Sampling, type Statement, uniqueMetrics } from './statements.ts'

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

/** Counts that shrink with the sample; the others (mean, quantile, …) do not. */
const COUNTS: ReadonlySet<MetricFn> = new Set<MetricFn>(['rows', 'nulls', 'zeros', 'missing', 'invalid', 'mismatched'])

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
      if (statement.shape === 'grouped') readGroups(statement, rows, answers)
      else now = readRow(statement, rows, answers) ?? now
    } catch (error) {
      await divide(statement, asFailure(error))
    }
  }
  const divide = async (statement: Statement, failure: SourceFailure): Promise<void> => {
    const ofItsOwn = failure.code === 'invalid-query' || failure.code === 'missing' || failure.code === 'no-permission'
    if (statement.shape === 'packed' && statement.metrics.length > 1 && ofItsOwn) {
      const middle = Math.ceil(statement.metrics.length / 2)
      for (const half of [statement.metrics.slice(0, middle), statement.metrics.slice(middle)]) {
        await ask(pack(half, facts, connector.dialect, statement.share))
      }
      return
    }
    for (const metric of statement.metrics) answers.set(metricKey(metric), unknown(failure.code, failure.message))
    if (failure.code === 'unreachable') throw failure
  }

  const there = uniqueMetrics(metrics).filter((metric) => {
    const gone = missingFields(metric, facts)
    if (gone.length > 0) answers.set(metricKey(metric), unknown('missing', `there is no field ${gone.join(', ')}`, gone))
    return gone.length === 0
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

function missingFields(metric: Metric, facts: DatasetFacts): readonly string[] {
  const wanted = [...(metric.fields ?? []), ...(metric.by ? [metric.by] : [])]
  return wanted.filter((name) => !facts.fields.some((field) => field.name === name))
}

function readRow(statement: Packed, rows: readonly Row[], answers: Map<MetricKey, Measured | Unknown>): Instant | undefined {
  const row = rows[0]
  if (!row) throw new SourceFailure('invalid-query', 'the statement answered no row')
  const seen = Number(row[`m${statement.metrics.findIndex((metric) => metric.fn === 'rows')}`])
  statement.metrics.forEach((metric, index) => {
    const value = cellValue(row[`m${index}`] ?? null)
    if (statement.share >= 1) answers.set(metricKey(metric), { value, basis: 'exact' })
    else
      answers.set(metricKey(metric), {
        value: COUNTS.has(metric.fn) && seen > 0 ? Number(value) / statement.share : value,
        basis: 'sampled',
        share: statement.share,
      })
  })
  return row.n === null || row.n === undefined ? undefined : Number(row.n)
}

function readGroups(statement: Grouped, rows: readonly Row[], answers: Map<MetricKey, Measured | Unknown>): void {
  const groups: Group[] = rows.map((row) => ({ key: String(row.key), value: Number(row.value) }))
  answers.set(metricKey(statement.metrics[0]), { value: groups, basis: 'exact' })
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
