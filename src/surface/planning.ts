/** The verb `plan` of an open mesh: what watching costs the sources. It reads their catalogs, and no rows. */
import { type Clock, DAY } from '../core/calendar/time.ts'
import { type Connector, SourceFailure } from '../core/connector.ts'
import { MeshError } from '../core/errors.ts'
import type { Dataset } from '../core/mesh.ts'
import { datasetName } from '../core/names.ts'
import type { CheckKinds } from '../engine/judge.ts'
import { planOf } from '../engine/plan.ts'
import { readFacts } from '../engine/probe.ts'
import { within } from '../engine/slots.ts'

export interface PlanOptions {
  /** As for a check. */
  readonly select?: string
  readonly cancel?: AbortSignal
}

export interface PlanAnswer {
  readonly datasets: readonly DatasetPlanAnswer[]
  /** Of all datasets that could be looked at. */
  readonly total: { readonly first: CostAnswer; readonly daily: CostAnswer }
}

export interface CostAnswer {
  readonly statements: number
  /** At most so many rows are read, by the row counts of the catalog, where it tells. */
  readonly rows?: number
  /** Those of them that are read for a span of a time field: an index on it makes them fewer. */
  readonly rowsOfSpans?: number
}

export interface DatasetPlanAnswer {
  readonly product: string
  readonly dataset: string
  readonly checks: number
  readonly state: string
  /** Why it could not be looked at. */
  readonly detail?: string
  /** By the catalog; left out where it does not tell. */
  readonly rows?: number
  readonly first?: CostAnswer & { readonly passes: number; readonly spans: number; readonly days?: number; readonly timeField?: string }
  readonly daily?: CostAnswer & { readonly passes: number; readonly spans: number; readonly visits: number }
}

export interface Planning {
  /** Throws MeshError SELECTOR_EMPTY when nothing is selected. */
  plan(options?: PlanOptions): Promise<PlanAnswer>
}

export interface PlanningParts {
  readonly clock: Clock
  readonly kinds: CheckKinds
  choose(select: string | undefined): readonly Dataset[]
  source(name: string): Promise<{ readonly connector: Connector; readonly timeout: number }>
}

export function createPlanning({ clock, kinds, choose, source }: PlanningParts): Planning {
  const planSource = async (name: string, datasets: readonly Dataset[], cancel?: AbortSignal): Promise<readonly DatasetPlanAnswer[]> => {
    const { connector, timeout } = await source(name)
    const facts = await within(clock, timeout, cancel, (until) => readFacts(connector, datasets, until))
    return datasets.map((dataset, index): DatasetPlanAnswer => {
      const found = facts[index]
      const head = headOf(dataset)
      if (found?.state !== 'present') return { ...head, state: found?.state ?? 'missing', ...(found?.detail && { detail: found.detail }) }
      const { first, daily } = planOf(dataset, found, connector, kinds, clock.now())
      const rows = found.rows?.value
      const cost = <C extends { readonly statements: number; readonly passes: number; readonly spans: number }>({
        passes,
        spans,
        ...rest
      }: C) => ({
        ...rest,
        passes: Number(passes.toFixed(2)),
        spans,
        ...(rows !== undefined && { rows: Math.round(passes * rows), rowsOfSpans: Math.round(spans * rows) }),
      })
      const { back, ...once } = first
      return {
        ...head,
        state: found.state,
        ...(rows === undefined ? {} : { rows }),
        first: { ...cost(once), ...(back && { days: Math.round(back.length / DAY), timeField: back.field }) },
        daily: cost(daily),
      }
    })
  }
  return {
    async plan({ select, cancel } = {}) {
      const groups = Map.groupBy(choose(select), ({ ref }) => ref.source)
      const answers: DatasetPlanAnswer[] = []
      for (const [name, datasets] of groups) {
        try {
          answers.push(...(await planSource(name, datasets, cancel)))
        } catch (error) {
          if (!(error instanceof SourceFailure || error instanceof MeshError)) throw error
          answers.push(...datasets.map((dataset) => ({ ...headOf(dataset), state: 'unreachable', detail: error.message })))
        }
      }
      return {
        datasets: answers,
        total: { first: sumOf(answers.map(({ first }) => first)), daily: sumOf(answers.map(({ daily }) => daily)) },
      }
    },
  }
}

function headOf({ id, product, checks }: Dataset) {
  return { product, dataset: datasetName(id), checks: checks.length }
}

function sumOf(costs: readonly (CostAnswer | undefined)[]): CostAnswer {
  const sum = (of: (cost: CostAnswer) => number) => costs.reduce((all, cost) => all + (cost ? of(cost) : 0), 0)
  return {
    statements: sum(({ statements }) => statements),
    rows: sum(({ rows = 0 }) => rows),
    rowsOfSpans: sum(({ rowsOfSpans = 0 }) => rowsOfSpans),
  }
}
