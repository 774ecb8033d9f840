/**
 * A series as it is followed: the remembered points, what was last learned from them and where the level stands since. `assess` says what
 * it thinks of a value and changes nothing; `absorb` takes the value in, with what was thought of it.
 */
import { DAY, HOUR, type Instant, type Millis } from '../../core/calendar/time.ts'
import type { Grounds, Point, SeriesOptions } from '../../core/series.ts'
import { type Course, courseOf } from './course.ts'
import { type Exceedance, exceedanceOf, exceedanceScore } from './exceedance.ts'
import { type Fit, fitOf } from './fit.ts'
import { type Growth, grown, grownScore, growthOf } from './growth.ts'
import { type Level, learnLevel, moveLevel, nextLevel } from './level.ts'
import { localDay, localHour, monthEdgeOf, weekdayOf } from './local-clock.ts'
import { medianOfFirst } from './medians.ts'
import { rhythmOf } from './rhythm.ts'
import { indexFrom, LEFT_OUT, MARK, newRing, push, type Ring } from './ring.ts'
import { newRecent, pushRecent, type Recent, runEvidence } from './runs.ts'
import { crowding } from './scale.ts'
import { seasonalDoubt, seasonalValue } from './season.ts'
import { studentScore, tailScore } from './tails.ts'

/** Values in a row on one side, far enough out to be a new level one day. */
export interface Run {
  count: number
  sign: number
  since: Instant
  /** Whether any of them alarmed. */
  told: boolean
  /** Anomalies in a row. */
  odd: number
  oddSince: Instant
}

/** The level before the newest accepted one, while the series may still go back to it. */
export interface Former {
  readonly level: number
  readonly since: Instant
  readonly until: Instant
  /** Whether another level was accepted since. */
  readonly left: boolean
}

export interface Track {
  course: Course
  readonly ring: Ring
  fit: Fit | undefined
  exceedance: Exceedance | undefined
  growth: Growth | undefined
  level: Level
  recent: Recent
  run: Run
  former: Former | undefined
  fittedAt: Instant
  fittedLength: number
}

export interface Assessment {
  readonly y: number
  readonly season: number
  readonly level: number
  /** Scale at this moment. */
  readonly scale: number
  readonly z: number
  /** Residual against the slow reference, in scales without doubt about rare days. */
  readonly off: number
  readonly score: number
  readonly odd: boolean
  readonly evidence: Grounds['evidence']
  readonly heldBack: readonly string[]
  readonly expected: number
  readonly margin: number
  /** Whether this value makes a new level of the run that it ends. */
  readonly accepts: boolean
  readonly returns: boolean
  /** Places of the anomalies of earlier weeks that it turns out to repeat. */
  readonly rhythm?: readonly number[]
  readonly run: Run
}

const NO_RUN: Run = { count: 0, sign: 0, since: 0, told: false, odd: 0, oddSince: 0 }

const ZERO_EXPECTED = 30
const ZERO_SCORE = 4
/** Scales beyond which a value speaks for a new level. */
const OFF_LEVEL = 2.2
const ACCEPT = { least: 3, daily: 4, span: 36 * HOUR }
const AGREEMENT = 0.5
const MAY_RETURN = { days: 5, points: 14 }
/** Hours in a row that make a return. */
const RETURNS = 3
/** How much more than a single value a run has to change to matter. */
const RUN_MARGIN = 1.5
const FEW = 60
/** What is known of noise before any was seen, in looks. */
const PRIOR_LOOKS = 14
/** A past shorter than this may take a weekend for a new level. */
const KNOWS_WEEKENDS = 14 * DAY

export function newTrack(options: SeriesOptions): Track {
  const course = courseOf(options, options.step ?? DAY)
  return {
    course,
    ring: newRing(course.keep),
    fit: undefined,
    exceedance: undefined,
    growth: undefined,
    level: { value: new Float64Array(course.pace.alphas.length), loss: new Float64Array(course.pace.alphas.length), slow: 0, seen: 0 },
    recent: newRecent(),
    run: NO_RUN,
    former: undefined,
    fittedAt: Number.NEGATIVE_INFINITY,
    fittedLength: 0,
  }
}

/** Undefined while too little is known. */
export function assess(track: Track, { at, value }: Pick<Point, 'at' | 'value'>): Assessment | undefined {
  const { course, fit, exceedance, growth } = track
  if (track.ring.length < course.need) return undefined
  if (growth) return assessTotal(track, growth, at, value)
  if (exceedance) return assessLag(track, exceedance, at, value)
  if (!fit) return undefined
  const { space, clock, options } = course
  const y = space.to(value)
  const day = localDay(at, clock)
  const hour = localHour(at, clock)
  const weekday = weekdayOf(day)
  const edge = monthEdgeOf(day)
  const special = options.calendar?.dayOf(at) === undefined ? 0 : 1
  const season = seasonalValue(fit.season, hour, weekday, edge, special)
  const level = nextLevel(track.level)
  const foreseen = level + season
  const expected = options.kind === 'count' ? Math.max(0, space.from(foreseen)) : space.from(foreseen)
  const { scale } = fit
  const unit = scale.sigma * (scale.hour[hour] as number) * crowding(scale.crowd, expected)
  const floored = Math.max(unit * (1 + 2 / Math.max(4, scale.samples)), space.floor)
  const sized = Math.sqrt(floored ** 2 + seasonalDoubt(fit.season, weekday, edge, special))
  const error = y - foreseen
  const z = error / sized
  const off = ((y - season - track.level.slow) / unit) * (floored / sized)
  const [lowest, highest] = usualLevels(track, at, level)
  const far = outside(y - season, lowest, highest) / sized
  let score = pointScore(fit, far)
  let evidence: Grounds['evidence'] = 'value'
  const heldBack: string[] = []
  const margin = Math.max(course.minAbsolute, course.minRelative * Math.abs(expected))
  const change = Math.abs(value - expected)
  const nothing = options.kind === 'count' && value === 0 && expected >= 0.5
  if (nothing && expected >= ZERO_EXPECTED && z < -3 && score < ZERO_SCORE) {
    score = ZERO_SCORE
    evidence = 'zero'
  }
  const alarming = () => score >= course.alarm
  const material = change >= margin || nothing
  if (alarming() && !material) {
    heldBack.push('too small a change')
    score = Math.min(score, course.alarm * 0.99)
  }
  if ((error > 0 ? !course.up : !course.down) && alarming()) {
    heldBack.push('wrong direction')
    score = Math.min(score, course.alarm * 0.99)
  }
  const foreseenSlow = track.level.slow + season
  const slowly = space.from(foreseenSlow)
  const run = runEvidence(track.recent, off, fit.windows.slice(1))
  const within = y - season >= lowest && y - season <= highest && Math.abs(z) > OFF_LEVEL
  if (
    !within &&
    run.score > score &&
    Math.abs(space.from(foreseenSlow + run.mean * unit) - slowly) >= RUN_MARGIN * margin &&
    (off > 0 ? course.up : course.down)
  ) {
    score = run.score - TWO_LOOKS
    evidence = run.width >= 7 && run.mean < 0 && (course.daily || run.width >= 24) ? 'slow loss' : 'run'
  }
  if (options.calendar?.isQuiet(at)) {
    if (alarming()) heldBack.push('announced window')
    score = Math.min(score, course.alarm * 0.99)
  }
  let odd = score >= course.alarm
  let next = nextRun(track, at, slowDistance(off, fit), odd)
  const stays = (Math.abs(z) > OFF_LEVEL || odd) && !nothing && makesLevel(track, next, at, y - season, level)
  const untold = stays && !next.told && change >= margin && (error > 0 ? course.up : course.down)
  if (untold) {
    score = course.alarm
    evidence = 'run'
    odd = true
    next = nextRun(track, at, slowDistance(off, fit), odd)
  }
  const accepts = stays && !untold
  const returns = Math.abs(z) > OFF_LEVEL && goesBack(track, at, y - season, level, sized, next)
  if (returns && !track.former?.left) {
    score = Math.min(score, course.alarm * 0.99)
    odd = false
  }
  const rhythm = odd && !accepts && change >= margin ? rhythmOf(track, at, y, foreseen) : undefined
  return {
    ...(rhythm && { rhythm }),
    y,
    season,
    level,
    scale: sized,
    z,
    off,
    score,
    odd,
    evidence,
    heldBack,
    expected,
    margin,
    accepts,
    returns,
    run: next,
  }
}

function assessLag(track: Track, exceedance: Exceedance, at: Instant, value: number): Assessment {
  const { course } = track
  const y = course.space.to(value)
  const expected = course.space.from(exceedance.middle)
  const usualHigh = course.space.from(exceedance.high)
  const margin = Math.max(course.minAbsolute, course.minRelative * Math.abs(expected))
  let score = exceedanceScore(y, exceedance)
  const heldBack: string[] = []
  if (score >= course.alarm && value - usualHigh < Math.min(margin, 0.1 * usualHigh)) {
    heldBack.push('too small a change')
    score = course.alarm * 0.99
  }
  const odd = score >= course.alarm
  const run = nextRun(track, at, odd ? 3 : 0, odd)
  const accepts = odd && run.odd >= 2 * course.perDay && at - run.oddSince >= 2 * DAY
  const scale = exceedance.slope
  return {
    y,
    season: 0,
    level: exceedance.middle,
    scale,
    z: 0,
    off: 0,
    score,
    odd,
    evidence: 'value',
    heldBack,
    expected,
    margin,
    accepts,
    returns: false,
    run,
  }
}

function assessTotal(track: Track, growth: Growth, at: Instant, value: number): Assessment {
  const { course, ring } = track
  const now = grown(ring, growth, at, course.step)
  const { expected, scale } = now
  const margin = Math.max(course.minAbsolute, course.minRelative * Math.abs(expected))
  let score = grownScore(value, now)
  const heldBack: string[] = []
  const change = value < now.low ? now.low - value : value - now.high
  if (score >= course.alarm && change < margin && value !== 0) {
    heldBack.push('too small a change')
    score = course.alarm * 0.99
  }
  const odd = score >= course.alarm
  const run = nextRun(track, at, odd ? Math.sign(value - expected) * 3 : 0, odd)
  const accepts = odd && value !== 0 && makesLevel(track, run, at, value, expected)
  return {
    y: value,
    season: 0,
    level: now.last,
    scale,
    z: (value - expected) / scale,
    off: 0,
    score,
    odd,
    evidence: 'value',
    heldBack,
    expected,
    margin,
    accepts,
    returns: false,
    run,
  }
}

function nextRun(track: Track, at: Instant, z: number, odd: boolean): Run {
  const { count, sign, since, told, odd: before, oddSince } = track.run
  const odds = odd ? { odd: before + 1, oddSince: before > 0 ? oddSince : at } : { odd: 0, oddSince: 0 }
  const side = Math.sign(z)
  if (Math.abs(z) <= OFF_LEVEL && !odd) {
    const left = Math.max(0, count - 2)
    return { count: left, sign: left > 0 ? sign : 0, since, told: told && left > 0, ...odds }
  }
  if (count > 0 && side === sign) return { count: count + 1, sign, since, told: told || odd, ...odds }
  return { count: 1, sign: side, since: at, told: odd, ...odds }
}

/** Two kinds of evidence are looked at, values and runs, and either may alarm by chance (Bonferroni). */
export const TWO_LOOKS = Math.log10(2)

/** Of a single value that is `far` scales out. While the scale rests on few errors the tail is that of Student. */
export function pointScore({ scale, season }: Fit, far: number): number {
  const score = tailScore(far, far > 0 ? scale.up : scale.down)
  const surer = scale.samples >= FEW ? score : Math.min(score, studentScore(Math.abs(far), scale.samples - season.parameters + PRIOR_LOOKS))
  return Math.max(0, surer - TWO_LOOKS)
}

/** The stretch between where the level is lately, where it stood for long, and where it was before the series went astray. */
export function usualLevels({ level: { slow }, former }: Track, at: Instant, level: number): readonly [low: number, high: number] {
  const before = former && at < former.until && !former.left ? former.level : slow
  return [Math.min(level, slow, before), Math.max(level, slow, before)]
}

function outside(value: number, low: number, high: number): number {
  return value > high ? value - high : value < low ? value - low : 0
}

/** Distance from the slow reference in scales of its own, from the place where the series usually is. */
function slowDistance(off: number, { windows: [single] }: Fit): number {
  if (!single || single.scale === Number.POSITIVE_INFINITY) return off
  return (off - single.centre) / single.scale
}

/** Whether the series is back where it was before it went astray. A single hour may be chance once another level was accepted. */
function goesBack({ former, course }: Track, at: Instant, value: number, level: number, scale: number, run: Run): boolean {
  if (!former || at >= former.until || (former.left && !course.daily && run.count < RETURNS)) return false
  const step = former.level - level
  const back = (value - level) / step
  return back > 0.5 && Math.abs(value - former.level) < Math.max(2.5 * scale, Math.abs(step))
}

/** Whether the values of the run, the newest one included, have stood somewhere else for long enough to be the new normal. */
function makesLevel(track: Track, run: Run, at: Instant, newest: number, level: number): boolean {
  const knowsWeekends = track.course.daily || at - (track.ring.at[0] as number) >= KNOWS_WEEKENDS
  if (run.count < ACCEPT.least || at - run.since < ACCEPT.span * (knowsWeekends ? 1 : 2)) return false
  if (!track.course.daily || run.count > ACCEPT.daily) return true
  const values = [...deseasonalisedSince(track, run.since), newest]
  const step = Math.abs(medianOfFirst(Float64Array.from(values), values.length) - level)
  return Math.max(...values) - Math.min(...values) <= AGREEMENT * step
}

function deseasonalisedSince({ ring, fit, course }: Track, since: Instant): number[] {
  const values: number[] = []
  for (let row = indexFrom(ring, since); row < ring.length; row++) {
    const at = ring.at[row] as number
    const day = localDay(at, course.clock)
    const special = (ring.mark[row] as number) & MARK.special ? 1 : 0
    const season = fit ? seasonalValue(fit.season, localHour(at, course.clock), weekdayOf(day), monthEdgeOf(day), special) : 0
    values.push((ring.y[row] as number) - season)
  }
  return values
}

function mayReturn({ step }: Course): Millis {
  return Math.max(MAY_RETURN.days * DAY, MAY_RETURN.points * step)
}

/** Takes a point in that is newer than all that are remembered. */
export function absorb(track: Track, point: Point, found: Assessment | undefined = assess(track, point)): void {
  const { course, ring } = track
  const { at, value, mark } = point
  const last = ring.length - 1
  const y = Math.fround(course.space.to(value))
  if (course.options.polled && last >= 0 && ring.y[last] === y && at - (ring.at[last] as number) < DAY) return
  const { calendar } = course.options
  // What stays excluded while an incident lasts may be a new level; an anomaly that people named and an announced window are no evidence at all.
  const silent = point.never === true || calendar?.isQuiet(at) === true
  const left = mark === 'excluded' || silent
  const returns = found?.returns === true
  let bits = 0
  const { rhythm } = found ?? {}
  if (rhythm) bits |= MARK.rhythm
  else if (found?.odd && !returns && mark !== 'expected' && mark !== 'new-level') bits |= MARK.odd
  if (left) bits |= MARK.excluded
  if (mark === 'expected') bits |= MARK.expected
  if (mark === 'new-level') bits |= MARK.level
  if (calendar?.dayOf(at) !== undefined) bits |= MARK.special
  for (const row of rhythm ?? []) ring.mark[row] = ((ring.mark[row] as number) & ~MARK.odd) | MARK.rhythm
  push(ring, at, y, bits)
  if (found && !silent) {
    track.run = found.run
    if (bits & MARK.odd) remember(track, at)
    if (returns) goBack(track, found)
    else if (found.accepts) accept(track, at)
    else if (mark === 'new-level') moveLevel(track.level, found.y - found.season)
    else if (!(bits & (LEFT_OUT | MARK.rhythm)))
      learnLevel(track.level, found.y - found.season, track.fit?.scale.sigma ?? found.scale, course.pace)
    pushRecent(track.recent, rhythm ? 0 : found.off)
  }
  if (!track.fit && course.options.step === undefined) track.course = courseOf(course.options, usualGap(ring))
  if (rhythm) track.fittedLength = 0
  const due = course.daily
    ? ring.length >= track.fittedLength * 1.02 + 1
    : at - track.fittedAt >= DAY || ring.length > 1.2 * track.fittedLength
  if (ring.length >= track.course.need && due) refit(track)
}

/** Where the series stood before it went astray; it may come back to that until a week after it was last seen astray. */
function remember(track: Track, at: Instant): void {
  const { former, fit } = track
  if (former && at < former.until) track.former = former.left ? former : { ...former, until: at + mayReturn(track.course) }
  else track.former = { level: fit?.base ?? track.level.slow, since: at, until: at + mayReturn(track.course), left: false }
}

function accept(track: Track, at: Instant): void {
  const { ring, run, course } = track
  const since = course.options.kind === 'lag' ? run.oddSince : run.since
  const values = deseasonalisedSince(track, since)
  const newest = Float64Array.from(values.slice(-Math.max(3, values.length >> 1)))
  const known = track.former && at < track.former.until ? track.former : { level: track.fit?.base ?? track.level.slow, since, left: false }
  track.former = { level: known.level, since: known.left ? known.since : since, until: at + mayReturn(track.course), left: true }
  const first = indexFrom(ring, since)
  for (let row = first; row < ring.length; row++) ring.mark[row] = (ring.mark[row] as number) & ~MARK.odd
  ring.mark[first] = (ring.mark[first] as number) | MARK.level
  moveLevel(track.level, medianOfFirst(newest, newest.length))
  track.run = NO_RUN
  track.fittedLength = 0
}

/** What was taken for a new level was an incident after all. */
function goBack(track: Track, found: Assessment): void {
  const { ring, former } = track
  if (!former) return
  const first = indexFrom(ring, former.since)
  if (former.left)
    for (let row = first; row < ring.length - 1; row++) ring.mark[row] = ((ring.mark[row] as number) | MARK.odd) & ~MARK.level
  const here = found.y - found.season
  moveLevel(track.level, here)
  track.level.slow = Math.max(here - found.scale, Math.min(here + found.scale, former.level))
  track.run = NO_RUN
  track.former = undefined
  track.fittedLength = 0
}

export function refit(track: Track): void {
  const { ring, course } = track
  const { options } = course
  if (options.step === undefined) track.course = courseOf(options, usualGap(ring))
  ring.keep = track.course.keep
  track.fittedAt = ring.at[ring.length - 1] ?? Number.NEGATIVE_INFINITY
  track.fittedLength = ring.length
  if (options.kind === 'total') {
    track.growth = growthOf(ring, track.course.step)
    return
  }
  if (options.kind === 'lag') {
    track.exceedance = exceedanceOf(ring, Math.max(96, 14 * track.course.perDay))
    return
  }
  const { fit, level, recent } = fitOf(ring, track.course)
  track.fit = fit
  track.level = level
  track.recent = recent
}

function usualGap(ring: Ring): number {
  const gaps = new Float64Array(Math.max(0, ring.length - 1))
  for (let row = 1; row < ring.length; row++) gaps[row - 1] = (ring.at[row] as number) - (ring.at[row - 1] as number)
  return Math.max(1, medianOfFirst(gaps, gaps.length)) || DAY
}
