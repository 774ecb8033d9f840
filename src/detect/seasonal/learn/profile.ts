/**
 * The seasonal profile, by a few rounds of medians (a robust backfit): daily medians smoothed over some days give the level, what is
 * left over gives hours, weekdays and hours of the week in turn. Medians forgive the incidents that were not noticed; every effect is
 * shrunk the more the fewer values speak for it (empirical Bayes, James and Stein 1961), so that a season that is none costs little.
 */
import { groupMedians, medianOfFirst } from '../../numbers/medians.ts'
import type { Rows } from './rows.ts'
import { type Effect, NO_EFFECT, noSeason, type Season, seasonalValue } from './season.ts'

export interface ProfileOptions {
  /** Points lie a day or more apart. */
  readonly daily: boolean
  /** Standard deviation of an effect before it was seen. */
  readonly unseen: number
}

/** Days of history from which an effect is looked for. */
const FROM_DAYS = { hour: 2, weekdayOfHours: 7, weekendOfDays: 7, weekdayOfDays: 13, hourOfWeek: 20 }
/** Noise of one look at an effect, as a share of the variance of such effects, where it cannot be estimated. */
const NOISE = { hour: 0.3, weekday: 0.25, hourOfWeek: 0.5 }
/** Looks at effects seen before that their noise can be judged by. */
const FEWEST_REPEATS = 8
const ROUNDS = 3
/** Looks from which on the median forgives that one of them was a fault. */
const FORGIVING = 3
/** Variance of a median over that of a mean, for normal noise. */
const MEDIAN_COST = Math.PI / 2
const MAD_TO_SIGMA = 1.4826

export function profileOf(rows: Rows, { daily, unseen }: ProfileOptions): { readonly season: Season; readonly level: Float64Array } {
  const { length, days } = rows
  const season = noSeason()
  let { firstOfMonth, lastOfMonth, special } = season
  const level = new Float64Array(length)
  const rest = new Float64Array(length)
  const useHours = !daily && days >= FROM_DAYS.hour
  const useWeekdays = days >= (daily ? FROM_DAYS.weekdayOfDays : FROM_DAYS.weekdayOfHours)
  const useWeekend = daily && !useWeekdays && days >= FROM_DAYS.weekendOfDays
  const useHoursOfWeek = !daily && days >= FROM_DAYS.hourOfWeek
  let share = 0
  let ofWeekdays = 0
  const byHour = groupOf(rows, (row) => rows.hour[row] as number)
  const byHourOfWeek = groupOf(rows, (row) => 24 * (rows.weekday[row] as number) + (rows.hour[row] as number))
  const byDay = groupOf(rows, (row) => rows.day[row] as number)
  const current = () => ({ ...season, firstOfMonth, lastOfMonth, special })

  for (let round = 0; round < ROUNDS; round++) {
    deseasonalise(rows, current(), rest)
    levelOf(rows, rest, byDay, daily && !useWeekdays ? days : round === 0 || daily ? 3 : 1, level)
    if (useHours) {
      for (let row = 0; row < length; row++)
        rest[row] = (rest[row] as number) - (level[row] as number) + (season.hour[rows.hour[row] as number] as number)
      const { median, count } = groupMedians(rest, byHour, 24)
      for (let hour = 0; hour < 24; hour++) season.hour[hour] = (median[hour] as number) * weight(count[hour] as number, NOISE.hour)
    }
    deseasonalise(rows, current(), rest)
    for (let row = 0; row < length; row++) rest[row] = (rest[row] as number) - (level[row] as number)
    const ofDays = groupMedians(rest, byDay, days)
    const dayKinds = kindsOfDays(rows)
    if (useWeekend) learnWeekend(ofDays.median, ofDays.count, dayKinds, season)
    if (useHours && !useWeekdays) doubtUnseen(ofDays.count, dayKinds, unseen, season.weekdayDoubt)
    if (useWeekdays) ofWeekdays = learnWeekdays(ofDays.median, ofDays.count, dayKinds, season)
    if (useHoursOfWeek && round > 0) {
      deseasonalise(rows, current(), rest)
      for (let row = 0; row < length; row++) {
        const slot = 24 * (rows.weekday[row] as number) + (rows.hour[row] as number)
        rest[row] = (rest[row] as number) - (level[row] as number) + (season.hourOfWeek[slot] as number)
      }
      share = learnHoursOfWeek(rest, byHourOfWeek, season.hourOfWeek)
    }
    if (round === 0) continue
    deseasonalise(rows, { ...current(), firstOfMonth: NO_EFFECT, lastOfMonth: NO_EFFECT, special: NO_EFFECT }, rest)
    for (let row = 0; row < length; row++) rest[row] = (rest[row] as number) - (level[row] as number)
    const noise = noiseOf(rest, rows)
    if (daily) {
      firstOfMonth = effectOf(rest, rows, (row) => rows.edge[row] === 1, 0, unseen, noise)
      lastOfMonth = effectOf(rest, rows, (row) => rows.edge[row] === 2, 0, unseen, noise)
    }
    const sunday =
      (season.weekday[6] as number) - ((season.weekday[1] as number) + (season.weekday[2] as number) + (season.weekday[3] as number)) / 3
    special = effectOf(rest, rows, (row) => rows.special[row] === 1, sunday / 2, Math.max(unseen, Math.abs(sunday) / 2), noise)
  }
  const parameters = 1 + (useHours ? 23 : 0) + (useWeekdays ? 6 * ofWeekdays : useWeekend ? 2 : 0) + 138 * share
  return { season: { ...current(), parameters, words: wordsOf(useHours, useWeekdays, useWeekend, share) }, level }
}

function weight(count: number, noise: number): number {
  return count / (count + noise)
}

function groupOf(rows: Rows, group: (row: number) => number): Int32Array {
  const groups = new Int32Array(rows.length)
  for (let row = 0; row < rows.length; row++) groups[row] = rows.shape[row] ? group(row) : -1
  return groups
}

function deseasonalise(rows: Rows, season: Season, into: Float64Array): void {
  for (let row = 0; row < rows.length; row++) {
    into[row] =
      (rows.y[row] as number) -
      seasonalValue(season, rows.hour[row] as number, rows.weekday[row] as number, rows.edge[row] as number, rows.special[row] as number)
  }
}

/** Medians of the days, smoothed over `reach` days to either side but never across an accepted change of level. */
function levelOf(rows: Rows, rest: Float64Array, byDay: Int32Array, reach: number, into: Float64Array): void {
  const { median, count } = groupMedians(rest, byDay, rows.days)
  const ofLevel = new Int32Array(rows.days).fill(-1)
  for (let row = 0; row < rows.length; row++) ofLevel[rows.day[row] as number] = rows.level[row] as number
  const smooth = new Float64Array(rows.days)
  const near = new Float64Array(2 * reach + 1)
  let last = medianOfFirst(rest.slice(), rest.length)
  for (let day = 0; day < rows.days; day++) {
    let found = 0
    for (let other = Math.max(0, day - reach); other <= Math.min(rows.days - 1, day + reach); other++) {
      if ((count[other] as number) > 0 && ofLevel[other] === ofLevel[day]) near[found++] = median[other] as number
    }
    if (found > 0) last = medianOfFirst(near, found)
    smooth[day] = last
  }
  for (let row = 0; row < rows.length; row++) into[row] = smooth[rows.day[row] as number] as number
}

interface DayKinds {
  readonly weekday: Uint8Array
  readonly plain: Uint8Array
}

/** Month edges and special days say nothing of their weekday. */
function kindsOfDays(rows: Rows): DayKinds {
  const kinds = { weekday: new Uint8Array(rows.days), plain: new Uint8Array(rows.days) }
  for (let row = 0; row < rows.length; row++) {
    kinds.weekday[rows.day[row] as number] = rows.weekday[row] as number
    kinds.plain[rows.day[row] as number] = rows.special[row] ? 0 : 1
  }
  return kinds
}

function learnWeekdays(ofDays: Float64Array, count: Int32Array, kinds: DayKinds, { weekday: into, weekdayDoubt }: Season): number {
  const known = into.slice()
  const values = new Float64Array(ofDays.length)
  const group = new Int32Array(ofDays.length)
  for (let day = 0; day < ofDays.length; day++) {
    const weekday = kinds.weekday[day] as number
    values[day] = (ofDays[day] as number) + (known[weekday] as number)
    group[day] = (count[day] as number) > 0 && kinds.plain[day] ? weekday : -1
  }
  const { median, count: looks } = groupMedians(values, group, 7)
  const { weights, share } = weightsOf(values, group, median, looks)
  let sum = 0
  for (let weekday = 0; weekday < 7; weekday++) {
    into[weekday] = (median[weekday] as number) * (weights[weekday] as number)
    weekdayDoubt[weekday] = Math.abs(median[weekday] as number) * (1 - (weights[weekday] as number))
    sum += into[weekday] as number
  }
  for (let weekday = 0; weekday < 7; weekday++) into[weekday] = (into[weekday] as number) - sum / 7
  return share
}

/** How far each of a family of effects is believed: by how much they differ beyond what the noise of their looks explains. */
function weightsOf(
  values: Float64Array,
  group: Int32Array,
  median: Float64Array,
  looks: Int32Array,
): { weights: Float64Array; share: number } {
  const groups = median.length
  const off = new Float64Array(values.length)
  let found = 0
  for (let row = 0; row < values.length; row++) {
    const own = group[row] as number
    const count = own < 0 ? 0 : (looks[own] as number)
    if (count >= 2) off[found++] = Math.abs((values[row] as number) - (median[own] as number)) * Math.sqrt(count / (count - 1))
  }
  const weights = new Float64Array(groups)
  const noise = (MAD_TO_SIGMA * medianOfFirst(off, found)) ** 2
  let apart = 0
  let blur = 0
  let seen = 0
  for (let own = 0; own < groups; own++) {
    const count = looks[own] as number
    if (count === 0) continue
    apart += (median[own] as number) ** 2
    blur += (noise * (count > 2 ? MEDIAN_COST : 1)) / count
    seen++
  }
  const variance = found < FEWEST_REPEATS || seen === 0 ? Number.NaN : Math.max(0, apart - blur) / seen
  let sum = 0
  for (let own = 0; own < groups; own++) {
    const count = looks[own] as number
    if (count === 0) continue
    const blurred = (noise * (count > 2 ? MEDIAN_COST : 1)) / count
    weights[own] = Number.isNaN(variance) ? weight(count, NOISE.weekday) : variance > 0 ? variance / (variance + blurred) : 0
    sum += weights[own] as number
  }
  return { weights, share: seen === 0 ? 0 : sum / seen }
}

/** Before the first week is over, nothing is known of the weekdays to come; weekends are likely to be unlike the rest. */
function doubtUnseen(count: Int32Array, kinds: DayKinds, unseen: number, into: Float32Array): void {
  const seen = new Set<number>()
  for (let day = 0; day < count.length; day++) if ((count[day] as number) > 0) seen.add(kinds.weekday[day] as number)
  for (let weekday = 0; weekday < 7; weekday++) into[weekday] = seen.has(weekday) ? 0 : weekday >= 5 ? 2 * unseen : unseen
}

const FRIDAY = 4

/** In the first two weeks the days from Monday to Friday count as one. */
function learnWeekend(ofDays: Float64Array, count: Int32Array, kinds: DayKinds, { weekday: into, weekdayDoubt }: Season): void {
  const values = new Float64Array(ofDays.length)
  const group = new Int32Array(ofDays.length)
  for (let day = 0; day < ofDays.length; day++) {
    const weekday = kinds.weekday[day] as number
    values[day] = (ofDays[day] as number) + (into[weekday] as number)
    group[day] = (count[day] as number) > 0 && kinds.plain[day] ? Math.max(0, weekday - FRIDAY) : -1
  }
  const { median, count: looks } = groupMedians(values, group, 3)
  let sum = 0
  for (const place of [1, 2]) {
    const seen = (looks[place] as number) > 0 ? (median[place] as number) - (median[0] as number) : 0
    const apart = seen * weight(looks[place] as number, NOISE.weekday)
    into[FRIDAY + place] = apart
    weekdayDoubt[FRIDAY + place] = Math.abs(seen - apart)
    sum += apart
  }
  for (let weekday = 0; weekday < 7; weekday++) into[weekday] = (weekday > FRIDAY ? (into[weekday] as number) : 0) - sum / 7
}

/** Share of the variance between the slots that is more than noise; the slots are shrunk by it. */
function learnHoursOfWeek(rest: Float64Array, group: Int32Array, into: Float32Array): number {
  const { median, count } = groupMedians(rest, group, 168)
  const off = new Float64Array(rest.length)
  for (let row = 0; row < rest.length; row++)
    off[row] = Math.abs((rest[row] as number) - (median[Math.max(0, group[row] as number)] as number))
  const spread = groupMedians(off, group, 168).median
  let between = 0
  let within = 0
  for (let slot = 0; slot < 168; slot++) {
    if ((count[slot] as number) < 2) continue
    between += (median[slot] as number) ** 2
    within += (((spread[slot] as number) * MAD_TO_SIGMA) ** 2 * MEDIAN_COST) / (count[slot] as number)
  }
  const share = between > 0 ? Math.max(0, 1 - within / between) : 0
  for (let slot = 0; slot < 168; slot++) into[slot] = (median[slot] as number) * share * weight(count[slot] as number, NOISE.hourOfWeek)
  return share
}

function noiseOf(rest: Float64Array, rows: Rows): number {
  const sizes = new Float64Array(rest.length)
  let found = 0
  for (let row = 0; row < rest.length; row++) if (rows.learn[row]) sizes[found++] = Math.abs(rest[row] as number)
  return MAD_TO_SIGMA * medianOfFirst(sizes, found)
}

/**
 * Posterior of an effect on days that are rare, by the day: a normal prior around `expected`, and looks that the noise blurs. Anomalous
 * days count as well, because the first such day looks like a fault; from three looks on the median forgives a real one, and until then
 * the next such day may be as ever.
 */
function effectOf(rest: Float64Array, rows: Rows, on: (row: number) => boolean, expected: number, unseen: number, noise: number): Effect {
  let any = false
  for (let row = 0; row < rows.length && !any; row++) any = on(row)
  if (!any || unseen === 0) return unseen === 0 ? NO_EFFECT : { mean: expected, sd: unseen }
  const group = new Int32Array(rows.length)
  for (let row = 0; row < rows.length; row++) group[row] = on(row) ? (rows.day[row] as number) : -1
  const { median, count } = groupMedians(rest, group, rows.days)
  const looks = new Float64Array(rows.days)
  let found = 0
  for (let day = 0; day < rows.days; day++) if ((count[day] as number) > 0) looks[found++] = median[day] as number
  if (found === 0) return { mean: expected, sd: unseen }
  const middle = medianOfFirst(looks, found)
  const blur = (noise / unseen) ** 2
  const fault = found < FORGIVING ? Math.abs(middle - expected) : 0
  return { mean: (found * middle + blur * expected) / (found + blur), sd: Math.hypot(noise / Math.sqrt(found + blur), fault) }
}

function wordsOf(hours: boolean, weekdays: boolean, weekend: boolean, share: number): string {
  if (share > 0.1) return 'hour of week'
  if (hours) return weekdays ? 'hour and weekday' : 'hour of day'
  return weekdays ? 'weekday' : weekend ? 'weekend' : 'none'
}
