/**
 * The past of checks as the store holds it, outside of a probe: nothing is measured, and the source is not asked. What `why` explains and
 * `backtest` plays again is what a probe would be handed.
 */
import type { Instant, Millis } from '../core/calendar/time.ts'
import type { Check, History } from '../core/check.ts'
import type { DatasetFacts } from '../core/connector.ts'
import type { Dataset } from '../core/mesh.ts'
import type { Metric } from '../core/metric.ts'
import type { Measurement, Store } from '../core/store.ts'
import { type Teaching, withTaughtSegments, withTeaching } from '../core/teaching.ts'
import { pointsOf, segmentsOf, seriesOf } from './history.ts'
import type { Asked } from './judge.ts'

export interface Span {
  readonly since: Instant
  readonly before: Instant
  /** Looks at a table are thinned to the last one of each span of this length; 0 for all of them. */
  readonly step: Millis
}

/** What a check and its neighbours on the dataset were told and remember by now. */
export interface Recalled {
  readonly check: Check
  readonly kind: Asked['kind']
  readonly teachings: readonly Teaching[]
  readonly past: History
}

/** The learned checks of a dataset. Rows that several of them share are read once. */
export async function recall(
  dataset: Dataset,
  checks: readonly Omit<Asked, 'needs'>[],
  store: Store,
  span: Span,
): Promise<readonly Recalled[]> {
  const ids = checks.map(({ check }) => check.id)
  const states = new Map((await store.states(ids)).map((state) => [state.check, state]))
  const teachings = Map.groupBy(await store.teachings(ids), ({ check }) => check)
  const rows = new Map<string, readonly Measurement[]>()
  const facts = assumedFacts(dataset)
  const recalled: Recalled[] = []
  for (const { check, kind } of checks) {
    const memo = states.get(check.id)?.memo
    for (const metric of kind.needs(check, facts, { memo }, span.before)) {
      const series = seriesOf(check, metric)
      if (!rows.has(series))
        rows.set(series, await store.history({ dataset: dataset.id, series, ...span, step: stepOf(metric, dataset, span) }))
    }
    const taught = teachings.get(check.id) ?? []
    const past: History = {
      memo,
      points: (metric) => withTeaching(pointsOf(rows.get(seriesOf(check, metric)) ?? [], metric), taught),
      segments: (metric) => withTaughtSegments(segmentsOf(rows.get(seriesOf(check, metric)) ?? [], metric), taught),
    }
    recalled.push({ check, kind, teachings: taught, past })
  }
  return recalled
}

function stepOf({ per }: Metric, { ref }: Dataset, { step }: Span): Millis {
  return per === undefined && ref.partition === undefined ? step : 0
}

/** The dataset as its contract describes it, taken to be there: which metrics a check needs of it. */
function assumedFacts({ fields }: Dataset): DatasetFacts {
  return {
    state: 'present',
    relation: '',
    fields: fields.map(({ physicalName, physicalType = '', logicalType = 'string', required }) => ({
      name: physicalName,
      type: physicalType,
      logicalType,
      nullable: !required,
    })),
  }
}
