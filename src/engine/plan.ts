/** What watching a dataset costs its source, before anybody pays: statements, passes over the rows, and how far back the first look goes. */
import { DAY, HOUR, type Instant, type Millis } from '../core/calendar/time.ts'
import type { Check } from '../core/check.ts'
import type { Capabilities, DatasetFacts, Dialect } from '../core/connector.ts'
import type { Dataset } from '../core/mesh.ts'
import { isGrouped, type Metric } from '../core/metric.ts'
import type { Asked, CheckKinds } from './judge.ts'
import { parted, shareOf } from './observe.ts'
import { kindOf, packsOf } from './probe.ts'
import { nextDue } from './schedule.ts'
import { planStatements, type Statement, withoutDoubles } from './statements.ts'

export interface Cost {
  readonly statements: number
  /** Passes over the rows of the dataset; one over a sample counts as the share that it sees. */
  readonly passes: number
  /** Those of them that read no more than a span of a time field, where an index finds it. */
  readonly spans: number
}

export interface DatasetPlan {
  /** The look at which nothing is known yet, and the longest span of a time field that it counts. */
  readonly first: Cost & { readonly back?: { readonly field: string; readonly length: Millis } }
  /** An ordinary day after it. */
  readonly daily: Cost & { readonly visits: number }
}

/** A later look counts the last periods again, not the whole past. */
const LATER_PERIODS = 4

export function planOf(
  dataset: Dataset,
  facts: DatasetFacts,
  system: { readonly dialect: Dialect; readonly can: Capabilities },
  kinds: CheckKinds,
  at: Instant,
): DatasetPlan {
  const ask = (checks: readonly Check[], later: boolean): readonly Statement[] => {
    const asked = checks.map((check): Asked => {
      const kind = kindOf(kinds, check)
      const needs = kind.needs(check, facts, { memo: undefined }, at)
      return { check, kind, needs: later ? needs.filter(({ once }) => !once).map(trailing) : needs }
    })
    const metrics = withoutDoubles(asked.flatMap(({ needs }) => needs))
    return parted(metrics, packsOf(asked, facts, dataset)).flatMap(({ metrics: part, pack }) => {
      const share = shareOf(part, pack, facts, () => undefined)
      return planStatements(part, facts, system.dialect, system.can, share).statements
    })
  }
  const first = ask(dataset.checks, false)
  const spans = first.flatMap(({ columns }) => columns.flat()).flatMap(spanOf)
  const back = spans.sort((a, b) => b.length - a.length)[0]
  return { first: { ...costOf(first), ...(back && { back }) }, daily: dayOf(dataset.checks, at, (checks) => costOf(ask(checks, true))) }
}

function trailing(metric: Metric): Metric {
  const { per, window } = metric
  if (!per || !window) return metric
  return {
    ...metric,
    window: { from: Math.max(window.from, window.to - LATER_PERIODS * (per.unit === 'day' ? DAY : HOUR)), to: window.to },
  }
}

function spanOf({ per, window }: Metric): readonly { readonly field: string; readonly length: Millis }[] {
  return per && window ? [{ field: per.field, length: window.to - window.from }] : []
}

/** Scalar metrics of a statement share one pass; what is grouped takes one for each column. Rows drawn of a span are drawn in one. */
function costOf(statements: readonly Statement[]): Cost {
  const costs = statements.map(({ columns, share }): Omit<Cost, 'statements'> => {
    const spans = columns.filter((column) => column.some(({ per }) => per)).length
    if (share < 1 && spans > 0) return { passes: 1, spans: 1 }
    const grouped = columns.filter((column) => column.some(isGrouped)).length
    const scalar = columns.length > grouped ? 1 : 0
    return { passes: (grouped + scalar) * share, spans }
  })
  const sum = (of: (cost: Omit<Cost, 'statements'>) => number) => costs.reduce((all, cost) => all + of(cost), 0)
  return { statements: statements.length, passes: sum(({ passes }) => passes), spans: sum(({ spans }) => spans) }
}

/** The visits of one day, each with the checks that are due then. Checks of one schedule stand for each other. */
function dayOf(checks: readonly Check[], at: Instant, costFor: (checks: readonly Check[]) => Cost): DatasetPlan['daily'] {
  const groups = [...Map.groupBy(checks, ({ schedule }) => JSON.stringify(schedule)).values()]
  const visits = new Map<Instant, number[]>()
  for (const [index, [check]] of groups.entries()) {
    if (check === undefined) continue
    for (let due = nextDue(check, at); due !== undefined && due <= at + DAY; due = nextDue(check, due)) {
      const company = visits.get(due) ?? []
      company.push(index)
      visits.set(due, company)
    }
  }
  const alike = Map.groupBy(visits.values(), (company) => company.join())
  let [statements, passes, spans] = [0, 0, 0]
  for (const companies of alike.values()) {
    const cost = costFor((companies[0] ?? []).flatMap((index) => groups[index] ?? []))
    statements += cost.statements * companies.length
    passes += cost.passes * companies.length
    spans += cost.spans * companies.length
  }
  return { visits: visits.size, statements, passes, spans }
}
