/**
 * The last verdict of every check, in memory: first what the store knows from before the start, then what the engine tells.
 * A scrape reads it without asking the store for thousands of rows.
 */

import type { Instant } from '../../core/calendar/time.ts'
import type { CheckId } from '../../core/check.ts'
import type { CheckState } from '../../core/incident/incident.ts'
import type { ProductId } from '../../core/names.ts'
import type { Store } from '../../core/store.ts'
import type { Verdict, VerdictState } from '../../core/verdict.ts'

export interface LastVerdict {
  readonly verdict: Verdict
  readonly at: Instant
  /** When it last held, as far as this process or the stored state can tell. */
  readonly heldAt?: Instant
}

export interface Board {
  last(check: CheckId): LastVerdict | undefined
  /** Judgements of a product since the start, by state. */
  judged(product: ProductId): ReadonlyMap<VerdictState, number>
}

export interface WritableBoard extends Board {
  /** Reads the stored states, once; a failed read is tried again by the next call. */
  load(store: Store): Promise<void>
  judge(states: readonly CheckState[]): void
}

export function createBoard(): WritableBoard {
  const verdicts = new Map<CheckId, LastVerdict>()
  const counts = new Map<ProductId, Map<VerdictState, number>>()
  let loaded = false
  const note = ({ check, verdict, at }: CheckState) => {
    const before = verdicts.get(check)
    if (before && before.at > at) return
    const heldAt = holds(verdict) ? at : before?.heldAt
    verdicts.set(check, { verdict, at, ...(heldAt === undefined ? {} : { heldAt }) })
  }
  return {
    last: (check) => verdicts.get(check),
    judged: (product) => counts.get(product) ?? new Map(),
    async load(store) {
      if (loaded) return
      for (const state of await store.states()) note(state)
      loaded = true
    },
    judge(states) {
      for (const state of states) {
        note(state)
        const product = state.check.slice(0, state.check.indexOf('/'))
        const of = counts.get(product) ?? new Map<VerdictState, number>()
        counts.set(product, of.set(state.verdict.state, (of.get(state.verdict.state) ?? 0) + 1))
      }
    },
  }
}

/** A warning is news, and the promise still holds. */
export function holds(verdict: Verdict): boolean {
  return verdict.state === 'pass' || verdict.state === 'warn'
}
