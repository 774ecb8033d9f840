/** timeOfAvailability, and latency at set times: certain data has to be there by a certain time. */
import type { CronSpec } from '../../../core/calendar/cron.ts'
import { DAY, MINUTE, type Millis } from '../../../core/calendar/time.ts'
import { isZone } from '../../../core/calendar/wall-time.ts'
import { readClockTime, spellClock } from '../clock-time.ts'
import type { Work } from '../context.ts'
import type { Element } from '../find-elements.ts'
import type { Question } from '../question.ts'
import { readSchedule } from '../schedules.ts'
import { watermarkOf } from '../time-field.ts'
import { zoneHint } from '../words/word-values.ts'
import type { Promised } from './promised.ts'

const COVERS = { today: 0, yesterday: -1 } as const

/** `07:00`, `09:00-08:00`; a zone in `valueExt` wins over an offset, because it knows of summer time. A schedule says on which days. */
export function askTimeOfAvailability(promised: Promised, work: Work): readonly Question[] {
  const { sla, path } = promised
  const time = typeof sla.value === 'string' ? readClockTime(sla.value) : undefined
  if (time === undefined) {
    const problem = `${JSON.stringify(sla.value)} is not a time of day`
    work.findings.error(
      'bad-time',
      [...path, 'value'],
      `${sla.property}: ${problem}`,
      'write "07:00", "09:00-08:00", or "07:00" with valueExt: Europe/Berlin',
    )
    return []
  }
  const named = typeof sla.valueExt === 'string' ? sla.valueExt : undefined
  const isKnown = named === undefined || isZone(named)
  if (!isKnown) work.findings.error('unknown-zone', [...path, 'valueExt'], `${JSON.stringify(named)} is not a time zone`, zoneHint(named))
  const zone = (isKnown ? (named ?? time.zone) : undefined) ?? work.settings.zone
  const days = readSchedule(sla, path, work, zone)
  const at = { minutes: [time.minutes % 60], hours: [Math.floor(time.minutes / 60)] }
  if (days && !(isOnly(days.minutes, at.minutes) && isOnly(days.hours, at.hours)))
    work.findings.warning(
      'two-times',
      [...path, 'schedule'],
      `the schedule fires at another time than ${sla.value}: its days are taken, the time is not`,
    )
  const rest = days && /^(?:\S+\s+){4}\S+$/.test(days.expression) ? days.expression.split(/\s+/).slice(2).join(' ') : '* * *'
  const due: CronSpec = {
    ...(days ?? { days: [], months: [], weekdays: [], lastDay: false }),
    ...at,
    zone,
    expression: `${at.minutes} ${at.hours} ${rest}`,
  }
  return deadlines(promised, work, due, 'timeOfAvailability', () => 0)
}

/**
 * "At most so old" at the times of a schedule. The rule counts in days, so the promise is taken at the earliest of these times, and is
 * never stricter than what was promised.
 */
export function askScheduledAge(promised: Promised, limit: Millis, work: Work): readonly Question[] {
  const due = readSchedule(promised.sla, promised.path, work)
  if (due === undefined) return []
  const earliest = ((due.hours[0] ?? 0) * 60 + (due.minutes[0] ?? 0)) * MINUTE
  return deadlines(promised, work, due, 'schedule', () => Math.floor((earliest - limit) / DAY))
}

function deadlines(promised: Promised, work: Work, due: CronSpec, label: string, usual: (element: Element) => number): readonly Question[] {
  const { sla, elements, elementPath, severity } = promised
  return elements.flatMap((element): readonly Question[] => {
    const by = watermarkOf(element, work.settings, elementPath, sla.property, work.findings)
    if (by === undefined) return []
    const told = element.shape.said.deadlineCovers
    const covers = told === undefined ? usual(element) : COVERS[told]
    const zone = by === 'commit' ? due.zone : by.type === 'date' ? due.zone : by.zone
    return [
      {
        kind: 'freshness',
        on: element.shape,
        ...(by !== 'commit' && { field: by.name }),
        label: sla.id ?? label,
        params: { ...(by !== 'commit' && { field: by.physicalName }), zone, rule: { by: 'deadline', due, covers, grace: 0 } },
        schedule: { every: work.settings.interval, at: [due] },
        ...(severity && { severity }),
        promise: `${spellDue(due)}, with data of ${spellCovers(covers)}`,
      },
    ]
  })
}

function isOnly(values: readonly number[], only: readonly number[]): boolean {
  return values.length === 1 && values[0] === only[0]
}

function spellDue({ hours, minutes, expression, zone, ...due }: CronSpec): string {
  const [hour] = hours
  const [minute] = minutes
  const daily = due.days.length === 0 && due.months.length === 0 && due.weekdays.length === 0 && !due.lastDay
  if (hours.length !== 1 || minutes.length !== 1 || hour === undefined || minute === undefined)
    return `at each firing of ${expression} (${zone})`
  return `by ${spellClock(hour * 60 + minute)} ${zone}${daily ? '' : ` (${expression})`}`
}

function spellCovers(covers: number): string {
  if (covers === 0) return 'the same day'
  return covers === -1 ? 'the day before' : `${-covers} days before`
}
