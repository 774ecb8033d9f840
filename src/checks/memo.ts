/** What a check remembers is JSON that an older version may have written. Each shape has a number; another number is forgotten. */
import type { History } from '../core/check.ts'

interface Versioned {
  readonly v: number
}

/** For `relearn`: all that is learned of a series is under `series`; what else is remembered stays. */
export function withoutSeries(memo: unknown): unknown {
  if (typeof memo !== 'object' || memo === null || !('series' in memo)) return memo
  const { series, ...rest } = memo
  return rest
}

export function remembered<T extends Versioned>(past: Pick<History, 'memo'>, version: T['v']): T | undefined {
  const { memo } = past
  return typeof memo === 'object' && memo !== null && 'v' in memo && memo.v === version ? (memo as T) : undefined
}
