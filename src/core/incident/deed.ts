/**
 * What people do about an incident: take it, put it aside for a while, or say that they know. A deed is a transition like any other: a row
 * that says who, when and why. Pure.
 */
import { DAY, type Instant, spell } from '../calendar/time.ts'
import { MeshError } from '../errors.ts'
import type { Incident, Transition } from './incident.ts'

export const DEEDS = ['acknowledge', 'unacknowledge', 'snooze', 'mute', 'wake'] as const

/** `snooze`: only its end is told until a time. `mute`: only its end is told at all. `wake`: tell again. */
export type Deed = { readonly do: 'acknowledge' | 'unacknowledge' | 'mute' | 'wake' } | { readonly do: 'snooze'; readonly until: Instant }

export interface Actor {
  /** As people know them: a name, not an id. */
  readonly name: string
  /** By which door they came in: `slack`, `api`, `cli` or `library`. */
  readonly via: string
  readonly note?: string
}

/** Nobody is kept from hearing of a problem for longer, whatever was said. */
export const LONGEST_SNOOZE = 7 * DAY
export const LONGEST_MUTE = 30 * DAY

/** The incident as it is then, and what is told. Throws MeshError USAGE where it makes no sense, such as for one that is over. */
export function perform(
  incident: Incident,
  deed: Deed,
  by: Actor,
  now: Instant,
): { readonly incident: Incident; readonly transition: Transition } {
  if (incident.status === 'resolved')
    throw new MeshError('USAGE', `Incident ${incident.id} is over.`, 'Only incidents that go on can be acknowledged, snoozed or muted.')
  const { incident: next, kind, reason } = done(incident, deed, by, now)
  const { name, via, note } = by
  return {
    incident: next,
    transition: { incident: incident.id, kind, at: now, reason, by: name, via, ...(note === undefined ? {} : { note }) },
  }
}

function done(
  incident: Incident,
  deed: Deed,
  { name }: Actor,
  now: Instant,
): { incident: Incident; kind: Transition['kind']; reason: string } {
  const awake = awoken(incident)
  switch (deed.do) {
    case 'acknowledge': {
      const status = incident.status === 'recovering' ? incident.status : 'acknowledged'
      return {
        incident: { ...incident, status, acknowledgedAt: incident.acknowledgedAt ?? now, acknowledgedBy: name },
        kind: 'acknowledged',
        reason: `${name} takes care of it`,
      }
    }
    case 'unacknowledge': {
      const { acknowledgedAt: _at, acknowledgedBy: _by, ...untaken } = incident
      const status = incident.status === 'acknowledged' ? 'open' : incident.status
      return { incident: { ...untaken, status }, kind: 'unacknowledged', reason: `${name} gives it back` }
    }
    case 'snooze': {
      if (!(deed.until > now) || deed.until - now > LONGEST_SNOOZE)
        throw new MeshError('USAGE', 'An incident is snoozed until a time to come.', `At most ${spell(LONGEST_SNOOZE)} from now.`)
      return {
        incident: { ...awake, snoozedUntil: deed.until },
        kind: 'snoozed',
        reason: `${name} put it aside for ${spell(deed.until - now)}`,
      }
    }
    case 'mute':
      return {
        incident: { ...awake, mutedUntil: now + LONGEST_MUTE },
        kind: 'muted',
        reason: `${name} wants to hear nothing of it until it is over`,
      }
    case 'wake':
      return { incident: awake, kind: 'woken', reason: `${name} wants to hear of it again` }
  }
}

/** Neither snoozed nor muted. */
export function awoken(incident: Incident): Incident {
  const { snoozedUntil: _snoozed, mutedUntil: _muted, ...awake } = incident
  return awake
}

/** Until when nobody is told more than the end; undefined where everything is told. */
export function quietUntil({ snoozedUntil, mutedUntil }: Incident, now: Instant): Instant | undefined {
  const until = Math.max(snoozedUntil ?? 0, mutedUntil ?? 0)
  return until > now ? until : undefined
}
