/** What is thought of a value before it is learned from. Nothing is changed, so that a moment can be judged again and again. */
import type { Instant } from '../../core/calendar/time.ts'
import type { Grounds, Point } from '../../core/series.ts'
import { studentScore, tailScore } from '../numbers/tails.ts'
import { assessLag } from './assess-lag.ts'
import { assessTotal } from './assess-total.ts'
import { type Assessment, type Gated, holdBack } from './assessment.ts'
import type { Fit } from './learn/fit.ts'
import { nextLevel } from './learn/level.ts'
import { momentOf } from './learn/moment.ts'
import { runEvidence } from './learn/runs.ts'
import { crowding } from './learn/scale.ts'
import { goesBack, makesLevel, nextRun, OFF_LEVEL } from './new-level.ts'
import { rhythmOf } from './rhythm.ts'
import type { Track } from './track.ts'

/** Rows that are expected from which on none at all is an anomaly, whatever the tail says. */
const ZERO_EXPECTED = 30
const ZERO_SCORE = 4
const ZERO_SCALES = 3
/** Rows more than expected that are no news, however steadily few there were. */
const FEWEST_MORE = 5
/** How much more than a single value a run has to change to matter. */
const RUN_MARGIN = 1.5
/** Errors that a scale rests on, below which the tail is that of Student. */
const FEW = 60
/** What is known of the noise of such series before any was seen, in looks. */
const PRIOR_LOOKS = 14
/** Two kinds of evidence are looked at, values and runs, and either may alarm by chance (Bonferroni). */
const TWO_LOOKS = Math.log10(2)

/** Undefined while too little is known. */
export function assess(track: Track, point: Pick<Point, 'at' | 'value'>): Assessment | undefined {
  const { course, fit, exceedance, growth, ring } = track
  if (ring.length < course.need) return undefined
  if (growth) return assessTotal(track, growth, point)
  if (exceedance) return assessLag(track, exceedance, point)
  return fit && assessSeasonal(track, fit, point)
}

function assessSeasonal(track: Track, fit: Fit, { at, value }: Pick<Point, 'at' | 'value'>): Assessment {
  const { course, former } = track
  const { space, options, alarm } = course
  const y = space.to(value)
  const { hour, season, doubt } = momentOf(fit.season, course, at, options.calendar?.dayOf(at) !== undefined)
  const level = nextLevel(track.level)
  const isCount = options.kind === 'count'
  const expected = isCount ? Math.max(0, space.from(level + season)) : space.from(level + season)
  const unit = fit.scale.sigma * (fit.scale.hour[hour] as number) * crowding(fit.scale.crowd, expected)
  const sure = Math.max(unit * (1 + 2 / Math.max(4, fit.scale.samples)), space.floor)
  const scale = Math.max(1e-12, Math.sqrt(sure ** 2 + doubt))
  const here = y - season
  const z = (here - level) / scale
  const off = ((here - track.level.slow) / Math.max(1e-12, unit)) * (sure / scale)

  const [lowest, highest] = usualLevels(track, at, level)
  const gated: Gated = { score: pointScore(fit, outside(here, lowest, highest) / scale), heldBack: [] }
  let evidence: Grounds['evidence'] = 'value'
  const margin = Math.max(course.minAbsolute, course.minRelative * Math.abs(expected))
  const nothing = isCount && value === 0 && expected >= 0.5
  const least = isCount && z > 0 && options.minAbsolute === undefined ? Math.max(margin, FEWEST_MORE) : margin
  const matters = Math.abs(value - expected) >= least || nothing
  const wanted = z > 0 ? course.up : course.down
  if (nothing && expected >= ZERO_EXPECTED && z < -ZERO_SCALES && gated.score < ZERO_SCORE) {
    gated.score = ZERO_SCORE
    evidence = 'zero'
  }
  if (!matters) holdBack(gated, alarm, 'too small a change')
  if (!wanted) holdBack(gated, alarm, 'wrong direction')

  const run = runEvidence(track.recent, off, fit.windows)
  const comesBack = here >= lowest && here <= highest && Math.abs(z) > OFF_LEVEL
  const slow = track.level.slow + season
  const moved = Math.abs(space.from(slow + run.mean * unit) - space.from(slow))
  if (!comesBack && run.score - TWO_LOOKS > gated.score && moved >= RUN_MARGIN * margin && (off > 0 ? course.up : course.down)) {
    gated.score = run.score - TWO_LOOKS
    evidence = run.mean < 0 && run.width >= Math.max(7, course.perDay) ? 'slow loss' : 'run'
  }
  if (options.calendar?.isQuiet(at)) holdBack(gated, alarm, 'announced window')

  const far = slowDistance(off, fit)
  let odd = gated.score >= alarm
  let next = nextRun(track, at, far, odd)
  const stays = (Math.abs(z) > OFF_LEVEL || odd) && !nothing && makesLevel(track, next, at, here, level)
  const untold = stays && !next.told && matters && wanted && !options.calendar?.isQuiet(at)
  if (untold) {
    gated.score = Math.max(gated.score, alarm)
    evidence = 'run'
    odd = true
    next = nextRun(track, at, far, odd)
  }
  const returns = Math.abs(z) > OFF_LEVEL && goesBack(track, at, here, level, scale, next)
  if (returns && !former?.left) {
    holdBack(gated, alarm, 'back at the former level')
    odd = false
  }
  const accepts = stays && !untold
  const rhythm = odd && !accepts && matters ? rhythmOf(track, at, y, level + season) : undefined
  const { score, heldBack } = gated
  return {
    y,
    season,
    level,
    scale,
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
    ...(rhythm && { rhythm }),
  }
}

/** Of a single value that is `far` scales out. While the scale rests on few errors the tail is that of Student. */
export function pointScore({ scale, season }: Fit, far: number): number {
  const known = tailScore(far, far > 0 ? scale.up : scale.down)
  const young = scale.samples < FEW ? studentScore(Math.abs(far), scale.samples - season.parameters + PRIOR_LOOKS) : known
  return Math.max(0, Math.min(known, young) - TWO_LOOKS)
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
  if (!single || single.degrees === 0) return off
  return (off - single.centre) / single.scale
}
