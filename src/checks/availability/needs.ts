import type { Metric } from '../../core/metric.ts'

/** That the catalog was read is the answer. */
export function needs(): readonly Metric[] {
  return []
}
