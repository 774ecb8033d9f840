/** What the channels were told of late, of what they may be, and what waits for their digest. The same behind every door. */
import { type Clock, isoTime } from '../core/calendar/time.ts'
import type { Mesh } from '../core/mesh.ts'
import type { Severity } from '../core/names.ts'
import type { Store } from '../core/store.ts'
import { BUDGET_SPAN, budgetOf, digestDue, spendersOf } from '../engine/budget/budget.ts'

export interface BudgetAnswer {
  readonly receiver: string
  readonly channel: string
  /** Messages about new incidents in the last seven days. */
  readonly spent: number
  /** 0: no limit. */
  readonly allowed: number
  /** What they were about, most first. */
  readonly on: readonly { readonly on: string; readonly messages: number }[]
  /** What waits for the digest. */
  readonly keptBack: readonly {
    readonly incident: string
    readonly title: string
    readonly severity: Severity
    readonly status: string
    readonly since: string
  }[]
  /** When the digest is told. */
  readonly digestAt?: string
}

export interface BudgetFace {
  /** Channels to which something was told of late, or for which something waits; the nearest to its limit first. */
  budget(): Promise<readonly BudgetAnswer[]>
}

export interface BudgetGiven {
  readonly store: Pick<Store, 'begun' | 'keptBack'>
  readonly clock: Clock
  mesh(): Mesh
}

export function createBudgetFace({ store, clock, mesh }: BudgetGiven): BudgetFace {
  return {
    async budget() {
      const begun = Map.groupBy(await store.begun(clock.now() - BUDGET_SPAN), ({ receiver, address }) => `${receiver} ${address}`)
      const kept = Map.groupBy(await store.keptBack(), ({ row }) => `${row.receiver} ${row.channels[0]?.address ?? ''}`)
      const answers = [...new Set([...begun.keys(), ...kept.keys()])].map((place): BudgetAnswer => {
        const told = begun.get(place) ?? []
        const waiting = kept.get(place) ?? []
        const [first] = waiting
        const domain = (first?.incident ?? told[0]?.incident)?.domain ?? ''
        const [receiver = '', ...channel] = place.split(' ')
        return {
          receiver,
          channel: channel.join(' '),
          spent: told.length,
          allowed: budgetOf(domain, mesh()),
          on: spendersOf(told),
          keptBack: waiting.map(({ incident: { id, title, severity, status, since } }) => ({
            incident: id,
            title,
            severity,
            status,
            since: isoTime(since),
          })),
          ...(first === undefined ? {} : { digestAt: isoTime(digestDue(first.at, mesh().domains.get(domain)?.zone ?? 'UTC')) }),
        }
      })
      return answers.sort((a, b) => shareOf(b) - shareOf(a) || (a.channel < b.channel ? -1 : 1))
    },
  }
}

function shareOf({ spent, allowed }: BudgetAnswer): number {
  return allowed === 0 ? 0 : spent / allowed
}
