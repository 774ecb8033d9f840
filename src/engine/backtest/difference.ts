/** Two configurations side by side. An alert is the same in both where its dataset, its kind of trouble and some of its time are. */
import type { Alert } from './alerts.ts'

export interface Difference {
  readonly added: readonly Alert[]
  readonly gone: readonly Alert[]
}

export function difference(before: readonly Alert[], after: readonly Alert[]): Difference {
  const missingIn = (others: readonly Alert[]) => {
    const byTrouble = Map.groupBy(others, troubleOf)
    return (alert: Alert) => !(byTrouble.get(troubleOf(alert)) ?? []).some((other) => overlaps(alert, other))
  }
  return { added: after.filter(missingIn(before)), gone: before.filter(missingIn(after)) }
}

function troubleOf({ dataset, type }: Alert): string {
  return `${dataset} ${type}`
}

function overlaps(a: Alert, b: Alert): boolean {
  return a.from <= (b.to ?? Number.POSITIVE_INFINITY) && b.from <= (a.to ?? Number.POSITIVE_INFINITY)
}
