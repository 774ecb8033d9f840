/** What one receiver is told about one transition of an incident, and how a receiver answers. */

import type { Deadline, Instant, Millis } from '../calendar/time.ts'
import type { Channel } from '../mesh.ts'
import type { ProductId, Severity } from '../names.ts'
import type { Incident, IncidentId, TransitionKind } from './incident.ts'
import type { RouteFinding } from './route-trouble.ts'
import type { Hear, Post, PostAnswer } from './said.ts'

/**
 * `root` opens the conversation about an incident, `edit` brings the root up to date, `reply` goes below it.
 * Receivers without threads get a `root` for each transition.
 */
export type NoticeForm = 'root' | 'edit' | 'reply'

/**
 * A transition of the incident; or, for those who depend on the product, that they are affected by it and that this is over; or several
 * incidents in one.
 */
export type NoticeKind = TransitionKind | 'affected' | 'unaffected' | 'digest'

/** One incident among several that are told in one message. */
export interface DigestEntry {
  readonly incident: IncidentId
  readonly title: string
  readonly severity: Severity
  readonly from: Instant
  /** Missing while it goes on. */
  readonly to?: Instant
}

/**
 * `missed`: they began and ended while the receiver could not be reached. `budget`: the channel has had its share of messages. `group`:
 * many began at once.
 */
export interface Digest {
  readonly why: 'missed' | 'budget' | 'group'
  readonly entries: readonly DigestEntry[]
  /** How many more there are that are not listed. */
  readonly more: number
  /** What the budget of the channel went to, most first. */
  readonly spent?: readonly { readonly on: string; readonly messages: number }[]
}

/** Neutral content; each notifier puts it into its own form. Holds no secret and no value of a row. */
export interface Notice {
  readonly id: string
  readonly form: NoticeForm
  readonly incident: Incident
  readonly transition: NoticeKind
  readonly at: Instant
  readonly reason: string
  /** Several incidents in one message; the one that the notice belongs to is one of them. */
  readonly digest?: Digest
  /** Who did what is told, where a person did. */
  readonly by?: string
  /** Whose conversation it belongs to, where it is not the owner's (see `OutboxRow`). */
  readonly audience?: string
  /** Of a note to those downstream: which of their products it is about, and where the owner is told. */
  readonly effect?: { readonly products: readonly ProductId[]; readonly ownerAt?: string }
  /** A beginning that waited for the hours of its route: it tells how things stand when it is sent, and nothing where it is over by then. */
  readonly deferred?: true
  /** A person or group to call by name, such as `@U0123`. */
  readonly mention?: string
  readonly product: {
    readonly id: ProductId
    readonly owner?: string
    readonly team?: string
    readonly purpose?: string
    readonly zone: string
  }
  readonly links: readonly { readonly name: string; readonly url: string }[]
  /** Some of what still fails was learned, so that people can say that it is fine. */
  readonly learned?: boolean
  readonly channel: Channel
  /** Set when the message could not go where it belonged: the address it was meant for, and why not. */
  readonly insteadOf?: { readonly address: string; readonly why: DeliveryReason }
  /** What the notifier answered for the root of this conversation. */
  readonly handle?: string
  /** An earlier try may have been accepted: nobody saw how it ended. A receiver that can tell should look before it tells it again. */
  readonly again?: boolean
}

export type DeliveryReason =
  | 'auth'
  | 'rate-limited'
  | 'unknown-channel'
  | 'rejected'
  | 'server-error'
  | 'unreachable'
  | 'timeout'
  | 'not-configured'

/** Only: delivered, or not, and whether another try could help. `handle` finds the message again. */
export type Delivery =
  | { readonly ok: true; readonly handle?: string }
  | { readonly ok: false; readonly retry: boolean; readonly reason: DeliveryReason; readonly detail: string; readonly after?: Millis }

export interface Picture {
  /** A PNG. */
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly title: string
  /** What it shows, for whoever cannot see it. */
  readonly says: string
}

/** One method, one value. Retry, pacing, redaction and metrics live around it, once. */
export interface Notifier {
  readonly kind: string
  /** Whether a conversation has a root that can be edited and replied to. */
  readonly threads: boolean
  /** Whether it tells one of many addresses (a Slack channel), or always the same place (a webhook). */
  readonly addressed: boolean
  send(notice: Notice, until: Deadline): Promise<Delivery>
  /** Looks at addresses without sending anything there; says nothing of those it cannot see. */
  review?(addresses: readonly string[], until: Deadline): Promise<ReadonlyMap<string, RouteFinding>>
  /** Of receivers where people can answer: from now on, and until it is closed, it passes on what they say. */
  listen?(hear: Hear): void
  /** Puts a picture below the root of a conversation. Nothing depends on it: it is tried once, and says whether it worked. */
  attach?(handle: string, picture: Picture, until: Deadline): Promise<boolean>
  /** What its receiver sends to the daemon's own address; undefined when it expects nothing there. */
  receive?(post: Post): Promise<PostAnswer | undefined>
  close(): Promise<void>
}

/** A row of the outbox. Rows of one incident, receiver and audience are sent in their order. */
export interface OutboxRow {
  readonly id: string
  readonly incident: IncidentId
  /** Name of the notifier. */
  readonly receiver: string
  /**
   * Whose conversation it is: empty for the owner's, else `route:<address>` for a further place of the owner's, `affected:<address>` for
   * products downstream that are told there, `subscriber:<name>`, `escalation:<step>:<address>` or `digest`. Each has a root of its own.
   */
  readonly audience: string
  /** Where to try, in order: product, domain, defaults. `position` is the one whose turn it is. */
  readonly channels: readonly Channel[]
  readonly position: number
  readonly notice: Omit<Notice, 'channel' | 'handle' | 'again'>
  readonly state: 'queued' | 'claimed' | 'delivered' | 'dead'
  readonly attempts: number
  /** When it was decided; of what waits for the hours of its route, when they begin, because it is not late before. */
  readonly createdAt: Instant
  readonly notBefore: Instant
  /** Begins with a reason and a colon, or with `interrupted` when whoever claimed the row never said how it ended. */
  readonly lastError?: string
}
