/** An open mesh, as the command line, the API and the library use it. */
import type { Config } from '../config/config.ts'
import type { Diagnostic } from '../core/diagnostic.ts'
import type { IncidentStatus } from '../core/incident/incident.ts'
import type { Mesh } from '../core/mesh.ts'
import type { Store } from '../core/store.ts'
import type { CheckAnswer, IncidentAnswer } from './answers.ts'
import type { Backtesting } from './backtesting.ts'
import type { BudgetFace } from './budget.ts'
import type { Deeds } from './deeds.ts'
import type { Feedback } from './feedback.ts'
import type { Moment } from './moments.ts'
import type { OutboxFace } from './outbox.ts'
import type { Planning } from './planning.ts'
import type { QuietFace } from './quiet/quiet-face.ts'
import type { RouteTest } from './routing/route-test.ts'
import type { RoutingFace } from './routing/routing.ts'

export interface CheckOptions {
  /** Judge as if it were this time; otherwise the present. ISO 8601 text, a Date, or epoch milliseconds. */
  readonly at?: Moment
  /** Ids of domains, products, datasets, checks or check kinds, `*` for any text, several with commas. */
  readonly select?: string
  readonly cancel?: AbortSignal
  /** Called after each dataset. */
  progress?(done: number, of: number): void
}

export interface IncidentOptions {
  /** All of them, the ended ones included, when left out. */
  readonly status?: IncidentStatus | readonly IncidentStatus[]
  readonly select?: string
}

export interface MeshHandle extends Feedback, Backtesting, Planning, Deeds, QuietFace, OutboxFace, BudgetFace, RouteTest, RoutingFace {
  /** Probes what is selected once, judges and records it. Messages are sent by a daemon that runs on the same store, if
   * there is one; what is judged as of another time is told to nobody. Throws MeshError SELECTOR_EMPTY when nothing is selected. */
  check(options?: CheckOptions): Promise<CheckAnswer>
  /** Newest first. */
  incidents(options?: IncidentOptions): Promise<readonly IncidentAnswer[]>
  /** The registry in force, and all that was said about its files. */
  readonly mesh: Mesh
  readonly diagnostics: readonly Diagnostic[]
  readonly config: Config
  readonly store: Store
  close(): Promise<void>
}
