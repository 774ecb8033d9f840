/** A running daemon, as its health checks, metrics and pages see it. They read; all that they may change is what people teach of a check. */

import type { Clock, Instant } from '../core/calendar/time.ts'
import type { Diagnostic } from '../core/diagnostic.ts'
import type { Log } from '../core/factory.ts'
import type { Post, PostAnswer } from '../core/incident/said.ts'
import type { MeshHandle } from './handle.ts'

export interface ReloadView {
  /** Whether what runs is what the files say. */
  readonly ok: boolean
  readonly at: Instant
  readonly appliedAt: Instant
  readonly generation: number
  readonly diagnostics: readonly Diagnostic[]
}

export interface DaemonView extends MeshHandle {
  readonly version: string
  readonly clock: Clock
  readonly log: Log
  readonly startedAt: Instant
  /** When the last sign of life was taken outside; undefined where none was, or none is configured. */
  readonly lastHeartbeat: Instant | undefined
  /** When scheduler and dispatcher last moved, and how many visits wait for a slot of their source. */
  pulse(): { readonly scheduler: Instant; readonly dispatcher: Instant; readonly waiting: number }
  reloads(): ReloadView
  /** What a receiver of messages sends back; undefined when nobody expects anything there. */
  receive(post: Post): Promise<PostAnswer | undefined>
}
