/**
 * What a person says back where they were told something, and what they are answered. A notifier reads it out of what its receiver sends and
 * makes sure who it was; whether they may, and what comes of it, is not for the notifier to know.
 */
import type { Millis } from '../calendar/time.ts'
import type { Verb } from '../teaching.ts'
import type { IncidentId } from './incident.ts'

export type Saying =
  | { readonly do: 'acknowledge' | 'unacknowledge' | 'mute' | 'wake'; readonly incident: IncidentId }
  | { readonly do: 'snooze'; readonly incident: IncidentId; readonly length: Millis }
  /** Of every learned check of the incident that still fails. */
  | { readonly do: Extract<Verb, 'expected' | 'new-normal'>; readonly incident: IncidentId }
  /** May one rely on this product, or on the products of this domain? */
  | { readonly do: 'status'; readonly of: string }

export interface Speaker {
  /** As people know them; it is kept with what they did. */
  readonly name: string
  /** By which door they came in. */
  readonly via: string
  /** Whether the configuration means them by this id, which may be one of a group. Rejects when the receiver cannot say. */
  isMeantBy(id: string): Promise<boolean>
}

/** In plain words; nothing is escaped. */
export interface Reply {
  /** Whether it was done. */
  readonly ok: boolean
  readonly words: string
  readonly lines?: readonly ReplyLine[]
}

export interface ReplyLine {
  readonly mark?: 'good' | 'bad' | 'unknown'
  readonly words: string
  readonly url?: string
}

/** Never rejects: what goes wrong is a reply as well. */
export type Hear = (saying: Saying, by: Speaker) => Promise<Reply>

/** A request as it came in from outside: what was signed are its bytes. */
export interface Post {
  readonly path: string
  header(name: string): string | undefined
  readonly body: Uint8Array
}

export interface PostAnswer {
  readonly status: 200 | 400 | 401 | 413
}
