/** Where an axis is marked: round numbers, round lengths of time, and round times on the clock of a zone. */
import { DAY, HOUR, type Instant, MINUTE, type Millis, SECOND } from '../../core/calendar/time.ts'
import { instantOf, startOfDay, wallTime, weekday } from '../../core/calendar/wall-time.ts'

export interface Ticks {
  /** Ascending; the first is at most the lowest, the last at least the highest value. */
  readonly at: readonly number[]
  readonly step: number
}

/** About `count` marks at multiples of 1, 2 or 5 times a power of ten. */
export function numberTicks(low: number, high: number, count: number): Ticks {
  const rough = Math.max(high - low, Number.MIN_VALUE * 10) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  return around(low, high, power * ([1, 2, 5].find((size) => size * power >= rough) ?? 10))
}

const LENGTHS: readonly Millis[] = [
  SECOND,
  5 * SECOND,
  15 * SECOND,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
]

/** For an axis of lengths of time. */
export function lengthTicks(low: number, high: number, count: number): Ticks {
  const step = LENGTHS.find((length) => length * count >= high - low)
  if (step !== undefined && high - low >= SECOND) return around(low, high, step)
  const unit = step === undefined ? DAY : 1
  const ticks = numberTicks(low / unit, high / unit, count)
  return { at: ticks.at.map((value) => value * unit), step: ticks.step * unit }
}

function around(low: number, high: number, step: number): Ticks {
  const first = Math.floor(low / step)
  const last = Math.max(Math.ceil(high / step), first + 1)
  return { at: Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step), step }
}

export interface TimeTick {
  readonly at: Instant
  readonly label: string
}

const HOURS = [1, 2, 3, 6, 12]
const DAYS = [1, 2, 7, 14]

/** At most about `count` marks: hours of a day, days, Mondays or firsts of months, as the clock of `zone` shows them. */
export function timeTicks(from: Instant, to: Instant, zone: string, count: number): readonly TimeTick[] {
  const span = to - from
  const hours = HOURS.find((step) => span / HOUR / step <= count)
  const days = DAYS.find((step) => span / DAY / step <= count)
  const found =
    hours !== undefined
      ? hourTicks(from, to, zone, hours)
      : days !== undefined
        ? dayTicks(from, to, zone, days)
        : monthTicks(from, to, zone, count)
  return found.filter(({ at }) => at >= from && at <= to)
}

function hourTicks(from: Instant, to: Instant, zone: string, step: number): readonly TimeTick[] {
  const ticks: TimeTick[] = []
  for (let day = startOfDay(from, zone); day <= to; day = startOfDay(day, zone, 1)) {
    ticks.push({ at: day, label: dayLabel(day, zone) })
    const date = wallTime(day, zone)
    for (let hour = step; hour < 24; hour += step) {
      const at = instantOf({ ...date, hour, minute: 0, second: 0 }, zone)
      if (wallTime(at, zone).hour === hour) ticks.push({ at, label: `${String(hour).padStart(2, '0')}:00` })
    }
  }
  return ticks
}

function dayTicks(from: Instant, to: Instant, zone: string, step: number): readonly TimeTick[] {
  const first = startOfDay(from, zone)
  const ticks: TimeTick[] = []
  for (let day = step < 7 ? first : startOfDay(first, zone, 1 - weekday(first, zone)); day <= to; day = startOfDay(day, zone, step)) {
    ticks.push({ at: day, label: dayLabel(day, zone) })
  }
  return ticks
}

function monthTicks(from: Instant, to: Instant, zone: string, count: number): readonly TimeTick[] {
  const months = (to - from) / (30.4 * DAY)
  const step = [1, 2, 3, 6, 12].find((size) => months / size <= count) ?? 12 * Math.ceil(months / 12 / count)
  const { year } = wallTime(from, zone)
  const ticks: TimeTick[] = []
  for (let month = 0; ; month += step) {
    const first = { year: year + Math.floor(month / 12), month: (month % 12) + 1, day: 1, hour: 0, minute: 0, second: 0 }
    const at = instantOf(first, zone)
    if (at > to) return ticks
    ticks.push({ at, label: `${MONTHS[month % 12]} ${first.year}` })
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function dayLabel(at: Instant, zone: string): string {
  const { day, month } = wallTime(at, zone)
  return `${day} ${MONTHS[month - 1]}`
}
