/**
 * The way of a notice, as a list of stages that can be printed. A stage either lets the row pass, perhaps changed, or
 * settles it. What a notifier answers is only "delivered, or not, and could another try help"; all else is decided here.
 */

import { DAY, type Deadline, MINUTE, type Millis, SECOND } from '../../core/calendar/time.ts'
import { quietUntil } from '../../core/incident/deed.ts'
import type { Delivery, DeliveryReason, Notice, Notifier, OutboxRow } from '../../core/incident/notice.ts'
import type { Settlement } from '../../core/store.ts'
import { budget } from '../budget/stage.ts'
import { group } from '../group/stage.ts'
import { type Parcel, type Stage, type StageTools, told } from './stage.ts'

/** One message a second and channel, as Slack asks. */
const PACE: Millis = SECOND
/** A row waits as long again as it has waited, so that waiting doubles; claims made only for pacing do not count. */
const FIRST_RETRY: Millis = 2 * SECOND
const LONGEST_RETRY: Millis = 5 * MINUTE
/** Transient trouble is waited out this long before the row is given up. */
const PATIENCE: Millis = 3 * DAY

/** What the last error begins with when the receiver may have taken the notice all the same. */
const AMBIGUOUS: ReadonlySet<string> = new Set(['interrupted', 'timeout', 'unreachable', 'server-error'])

const receiver: Stage = {
  name: 'receiver',
  async run(parcel, { notifiers, clock }) {
    const age = clock.now() - parcel.row.createdAt
    if (age > PATIENCE && !isReplayed(parcel.row))
      return { settle: { state: 'dead', at: clock.now(), error: parcel.row.lastError ?? 'rejected: it is too old to be news' } }
    const notifier = notifiers.get(parcel.row.receiver)
    if (notifier) return { pass: { ...parcel, notifier } }
    return { settle: { state: 'dead', at: clock.now(), error: `not-configured: there is no notifier ${parcel.row.receiver} any more` } }
  },
}

const address: Stage = {
  name: 'address',
  async run(parcel, { clock }) {
    const { row } = parcel
    const channel = row.channels[row.position]
    const first = row.channels[0]
    if (!channel || !first)
      return { settle: { state: 'dead', at: clock.now(), error: row.lastError ?? 'not-configured: no channel is left' } }
    const moved = row.position > 0 ? { insteadOf: { address: first.address, why: reasonOf(row.lastError) } } : {}
    const again = AMBIGUOUS.has(reasonOf(row.lastError)) ? { again: true } : {}
    return { pass: { ...parcel, notice: { ...row.notice, channel, ...moved, ...again } } }
  },
}

const BEGINNINGS: ReadonlySet<Notice['transition']> = new Set(['opened', 'affected'])

/**
 * Of an incident that was kept back for a while, people are told how it stands by now. What became part of another one meanwhile was
 * never news.
 */
const keptBack: Stage = {
  name: 'kept back',
  async run(parcel, { store, clock }) {
    const { row, notice } = parcel
    const { tellAt } = row.notice.incident
    if (!notice || tellAt === undefined || row.createdAt >= tellAt) return { pass: parcel }
    const [incident] = await store.incidents({ id: row.incident })
    if (!incident) return { pass: parcel }
    const { cause, resolvedAt } = incident
    if (cause !== undefined && resolvedAt !== undefined && resolvedAt < tellAt)
      return { settle: { state: 'delivered', at: clock.now(), address: '' } }
    return { pass: { ...parcel, notice: BEGINNINGS.has(notice.transition) ? { ...notice, incident, reason: incident.reason } : notice } }
  },
}

/**
 * What waited for the hours of its route tells how things stand when they begin. What is over by then, or is to be quiet, was never news;
 * neither is what somebody put aside.
 */
const hours: Stage = {
  name: 'hours',
  async run(parcel, { store, clock }) {
    const { row, notice, notifier } = parcel
    if (!notice?.deferred) return { pass: parcel }
    const [incident] = await store.incidents({ id: row.incident })
    if (!incident) return { pass: parcel }
    if (incident.status === 'resolved' || incident.hushedBy !== undefined || quietUntil(incident, clock.now()) !== undefined)
      return told(clock)
    // A pager calls somebody to take it; somebody has.
    if (incident.acknowledgedAt !== undefined && !notifier?.threads) return told(clock)
    // What was decided since counts as told by it; a reply that waited with its edit does not.
    return { pass: { ...parcel, notice: { ...notice, incident, reason: incident.reason, at: Math.min(clock.now(), row.createdAt) } } }
  },
}

/** A root that is told so much later than it was decided tells how it stands by now. */
const LATE: Millis = 5 * MINUTE

/**
 * After an outage people are told how things stand, once: a beginning that is late tells of the incident as it is, and what was decided
 * meanwhile is in it. What is over by then was never told; all of it together is one message.
 */
const overtaken: Stage = {
  name: 'overtaken',
  async run(parcel, { store, clock }) {
    const { row, notice, notifier } = parcel
    if (!notice || !notifier?.threads || notice.digest) return { pass: parcel }
    const root = await store.thread(row)
    // Who is called by name is called, although the root says it all.
    const isSaid = root !== undefined && row.createdAt < root.shows && notice.form !== 'root' && notice.mention === undefined
    if (root) return isSaid ? told(clock) : { pass: parcel }
    if (clock.now() - row.createdAt <= LATE || !FAILED.test(row.lastError ?? '')) return { pass: parcel }
    const [incident] = await store.incidents({ id: row.incident })
    if (!incident) return { pass: parcel }
    if (incident.status === 'resolved') {
      await store.gatherMissed(row, clock.now() - LATE, clock.now())
      return told(clock)
    }
    const isBeginning = BEGINNINGS.has(notice.transition)
    return { pass: { ...parcel, notice: isBeginning ? { ...notice, incident, reason: incident.reason, at: clock.now() } : notice } }
  },
}

/** A try that failed, not one that only kept the pace of its channel. */
const FAILED = /^(?:auth|rate-limited|server-error|unreachable|timeout|interrupted|rejected|replayed)\b/

/**
 * Edits and replies need the root, and go where it is. Where none was ever told, news becomes a root of its own and an end is not told.
 */
const thread: Stage = {
  name: 'thread',
  async run(parcel, { store, clock }) {
    const { row, notice, notifier } = parcel
    if (!notice || !notifier?.threads) return { pass: parcel }
    const root = await store.thread(row)
    if (notice.form === 'root' && !root) return { pass: parcel }
    if (root) {
      const channel = notice.insteadOf ? notice.channel : { ...notice.channel, address: root.address }
      const form = notice.form === 'root' ? 'edit' : notice.form
      return { pass: { ...parcel, notice: { ...notice, form, channel, handle: root.handle } } }
    }
    const isEnd = notice.transition === 'resolved' || notice.transition === 'unaffected'
    if (notice.form === 'reply' && !isEnd) return { pass: { ...parcel, notice: { ...notice, form: 'root' } } }
    return { settle: { state: 'delivered', at: clock.now(), address: '' } }
  },
}

const pace: Stage = {
  name: 'pace',
  async run(parcel, { clock, pauses, ahead }) {
    const { row } = parcel
    const free = pauses.get(laneOf(parcel)) ?? Number.NEGATIVE_INFINITY
    if (free <= clock.now()) return { pass: parcel }
    return { settle: { state: 'queued', position: row.position, notBefore: free + ahead * PACE, error: row.lastError ?? '' } }
  },
}

const send: Stage = {
  name: 'send',
  async run(parcel, tools) {
    const { row, notifier, notice } = parcel
    const { clock, pauses } = tools
    if (!notifier || !notice) throw new Error('a notice reached the send stage without a notifier')
    const delivery = await answerOf(notifier, notice, tools.until)
    pauses.set(laneOf(parcel), clock.now() + PACE)
    if (delivery.ok) {
      const handle = notice.form !== 'root' || delivery.handle === undefined ? {} : { handle: delivery.handle }
      const many = notice.form === 'root' && notice.digest?.why === 'group' ? { group: true as const } : {}
      const shows = notice.form === 'reply' ? {} : { shows: notice.at }
      return { settle: { state: 'delivered', at: clock.now(), address: notice.channel.address, ...handle, ...shows, ...many } }
    }
    const error = `${delivery.reason}: ${delivery.detail}`
    // A refused token is refused at every address; the row waits until somebody changes it.
    const hopeless = !delivery.retry && delivery.reason !== 'auth'
    // A message that cannot be edited where it is cannot be edited anywhere else; the reply that follows tells the news.
    if (hopeless && notice.form === 'edit') return { settle: { state: 'dead', at: clock.now(), error } }
    if (hopeless) return { settle: { state: 'queued', position: row.position + 1, notBefore: clock.now(), error } }
    if (clock.now() - row.createdAt > PATIENCE && !isReplayed(row)) return { settle: { state: 'dead', at: clock.now(), error } }
    const wait = delivery.after ?? Math.min(LONGEST_RETRY, Math.max(FIRST_RETRY, clock.now() - row.createdAt)) * (0.5 + tools.random() / 2)
    if (delivery.after !== undefined) pauses.set(laneOf(parcel), clock.now() + delivery.after)
    return { settle: { state: 'queued', position: row.position, notBefore: clock.now() + wait, error } }
  },
}

/** A notifier that throws, or that does not end with its deadline, has a bug; the row is tried again as after any other trouble. */
async function answerOf(notifier: Notifier, notice: Notice, until: Deadline): Promise<Delivery> {
  const late = new Promise<Delivery>((resolve) => {
    const giveUp = () => resolve({ ok: false, retry: true, reason: 'timeout', detail: 'it did not answer in time' })
    until.signal.addEventListener('abort', giveUp, { once: true })
  })
  try {
    return await Promise.race([notifier.send(notice, until), late])
  } catch (error) {
    return { ok: false, retry: true, reason: 'rejected', detail: error instanceof Error ? error.message : String(error) }
  }
}

export const STAGES: readonly Stage[] = [receiver, address, keptBack, hours, overtaken, group, budget, thread, pace, send]

export async function passThrough(stages: readonly Stage[], row: OutboxRow, tools: StageTools): Promise<Settlement> {
  let parcel: Parcel = { row }
  for (const stage of stages) {
    const answer = await stage.run(parcel, tools)
    if ('settle' in answer) return answer.settle
    parcel = answer.pass
  }
  throw new Error('no stage settled the notice')
}

/** Somebody took it up again, so that it is not too old to be news. */
function isReplayed({ lastError }: OutboxRow): boolean {
  return lastError?.startsWith('replayed') ?? false
}

function laneOf({ row, notice }: Parcel): string {
  return `${row.receiver} ${notice?.channel.address ?? ''}`
}

function reasonOf(error: string | undefined): DeliveryReason {
  return (error?.split(':')[0] ?? 'rejected') as DeliveryReason
}
