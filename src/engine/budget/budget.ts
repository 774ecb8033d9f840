/**
 * The alert budget of a channel: so many messages about new incidents a week. Beyond it, what is less than high is not told at once, but
 * once a day in a digest that says what the budget went to, so that people see what to mend or to teach. Pure.
 */
import { DAY, HOUR, type Instant, WEEK } from '../../core/calendar/time.ts'
import { startOfDay } from '../../core/calendar/wall-time.ts'
import type { Incident } from '../../core/incident/incident.ts'
import type { Digest, OutboxRow } from '../../core/incident/notice.ts'
import type { Mesh } from '../../core/mesh.ts'
import type { DomainId } from '../../core/names.ts'
import { DEFAULT_SETTINGS } from '../../core/settings.ts'
import type { BegunConversation, KeptBack } from '../../core/store.ts'

/** The budget is that of the last seven days. */
export const BUDGET_SPAN = WEEK
/** When digests are told, by the clock of the domain. */
const DIGEST_HOUR = 9
const MOST_LISTED = 40
const MOST_SPENDERS = 5

/** 0 for no limit. */
export function budgetOf(domain: DomainId, { domains }: Mesh): number {
  return domains.get(domain)?.alertBudget ?? DEFAULT_SETTINGS.alertBudget
}

/** What is at least high is always told. */
export function maySpare({ severity }: Incident): boolean {
  return severity === 'medium' || severity === 'low'
}

/** What one channel's messages were about, most first. */
export function spendersOf(begun: readonly BegunConversation[]): NonNullable<Digest['spent']> {
  const counts = Map.groupBy(begun, ({ incident }) => `${incident.type} of ${incident.source ?? incident.dataset}`)
  return [...counts].map(([on, all]) => ({ on, messages: all.length })).sort((a, b) => b.messages - a.messages || (a.on < b.on ? -1 : 1))
}

/** The first nine o'clock after it was kept back. */
export function digestDue(at: Instant, zone: string): Instant {
  const today = startOfDay(at, zone) + DIGEST_HOUR * HOUR
  const due = wallHour(today, zone)
  return due > at ? due : wallHour(startOfDay(at, zone, 1) + DIGEST_HOUR * HOUR, zone)
}

/** A day whose clocks change has its nine o'clock an hour off from midnight. */
function wallHour(guess: Instant, zone: string): Instant {
  const midnight = startOfDay(guess, zone)
  const next = startOfDay(guess, zone, 1)
  return guess + (next - midnight - DAY)
}

/** The digest of one channel; `kept` is not empty, oldest first. */
export function budgetDigest(kept: readonly KeptBack[], begun: readonly BegunConversation[], allowed: number, now: Instant): OutboxRow {
  const [first] = kept
  if (first === undefined) throw new Error('a digest of nothing')
  const { row } = first
  const entries = kept.slice(0, MOST_LISTED).map(({ incident: { id, title, severity, since, resolvedAt } }) => {
    return { incident: id, title, severity, from: since, ...(resolvedAt === undefined ? {} : { to: resolvedAt }) }
  })
  const spent = spendersOf(begun).slice(0, MOST_SPENDERS)
  const digest: Digest = { why: 'budget', entries, more: kept.length - entries.length, spent }
  const audience = `budget:${now}`
  const id = `${row.incident}.${now}.${audience}.${row.receiver}`
  const reason = `${kept.length} ${kept.length === 1 ? 'incident' : 'incidents'} kept for this digest: ${begun.length} of ${allowed} messages were told here in seven days`
  const { effect: _effect, mention: _mention, ...notice } = row.notice
  return {
    ...row,
    id,
    audience,
    position: 0,
    notice: { ...notice, id, form: 'root', incident: first.incident, transition: 'digest', at: now, reason, audience, digest },
    state: 'queued',
    attempts: 0,
    createdAt: now,
    notBefore: now,
  }
}
