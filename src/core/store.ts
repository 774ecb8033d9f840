/** The state of the daemon, as the engine sees it. SQLite and Postgres implement it; one suite holds both. */

import type { Instant, Millis } from './calendar/time.ts'
import type { CheckId } from './check.ts'
import type { CheckState, Incident, IncidentId, IncidentStatus, Transition } from './incident/incident.ts'
import type { OutboxRow } from './incident/notice.ts'
import type { MetricKey } from './metric.ts'
import type { DatasetId } from './names.ts'
import type { QuietTime } from './quiet/quiet-time.ts'
import type { AddedEdge, AddedSubscription } from './routing/additions.ts'
import type { Teaching, TeachingKey } from './teaching.ts'

/**
 * Numbers measured together. `series` is the check kind for the scalar metrics of one look, the kind and `per day of …` for those of a
 * period, and the key of a metric that is divided by a field. A bucket measured again replaces what was there.
 */
export interface Measurement {
  readonly dataset: DatasetId
  readonly series: string
  /** Start of the delivery or period, or the time of the probe. */
  readonly bucket: Instant
  readonly at: Instant
  /** By metric; by segment where one metric is divided by a field. */
  readonly values: Readonly<Record<string, number>>
  /** Metrics that nobody may learn from: judged bad, or inside an incident or a window. */
  readonly excluded: readonly MetricKey[]
}

/** Everything one probe, one deed of a person, or the passing of time decided. Committed whole or not at all. */
export interface ProbeRecord {
  /** The dataset that was looked at; left out where nobody looked. */
  readonly dataset?: DatasetId
  readonly at: Instant
  readonly measurements: readonly Measurement[]
  readonly states: readonly CheckState[]
  readonly incidents: readonly Incident[]
  readonly transitions: readonly Transition[]
  readonly outbox: readonly OutboxRow[]
}

export interface HistoryQuery {
  readonly dataset: DatasetId
  readonly series: string
  readonly since: Instant
  /** Nothing at or after this bucket: the judged one never trains. */
  readonly before: Instant
  /** At most one measurement per span of this length, the last one; 0 for all. */
  readonly step: Millis
}

export interface IncidentQuery {
  readonly status?: readonly IncidentStatus[]
  readonly dataset?: DatasetId
  readonly source?: string
  readonly id?: IncidentId
  /** Those that ended then or later. */
  readonly endedSince?: Instant
}

/** What became of a claimed row. */
export type Settlement =
  /** `shows`: the moment of the incident that the root of the conversation shows by now. */
  | {
      readonly state: 'delivered'
      readonly at: Instant
      readonly handle?: string
      readonly address: string
      readonly shows?: Instant
      /** The root tells of many incidents: further ones may join it. */
      readonly group?: true
    }
  /** To be tried again, at the next address of the chain if `position` moved on. */
  | { readonly state: 'queued'; readonly position: number; readonly notBefore: Instant; readonly error: string }
  | { readonly state: 'dead'; readonly at: Instant; readonly error: string }

/** One message that tells of many incidents. */
export interface Group extends Thread {
  readonly receiver: string
}

export interface BegunConversation {
  readonly receiver: string
  readonly address: string
  readonly incident: Incident
}

/** A beginning that nobody was told, because the channel has had its share. */
export interface KeptBack {
  readonly row: OutboxRow
  readonly at: Instant
  /** The incident as it is by now. */
  readonly incident: Incident
}

export interface OutboxQuery {
  readonly state?: 'waiting' | 'dead'
  readonly receiver?: string
  readonly id?: string
  readonly limit?: number
}

export interface OutboxSummary {
  readonly receiver: string
  readonly queued: number
  /** When the oldest undelivered row was committed. */
  readonly oldest?: Instant
  /** Rows that were given up, by the reason that their last error begins with. */
  readonly dead: ReadonlyMap<string, number>
}

/** What names a conversation: an incident, a receiver, and whose conversation it is (see `OutboxRow.audience`). */
export type Conversation = Pick<OutboxRow, 'incident' | 'receiver' | 'audience'>

/** `waits`: its beginning is kept until the hours of its route, and where it will be told. */
export interface KnownConversation extends Conversation {
  readonly waits?: { readonly until: Instant; readonly address: string }
}

/** Where a conversation was begun. */
export interface Thread {
  readonly handle: string
  readonly address: string
  /** The moment of the incident that its root shows; 0 where nobody knows. */
  readonly shows: Instant
}

export interface Store {
  /** States of the named checks, or of all. */
  states(checks?: readonly CheckId[]): Promise<readonly CheckState[]>
  /** Oldest first. */
  history(query: HistoryQuery): Promise<readonly Measurement[]>
  /** Newest first. */
  incidents(query: IncidentQuery): Promise<readonly Incident[]>
  /** Oldest first. */
  transitions(incident: IncidentId): Promise<readonly Transition[]>
  /**
   * A state without a memo keeps the memo that is stored. A row of the outbox whose id is stored already fails the whole record. A row that
   * waits for its hours is sent no later than those that follow it in its conversation.
   */
  commit(record: ProbeRecord): Promise<void>
  /** Last probe per dataset, to catch up after a restart. */
  probed(): Promise<ReadonlyMap<DatasetId, Instant>>
  /**
   * Takes up to `limit` rows whose time has come and whose predecessors of the same incident and receiver are delivered
   * or dead, and counts an attempt. A claim that is not settled before `lease` is over is free again. Compare-and-set: two
   * claimers never get the same row.
   */
  claim(now: Instant, lease: Millis, limit: number): Promise<readonly OutboxRow[]>
  /** Answers false when the lease was lost meanwhile. */
  settle(row: OutboxRow, outcome: Settlement): Promise<boolean>
  thread(conversation: Conversation): Promise<Thread | undefined>
  /**
   * Of the incidents that ended before anything of them was told where this row goes, and that were committed before `before`: one row that
   * lists them takes the place of all of theirs. Answers how many there were.
   */
  gatherMissed(row: OutboxRow, before: Instant, now: Instant): Promise<number>
  /** Incidents whose beginning waits to be told where this row goes, this one included; those that are over are left out. */
  waitingBeside(row: OutboxRow): Promise<readonly Incident[]>
  /** The newest group at an address that was begun since then. */
  liveGroup(receiver: string, address: string, since: Instant): Promise<Group | undefined>
  /**
   * The newest message at an address, told since then, about another source that cannot be reached: it is a group from now on. Sources that
   * fail together have one engine.
   */
  groupOfSources(row: OutboxRow, address: string, since: Instant): Promise<Group | undefined>
  /** The incident of the row is told by the group from now on. */
  joinGroup(row: OutboxRow, group: Group): Promise<void>
  /** The group that a conversation is part of. */
  groupOf(conversation: Conversation): Promise<Group | undefined>
  /** All incidents of a group as they are by now. */
  incidentsOf(group: Group): Promise<readonly Incident[]>
  /** Of the incidents of a group the one whose end is the end of all of them; undefined while any goes on. */
  lastOf(group: Group): Promise<IncidentId | undefined>
  /** Conversations of owners that were begun since then, by their incident: what the budget of a channel went to. */
  begun(since: Instant): Promise<readonly BegunConversation[]>
  /** How many of them there are at one address. */
  spent(receiver: string, address: string, since: Instant): Promise<number>
  /** What waits for the digest of its channel, oldest first; of one conversation, or all. */
  keptBack(conversation?: Conversation): Promise<readonly KeptBack[]>
  /** Puts a row aside for the digest; the same conversation is kept once. */
  keepBack(row: OutboxRow, now: Instant): Promise<void>
  /** The digest takes the place of all that it tells, in one transaction; without one they are let go. */
  digest(told: readonly KeptBack[], row?: OutboxRow): Promise<void>
  /** Rows that wait or were given up, oldest first. */
  outbox(query: OutboxQuery): Promise<readonly OutboxRow[]>
  /** Takes rows that were given up, or wait, to be tried at once from the beginning of their chain; answers how many there were. */
  replay(ids: readonly string[], by: string, now: Instant): Promise<number>
  /** Rows that were given up, or wait, are not sent any more; answers how many there were. */
  drop(ids: readonly string[], by: string, now: Instant): Promise<number>
  /** For metrics, by receiver. */
  outboxSummary(): Promise<readonly OutboxSummary[]>
  /** When the first message about an incident was delivered; undefined where none was. */
  firstTold(incident: IncidentId): Promise<Instant | undefined>
  /** Conversations in which there is, or was, anything to send about an incident. */
  conversations(incident: IncidentId): Promise<readonly KnownConversation[]>
  /** When the next queued row may be sent. */
  nextDue(): Promise<Instant | undefined>
  /** Of the named checks, or of all; in the order in which they were taught. */
  teachings(checks?: readonly CheckId[]): Promise<readonly Teaching[]>
  /** The same verb with the same beginning replaces what was taught before. */
  teach(teaching: Teaching): Promise<void>
  /** Takes a teaching back; answers whether there was one. */
  unteach(key: TeachingKey): Promise<boolean>
  /** Windows and silences that people added, in the order in which they did, those that are over included. */
  quietTimes(): Promise<readonly QuietTime[]>
  /** One of the same id is replaced. */
  keepQuietTime(quiet: QuietTime): Promise<void>
  /** Edges of the lineage that people added, by product. */
  edges(): Promise<readonly AddedEdge[]>
  /** The same edge replaces what was there. */
  addEdge(edge: AddedEdge): Promise<void>
  /** Answers whether there was one. */
  removeEdge(edge: Pick<AddedEdge, 'from' | 'to'>): Promise<boolean>
  /** Subscriptions that people added, by name. */
  subscriptions(): Promise<readonly AddedSubscription[]>
  /** One of the same name is replaced. */
  subscribe(subscription: AddedSubscription): Promise<void>
  /** Answers whether there was one. */
  unsubscribe(name: string): Promise<boolean>
  /** Deletes raw measurements of buckets before `before`; answers how many. Delivered rows of resolved incidents go with them. */
  forget(before: Instant): Promise<number>
  close(): Promise<void>
}
