/**
 * From metrics to statements: doubles removed, everything that can share a statement packed into one that also asks the
 * source's own clock, split only where the system's limits say so. Metrics that are divided alike, by segment or period, share one
 * sub-select, whose rows stand in one column of that statement. Statements written by a domain stay alone. A sample of a span is drawn
 * once, and all sub-selects of its statement read the rows that were drawn.
 */
import { DAY, HOUR } from '../core/calendar/time.ts'
import type { Capabilities, DatasetFacts, Dialect, Division, FieldFacts, Sql } from '../core/connector.ts'
import { isGrouped, type Metric, type MetricFn, MOST_SEGMENTS, metricKey, perKey } from '../core/metric.ts'

export interface Statement {
  readonly sql: Sql
  /** What the result columns m0, m1, … hold: several metrics where they share their groups. */
  readonly columns: readonly (readonly Metric[])[]
  /** Below 1 when the rows were sampled. Column s then holds how many were seen: a number, or rows per period. */
  readonly share: number
}

export interface StatementPlan {
  readonly statements: readonly Statement[]
  /** The system has no words for these, or a sample cannot tell them. */
  readonly unsupported: readonly Metric[]
}

export const ROWS: Metric = { fn: 'rows' }
/** As many days as are usually counted back at first sight. */
export const FIRST_LOOK_DAYS = 60
/** The name of the rows that were drawn of a span. */
const DRAWN = 'drawn_rows'
/** What a sample of a span says nothing of. */
const WHOLE: ReadonlySet<MetricFn> = new Set<MetricFn>(['distinct', 'duplicates'])

export function planStatements(
  metrics: readonly Metric[],
  facts: DatasetFacts,
  dialect: Dialect,
  can: Capabilities,
  share = 1,
): StatementPlan {
  const unsupported: Metric[] = []
  const alone: Metric[] = []
  const spans: Metric[] = []
  const rest: Metric[] = []
  for (const metric of uniqueMetrics(metrics)) {
    const isDrawn = share < 1 && metric.per !== undefined
    if (expressionOf(metric, facts, dialect, 1) === undefined || columnOf([metric], facts, dialect, 1) === undefined)
      unsupported.push(metric)
    else if (metric.fn === 'query') alone.push(metric)
    else if (!isDrawn) rest.push(metric)
    else if (WHOLE.has(metric.fn)) unsupported.push(metric)
    else spans.push(metric)
  }
  const drawn = Map.groupBy(spans, (metric) => metric.per && perKey(metric.per))
  const statements = [
    ...[rest, ...drawn.values()]
      .flatMap((part) => split(part, facts, dialect, can, share))
      .map((part) => pack(part, facts, dialect, share)),
    ...alone.map((metric) => pack([metric], facts, dialect, 1)),
  ]
  return { statements, unsupported }
}

/** One statement over several metrics, which are of spans of one time field or not of spans where they are sampled. */
export function pack(metrics: readonly Metric[], facts: DatasetFacts, dialect: Dialect, share: number): Statement {
  const [first] = metrics
  if (share < 1 && first?.per && first.window)
    return packDrawn(metrics, { ...ROWS, per: first.per, window: first.window }, facts, dialect, share)
  const columns = columnsOf(metrics)
  const list = columns.map((column, index) => `${columnOf(column, facts, dialect, share)} AS m${index}`)
  if (share < 1) list.push(`${expressionOf(ROWS, facts, dialect, share)} AS s`)
  const reads = share < 1 || metrics.some((metric) => metric.fn !== 'query' && !isGrouped(metric))
  const from = reads ? ` FROM ${seen(facts, dialect, share)}` : ''
  return { sql: `SELECT ${dialect.now} AS n, ${list.join(', ')}${from}`, columns, share }
}

function packDrawn(metrics: readonly Metric[], size: Metric, facts: DatasetFacts, dialect: Dialect, share: number): Statement {
  const columns = columnsOf(metrics)
  const widest = metrics.reduce(widened, size)
  const span = divisionOf(widest, facts)?.per
  const names = new Set([...metrics, size].flatMap(namesOf))
  const fields = facts.fields.filter(({ name }) => names.has(name))
  const rows = span && dialect.drawn(fields, span, share, facts.relation)
  const drawn = { ...facts, relation: DRAWN }
  const list = columns.map((column, index) => `${columnOf(column, drawn, dialect, 1)} AS m${index}`)
  const select = `SELECT ${dialect.now} AS n, ${list.join(', ')}, ${columnOf([widest], drawn, dialect, 1)} AS s`
  return { sql: `WITH ${DRAWN} AS MATERIALIZED (${rows}) ${select}`, columns, share }
}

/** Physical names of the fields that a metric reads. */
export function namesOf({ fields = [], by, per }: Metric): readonly string[] {
  return [...fields, ...(by === undefined ? [] : [by]), ...(per ? [per.field] : [])]
}

/** Metrics that are divided alike stand together, the others alone. */
function columnsOf(metrics: readonly Metric[]): readonly (readonly Metric[])[] {
  const together = Map.groupBy(metrics, (metric) => divisionKey(metric) ?? metricKey(metric))
  return [...together.values()]
}

function divisionKey({ by, per }: Metric): string | undefined {
  return by === undefined && per === undefined ? undefined : JSON.stringify([by ?? null, per === undefined ? null : perKey(per)])
}

/** What an answer may hold at most, in values of segments and periods, so that it stays far below the bytes a connector takes. */
const MOST_CELLS = 600_000
/** Characters around an expression: its name, and the places where its column is passed on. */
const AROUND = 60

function split(
  metrics: readonly Metric[],
  facts: DatasetFacts,
  dialect: Dialect,
  can: Capabilities,
  share: number,
): readonly (readonly Metric[])[] {
  const parts: Metric[][] = []
  let [length, cells] = [0, 0]
  const room = can.maxStatement - facts.relation.length - 200
  for (const metric of metrics) {
    const part = parts.at(-1)
    const joins = isGrouped(metric) && part?.some((other) => divisionKey(other) === divisionKey(metric))
    const whole = joins ? expressionOf(metric, facts, dialect, share) : columnOf([metric], facts, dialect, share)
    const size = (whole?.length ?? 0) + (joins ? AROUND : 10)
    const more = cellsOf(metric) + (joins ? 0 : 2 * cellsOf(metric))
    if (!part || length + size > room || part.length >= can.maxColumns - 2 || cells + more > MOST_CELLS) {
      parts.push([metric])
      length = columnOf([metric], facts, dialect, share)?.length ?? 0
      cells = 3 * cellsOf(metric)
    } else {
      part.push(metric)
      length += size
      cells += more
    }
  }
  return parts
}

function cellsOf(metric: Metric): number {
  return (metric.by === undefined ? 1 : mostOf(metric)) * periodsOf(metric)
}

function periodsOf({ per, window }: Metric): number {
  return per && window ? Math.ceil((window.to - window.from) / (per.unit === 'day' ? DAY : HOUR)) : 1
}

/** Fewer segments where there are very many periods: three values of each still fit into one answer. */
function mostOf(metric: Metric): number {
  return Math.max(1, Math.min(metric.most ?? MOST_SEGMENTS, Math.floor(MOST_CELLS / 3 / periodsOf(metric))))
}

/** The expression of a result column: of one metric, or of some that are divided alike. */
function columnOf(column: readonly Metric[], facts: DatasetFacts, dialect: Dialect, share: number): Sql | undefined {
  const [metric] = column
  if (metric === undefined || divisionKey(metric) === undefined) return metric && expressionOf(metric, facts, dialect, share)
  const division = divisionOf(metric, facts)
  const values = column.map((one) => dialect.scalar(one, factsOf(one.fields?.[0], facts)) ?? 'NULL')
  const rows = division && dialect.divided(values, division, seen(facts, dialect, share))
  return rows && dialect.embed(rows, ['key', 'began', ...values.map((_, index) => `v${index}`)])
}

function expressionOf(metric: Metric, facts: DatasetFacts, dialect: Dialect, share: number): Sql | undefined {
  const field = factsOf(metric.fields?.[0], facts)
  const isDivided = divisionKey(metric) !== undefined
  switch (metric.fn) {
    case 'query':
      return isDivided ? undefined : dialect.rule(String(metric.args?.[0]), facts.relation, metric.fields?.[0])
    case 'top':
    case 'formats': {
      const rows = isDivided ? undefined : dialect.grouped(metric, field, seen(facts, dialect, share))
      return rows && dialect.embed(rows, ['key', 'value'])
    }
    default:
      return dialect.scalar(metric, field)
  }
}

/** Undefined where a field that tells the rows apart is not there, or no span of time is given. */
function divisionOf(metric: Metric, facts: DatasetFacts): Division | undefined {
  const by = factsOf(metric.by, facts)
  const time = factsOf(metric.per?.field, facts)
  if (metric.by !== undefined && by === undefined) return undefined
  if (metric.per === undefined) return { ...(by && { by }), most: mostOf(metric) }
  if (time === undefined || metric.window === undefined) return undefined
  const { unit, zone } = metric.per
  return { ...(by && { by }), per: { field: time, window: metric.window, unit, zone }, most: mostOf(metric) }
}

function seen(facts: DatasetFacts, dialect: Dialect, share: number): Sql {
  return share < 1 ? dialect.sampled(facts.relation, share) : facts.relation
}

function factsOf(name: string | undefined, facts: DatasetFacts): FieldFacts | undefined {
  return facts.fields.find((field) => field.name === name)
}

/** Each metric once, over the widest window and with the largest number of segments that anybody asks it for. */
export function withoutDoubles(metrics: readonly Metric[]): readonly Metric[] {
  return [...widestOf(metrics, metricKey).values()]
}

/** Each once, and what is divided alike over one window. */
export function uniqueMetrics(metrics: readonly Metric[]): readonly Metric[] {
  const unique = withoutDoubles(metrics)
  const widest = widestOf(unique, (metric) => divisionKey(metric) ?? metricKey(metric))
  return unique.map((metric) => widened(metric, widest.get(divisionKey(metric) ?? '') ?? metric))
}

function widestOf(metrics: readonly Metric[], keyOf: (metric: Metric) => string): ReadonlyMap<string, Metric> {
  const widest = new Map<string, Metric>()
  for (const metric of metrics) widest.set(keyOf(metric), widened(metric, widest.get(keyOf(metric)) ?? metric))
  return widest
}

function widened(metric: Metric, { window, most }: Metric): Metric {
  return {
    ...metric,
    ...(metric.window &&
      window && { window: { from: Math.min(metric.window.from, window.from), to: Math.max(metric.window.to, window.to) } }),
    ...(metric.by !== undefined && { most: Math.max(metric.most ?? MOST_SEGMENTS, most ?? MOST_SEGMENTS) }),
  }
}
