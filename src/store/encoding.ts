/** Between the types of the core and the rows of the tables. What cannot be read is left out with a log line, never thrown. */
import type { Selectable } from 'kysely'
import type { Instant } from '../core/calendar/time.ts'
import type { Log } from '../core/factory.ts'
import type { CheckState, Incident, Transition } from '../core/incident/incident.ts'
import type { OutboxRow } from '../core/incident/notice.ts'
import type { Measurement } from '../core/store.ts'
import type { Tables } from './tables.ts'

export const fromMeasurement = ({ dataset, series, bucket, at, values, excluded }: Measurement) => ({
  dataset,
  series,
  bucket: whole(bucket),
  at: whole(at),
  measured: JSON.stringify(values, (_, value) => (typeof value === 'number' && !Number.isFinite(value) ? undefined : value)),
  excluded: JSON.stringify(excluded),
})

export const toMeasurement = ({ dataset, series, bucket, at, measured, excluded }: Selectable<Tables['measurements']>): Measurement => ({
  dataset,
  series,
  bucket,
  at,
  values: parse(measured, 'object'),
  excluded: parse(excluded, 'array'),
})

export const fromState = ({ check, verdict, at, since, streak, memo, lessons }: CheckState) => ({
  check_id: check,
  at: whole(at),
  since: whole(since),
  streak,
  verdict: JSON.stringify(verdict),
  memo: memo === undefined ? null : JSON.stringify(memo),
  lessons: lessons ?? null,
})

export const toState = ({ check_id, at, since, streak, verdict, memo, lessons }: Selectable<Tables['check_states']>): CheckState => ({
  check: check_id,
  verdict: parse(verdict, 'object'),
  at,
  since,
  streak,
  ...(memo === null ? {} : { memo: parse(memo) }),
  ...(lessons === null ? {} : { lessons }),
})

export const fromIncident = (incident: Incident) => ({
  id: incident.id,
  status: incident.status,
  dataset: incident.dataset,
  source: incident.source ?? null,
  opened_at: whole(incident.openedAt),
  resolved_at: incident.resolvedAt === undefined ? null : whole(incident.resolvedAt),
  incident: JSON.stringify(incident),
})

export const toIncident = ({ incident }: { readonly incident: string }): Incident => parse(incident, 'object')

export const fromTransition = (transition: Transition) => ({
  incident_id: transition.incident,
  at: whole(transition.at),
  transition: JSON.stringify(transition),
})

export const toTransition = ({ transition }: { readonly transition: string }): Transition => parse(transition, 'object')

export const fromOutboxRow = (row: OutboxRow) => ({
  id: row.id,
  incident_id: row.incident,
  receiver: row.receiver,
  audience: row.audience,
  state: row.state,
  attempts: row.attempts,
  position: row.position,
  created_at: whole(row.createdAt),
  not_before: whole(row.notBefore),
  last_error: row.lastError === undefined ? null : plain(row.lastError),
  channels: JSON.stringify(row.channels),
  notice: JSON.stringify(row.notice),
})

export const toOutboxRow = (row: Selectable<Tables['outbox']>): OutboxRow => ({
  id: row.id,
  incident: row.incident_id,
  receiver: row.receiver,
  audience: row.audience,
  channels: parse(row.channels, 'array'),
  position: row.position,
  notice: parse(row.notice, 'object'),
  state: row.state,
  attempts: row.attempts,
  createdAt: row.created_at,
  notBefore: row.not_before,
  ...(row.last_error === null ? {} : { lastError: row.last_error }),
})

/** Decodes row by row, so that a damaged one takes nothing else with it. Its first column, part of its key, tells which one it is. */
export function readable<R extends object, T>(rows: readonly R[], decode: (row: R) => T, table: keyof Tables, log: Log): readonly T[] {
  return rows.flatMap((row) => {
    try {
      return [decode(row)]
    } catch {
      log.error('a row of the store cannot be read and is left out', { table, row: Object.values(row)[0] })
      return []
    }
  })
}

/** The tables take whole milliseconds only; a source's clock may know finer ones. */
export function whole(at: Instant): Instant {
  return Math.floor(at)
}

/** Postgres has no NUL in text. */
export function plain(text: string): string {
  return text.replaceAll('\0', '')
}

function parse<T>(text: string, shape?: 'object' | 'array'): T {
  const value: unknown = JSON.parse(text)
  const found = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value
  if (shape !== undefined && found !== shape) throw new TypeError(`expected a JSON ${shape}, found ${found}`)
  return value as T
}
