/** latency (freshness) and frequency: data may be at most so old. */

import { DAY, MINUTE, type Millis, spell } from '../../../core/calendar/time.ts'
import type { PromisedHours } from '../../../core/questions.ts'
import { spellClock, WEEKDAYS } from '../clock-time.ts'
import type { Work } from '../context.ts'
import { type Length, readLength } from '../length.ts'
import type { Question } from '../question.ts'
import { isCronScheduled, readSchedule } from '../schedules.ts'
import type { Shape } from '../shape.ts'
import { type TimeField, watermarkOf } from '../time-field.ts'
import { askScheduledAge } from './deadline.ts'
import type { Promised } from './promised.ts'

/** Data that comes every so often is late once this share of the interval has passed beyond it. */
const GRACE = 0.25

/** latency, freshness: the newest data of the element is at most so old, always or (with a schedule) at these times. */
export function askAge(promised: Promised, work: Work): readonly Question[] {
  const limit = lengthOf(promised, work)
  if (limit === undefined) return []
  const { sla, path } = promised
  if (
    typeof sla.valueExt === 'string' &&
    promised.elements.some(({ shape }) => shape.fields.some(({ field }) => field.name === sla.valueExt))
  )
    work.findings.gap(
      'latency-between-fields',
      [...path, 'valueExt'],
      `the time from ${sla.valueExt} to the element is not measured, only its age`,
    )
  if (isCronScheduled(sla)) return askScheduledAge(promised, limit, work)
  readSchedule(sla, path, work)
  return ages(promised, work, () => limit)
}

/** frequency: something new each interval, and a quarter of it as grace. A date is known to the day only, which is one day more. */
export function askFrequency(promised: Promised, work: Work): readonly Question[] {
  const interval = lengthOf(promised, work)
  if (interval === undefined) return []
  const limit = (by: TimeField | 'commit'): Millis => interval * (1 + GRACE) + (by !== 'commit' && by.type === 'date' ? DAY : 0)
  return ages(promised, work, limit, 'frequency')
}

function ages(promised: Promised, work: Work, limitBy: (by: TimeField | 'commit') => Millis, label?: string): readonly Question[] {
  const { sla, elements, elementPath, severity } = promised
  return elements.flatMap((element): readonly Question[] => {
    const by = watermarkOf(element, work.settings, elementPath, sla.property, work.findings)
    if (by === undefined) return []
    const limit = limitBy(by)
    const hours = promisedHours(element.shape, work)
    const zone = by === 'commit' ? work.settings.zone : by.zone
    const name = sla.id ?? label
    return [
      {
        kind: 'freshness',
        on: element.shape,
        ...(by !== 'commit' && { field: by.name }),
        ...(name !== undefined && { label: name }),
        params: { ...(by !== 'commit' && { field: by.physicalName }), zone, rule: { by: 'age', limit, ...(hours && { hours }) } },
        schedule: { every: pollEvery(limit, work) },
        ...(severity && { severity }),
        promise: `at most ${spell(limit)} old${hours ? ` (${spellHours(hours)})` : ''}`,
      },
    ]
  })
}

/** A promise is looked at four times in its length, at most once a minute, unless the contract says how often to look. */
function pollEvery(limit: Millis, { said, settings }: Work): Millis {
  return said.interval ?? Math.min(settings.interval, Math.max(MINUTE, Math.floor(limit / 4)))
}

function promisedHours({ said }: Shape, { settings }: Work): PromisedHours | undefined {
  return said.hours && { zone: settings.zone, ...said.hours }
}

function spellHours({ weekdays, from, to, zone }: PromisedHours): string {
  const days = weekdays.length === 7 ? '' : `${weekdays.map((day) => spellDay(day)).join(' ')} `
  return `${days}${spellClock(from)} to ${spellClock(to)} ${zone}`
}

function spellDay(day: number): string {
  const name = WEEKDAYS[day - 1] ?? ''
  return name.charAt(0).toUpperCase() + name.slice(1)
}

function lengthOf({ sla, path }: Promised, { findings }: Work): Millis | undefined {
  const read: Length = readLength(sla.value, sla.unit)
  if ('problem' in read) {
    const at = read.code === 'bad-unit' && sla.unit !== undefined ? 'unit' : 'value'
    findings.error(read.code, [...path, at], `${sla.property}: ${read.problem}`, read.hint)
    return undefined
  }
  if (read.loose) {
    const at = sla.unit === undefined ? 'value' : 'unit'
    findings.warning('ambiguous-unit', [...path, at], 'm is taken as minutes', 'write min for minutes, mo for months')
  }
  return read.length
}
