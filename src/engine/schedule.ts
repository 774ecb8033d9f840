/** When a dataset is due. Intervals are spread by a phase derived from the id, so that a thousand products do not knock at once. */

import { lastFiring, nextFiring } from '../core/calendar/cron.ts'
import type { Instant, Millis } from '../core/calendar/time.ts'
import type { Check } from '../core/check.ts'

/** Checks whose turn comes within this time of each other are asked in one visit. */
const COMPANY: Millis = 1_000

/** The next moment after `after` at which the check is due; undefined when never. */
export function nextDue(check: Check, after: Instant): Instant | undefined {
  const { every, at } = check.schedule
  const moments = (at ?? []).map((spec) => nextFiring(spec, after))
  if (every !== undefined) moments.push(nextBeat(check.dataset, every, after))
  const known = moments.filter((moment) => moment !== undefined)
  return known.length > 0 ? Math.min(...known) : undefined
}

/** When a check that fails in an open incident is due again; undefined where that is no reason to ask it sooner. */
export function nextWhileTroubled({ dataset, schedule: { troubled } }: Check, after: Instant): Instant | undefined {
  return troubled === undefined ? undefined : nextBeat(dataset, troubled, after)
}

/** Whether the check missed its turn since `last`: missed turns, however many, make one. */
export function isOverdue(check: Check, last: Instant | undefined, now: Instant): boolean {
  if (last === undefined) return true
  const { every, at } = check.schedule
  if (every !== undefined && nextBeat(check.dataset, every, last) <= now) return true
  return (at ?? []).some((spec) => (lastFiring(spec, now) ?? Number.NEGATIVE_INFINITY) > last)
}

/** Checks of a dataset that are due at `now`, given when each is due next. */
export function dueChecks(checks: readonly Check[], due: ReadonlyMap<string, Instant>, now: Instant): readonly Check[] {
  return checks.filter((check) => (due.get(check.id) ?? Number.POSITIVE_INFINITY) <= now + COMPANY)
}

function nextBeat(id: string, every: Millis, after: Instant): Instant {
  const phase = spread(id) % every
  return (Math.floor((after - phase) / every) + 1) * every + phase
}

/** FNV-1a: a stable number for a text, evenly spread. */
export function spread(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
  }
  return hash
}
