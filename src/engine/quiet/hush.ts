/**
 * What windows and silences do to what was decided. It is decided and kept as ever, but it is not told before the quiet time is over. An
 * incident with news in one carries its name until then, so that no restart forgets whom to tell.
 */
import type { CalendarOf } from '../../core/calendar/day-calendar.ts'
import type { Clock } from '../../core/calendar/time.ts'
import type { Incident } from '../../core/incident/incident.ts'
import { coverOf, isOn, type QuietTime, rememberingOn, spellQuiet, type Window, withWindows } from '../../core/quiet/quiet-time.ts'
import type { ProbeRecord, Store } from '../../core/store.ts'
import { isLoud } from './kept-quiet.ts'

export interface Hush {
  /** Reads again what people added. */
  refresh(): Promise<void>
  /** All that are known, those of the configuration first. */
  all(): readonly QuietTime[]
  /** The quiet time that an incident is in now. */
  cover(incident: Incident): QuietTime | undefined
  /** What was decided, with incidents marked that begin where it is quiet. */
  over<R extends Pick<ProbeRecord, 'incidents' | 'transitions'>>(record: R): R
  /** A calendar in which windows are quiet. */
  calendar(base: CalendarOf): CalendarOf
}

export interface HushTools {
  readonly clock: Clock
  readonly store: Pick<Store, 'quietTimes'>
  configured(): readonly Window[]
}

export function createHush({ clock, store, configured }: HushTools): Hush {
  let added: readonly QuietTime[] = []
  let onAt = rememberingOn()
  const all = () => [...configured(), ...added]
  const active = () => all().filter((quiet) => isOn(quiet, clock.now()))
  const hush: Hush = {
    async refresh() {
      added = await store.quietTimes()
      onAt = rememberingOn()
    },
    all,
    cover: (incident) => coverOf(incident, active()),
    over(record) {
      const now = active()
      if (now.length === 0) return record
      const news = new Set(record.transitions.flatMap(({ kind, incident }) => (isLoud(kind) ? [] : [incident])))
      const incidents = record.incidents.map((incident): Incident => {
        const cover = news.has(incident.id) && incident.status !== 'resolved' ? coverOf(incident, now) : undefined
        return cover === undefined ? incident : { ...incident, hushedBy: spellQuiet(cover) }
      })
      return { ...record, incidents }
    },
    calendar: (base) => (of) => {
      const windows = all().filter((quiet) => quiet.what === 'window')
      return withWindows(base(of), windows, of, onAt)
    },
  }
  return hush
}
