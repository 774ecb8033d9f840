/**
 * From metrics to statements: doubles removed, everything that can share a statement packed into one that also asks the
 * source's own clock, split only where the system's limits say so. Statements written by a domain stay alone.
 */
import type { Capabilities, DatasetFacts, Dialect, FieldFacts, Sql } from '../core/connector.ts'
import { GROUPED, type Metric, type MetricKey, metricKey } from '../core/metric.ts'

export interface Packed {
  readonly shape: 'packed'
  readonly sql: Sql
  /** In the order of the result columns m0, m1, … */
  readonly metrics: readonly Metric[]
  /** Below 1 when the rows were sampled. */
  readonly share: number
}

export interface Grouped {
  readonly shape: 'grouped'
  readonly sql: Sql
  readonly metrics: readonly [Metric]
}

export type Statement = Packed | Grouped

export interface Sampling {
  /** Metrics whose rows may be sampled. */
  readonly keys: ReadonlySet<MetricKey>
  readonly share: number
}

export interface StatementPlan {
  readonly statements: readonly Statement[]
  /** The system has no words for these. */
  readonly unsupported: readonly Metric[]
}

const ROWS: Metric = { fn: 'rows' }

export function planStatements(
  metrics: readonly Metric[],
  facts: DatasetFacts,
  dialect: Dialect,
  can: Capabilities,
  sampling?: Sampling,
): StatementPlan {
  const unsupported: Metric[] = []
  const statements: Statement[] = []
  const exact: Metric[] = []
  const sampled: Metric[] = []
  for (const metric of uniqueMetrics(metrics)) {
    if (GROUPED.has(metric.fn)) {
      const sql = dialect.grouped(metric, factsOf(metric, facts), facts.relation)
      if (sql === undefined) unsupported.push(metric)
      else statements.push({ shape: 'grouped', sql, metrics: [metric] })
    } else if (expressionOf(metric, facts, dialect) === undefined) unsupported.push(metric)
    else if (metric.fn === 'query') statements.push(pack([metric], facts, dialect, 1))
    else if (sampling?.keys.has(metricKey(metric))) sampled.push(metric)
    else exact.push(metric)
  }
  const packs = [
    ...split(exact, facts, dialect, can).map((part) => pack(part, facts, dialect, 1)),
    ...split(sampled, facts, dialect, can).map((part) => pack(part, facts, dialect, sampling?.share ?? 1)),
  ]
  return { statements: [...packs, ...statements], unsupported }
}

/** One statement over several metrics. A sampled one also counts the rows it saw, so that counts can be scaled. */
export function pack(metrics: readonly Metric[], facts: DatasetFacts, dialect: Dialect, share: number): Packed {
  const asked = share < 1 && !metrics.some((metric) => metric.fn === 'rows') ? [...metrics, ROWS] : metrics
  const columns = asked.map((metric, index) => `${expressionOf(metric, facts, dialect)} AS m${index}`)
  const alone = asked.every((metric) => metric.fn === 'query')
  const from = alone ? '' : ` FROM ${share < 1 ? dialect.sampled(facts.relation, share) : facts.relation}`
  return { shape: 'packed', sql: `SELECT ${dialect.now} AS n, ${columns.join(', ')}${from}`, metrics: asked, share }
}

function split(metrics: readonly Metric[], facts: DatasetFacts, dialect: Dialect, can: Capabilities): readonly (readonly Metric[])[] {
  const parts: Metric[][] = []
  let length = Number.POSITIVE_INFINITY
  for (const metric of metrics) {
    const size = (expressionOf(metric, facts, dialect)?.length ?? 0) + 10
    const part = parts.at(-1)
    if (!part || length + size > can.maxStatement - facts.relation.length - 200 || part.length >= can.maxColumns - 2) {
      parts.push([metric])
      length = size
    } else {
      part.push(metric)
      length += size
    }
  }
  return parts
}

function expressionOf(metric: Metric, facts: DatasetFacts, dialect: Dialect): Sql | undefined {
  if (metric.fn === 'query') return dialect.rule(String(metric.args?.[0]), facts.relation, metric.fields?.[0])
  return dialect.scalar(metric, factsOf(metric, facts))
}

function factsOf(metric: Metric, facts: DatasetFacts): FieldFacts | undefined {
  return facts.fields.find((field) => field.name === metric.fields?.[0])
}

/** Two spans of one grouped metric become the wider one. */
export function uniqueMetrics(metrics: readonly Metric[]): readonly Metric[] {
  const unique = new Map<MetricKey, Metric>()
  for (const metric of metrics) {
    const key = metricKey(metric)
    const other = unique.get(key)
    unique.set(key, other?.window && metric.window ? { ...metric, window: widest(other.window, metric.window) } : metric)
  }
  return [...unique.values()]
}

function widest(a: NonNullable<Metric['window']>, b: NonNullable<Metric['window']>) {
  return { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) }
}
