/**
 * From metrics to statements: doubles removed, everything that can share a statement packed into one that also asks the
 * source's own clock, split only where the system's limits say so. Statements written by a domain stay alone.
 */
import type { Capabilities, DatasetFacts, Dialect, FieldFacts, Sql } from '../core/connector.ts'
import { GROUPED, type Metric, type MetricKey, metricKey } from '../core/metric.ts'

export interface Statement {
  readonly sql: Sql
  /** In the order of the result columns m0, m1, … */
  readonly metrics: readonly Metric[]
  /** Below 1 when the rows were sampled. */
  readonly share: number
}

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

export const ROWS: Metric = { fn: 'rows' }

export function planStatements(
  metrics: readonly Metric[],
  facts: DatasetFacts,
  dialect: Dialect,
  can: Capabilities,
  sampling?: Sampling,
): StatementPlan {
  const unsupported: Metric[] = []
  const alone: Metric[] = []
  const exact: Metric[] = []
  const sampled: Metric[] = []
  for (const metric of uniqueMetrics(metrics)) {
    if (expressionOf(metric, facts, dialect, 1) === undefined) unsupported.push(metric)
    else if (metric.fn === 'query') alone.push(metric)
    else if (sampling?.keys.has(metricKey(metric))) sampled.push(metric)
    else exact.push(metric)
  }
  const share = sampling?.share ?? 1
  const statements = [
    ...split(exact, facts, dialect, can, 1).map((part) => pack(part, facts, dialect, 1)),
    ...split(sampled, facts, dialect, can, share).map((part) => pack(part, facts, dialect, share)),
    ...alone.map((metric) => pack([metric], facts, dialect, 1)),
  ]
  return { statements, unsupported }
}

/** One statement over several metrics. A sampled one also counts the rows it saw as `s`, so that counts can be scaled. */
export function pack(metrics: readonly Metric[], facts: DatasetFacts, dialect: Dialect, share: number): Statement {
  const columns = metrics.map((metric, index) => `${expressionOf(metric, facts, dialect, share)} AS m${index}`)
  if (share < 1) columns.push(`${expressionOf(ROWS, facts, dialect, share)} AS s`)
  const reads = share < 1 || metrics.some((metric) => metric.fn !== 'query' && !GROUPED.has(metric.fn))
  const from = reads ? ` FROM ${seen(facts, dialect, share)}` : ''
  return { sql: `SELECT ${dialect.now} AS n, ${columns.join(', ')}${from}`, metrics, share }
}

function split(
  metrics: readonly Metric[],
  facts: DatasetFacts,
  dialect: Dialect,
  can: Capabilities,
  share: number,
): readonly (readonly Metric[])[] {
  const parts: Metric[][] = []
  let length = Number.POSITIVE_INFINITY
  for (const metric of metrics) {
    const size = (expressionOf(metric, facts, dialect, share)?.length ?? 0) + 10
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

function expressionOf(metric: Metric, facts: DatasetFacts, dialect: Dialect, share: number): Sql | undefined {
  if (metric.fn === 'query') return dialect.rule(String(metric.args?.[0]), facts.relation, metric.fields?.[0])
  if (!GROUPED.has(metric.fn)) return dialect.scalar(metric, factsOf(metric, facts))
  const grouped = dialect.grouped(metric, factsOf(metric, facts), seen(facts, dialect, share))
  return grouped === undefined ? undefined : dialect.embed(grouped)
}

function seen(facts: DatasetFacts, dialect: Dialect, share: number): Sql {
  return share < 1 ? dialect.sampled(facts.relation, share) : facts.relation
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
