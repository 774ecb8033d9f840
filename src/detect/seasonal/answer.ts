/** What is thought of a value, as an answer for people: state, band, and what both rest on. */
import type { Instant } from '../../core/calendar/time.ts'
import type { Grounds, Point, SeriesAnswer } from '../../core/series.ts'
import type { Band } from '../../core/verdict.ts'
import { localDay, monthEdgeOf } from '../numbers/local-clock.ts'
import { whereScoreReaches } from '../numbers/tails.ts'
import { assess, pointScore, usualLevels } from './assess.ts'
import type { Assessment } from './assessment.ts'
import { exceedanceAt } from './learn/exceedance.ts'
import { grown, grownScore } from './learn/growth.ts'
import { LEFT_OUT } from './ring.ts'
import type { Track } from './track.ts'

export function answerTo(track: Track, judged: Pick<Point, 'at' | 'value'>): SeriesAnswer {
  const found = assess(track, judged)
  if (!found) return { state: 'learning', learning: learningOf(track) }
  const grounds = groundsOf(track, judged, found)
  const { run } = found
  if (found.accepts && (found.odd || found.run.count > 0))
    return { state: 'accepted', as: 'new level', grounds, since: run.since || judged.at, run: run.count }
  if (found.rhythm) {
    const since = track.ring.at[found.rhythm[0] ?? 0] ?? judged.at
    return { state: 'accepted', as: 'weekly rhythm', grounds, since, run: found.rhythm.length + 1 }
  }
  if (found.odd) return { state: 'unusual', grounds, since: run.oddSince, run: run.odd }
  return { state: 'usual', grounds, since: judged.at, run: 0 }
}

function learningOf({ ring, course }: Track) {
  const last = ring.at[ring.length - 1]
  const { need, step } = course
  return { have: ring.length, need, ...(ring.length > 0 && last !== undefined ? { readyWhen: last + (need - ring.length) * step } : {}) }
}

function groundsOf(track: Track, judged: Pick<Point, 'at' | 'value'>, found: Assessment): Grounds {
  const { ring, growth } = track
  let leftOut = 0
  for (let row = 0; row < ring.length; row++) if ((ring.mark[row] as number) & LEFT_OUT) leftOut++
  const { expected, score, evidence, margin, heldBack } = found
  return {
    band: bandOf(track, judged, found),
    expected,
    score,
    samples: ring.length - leftOut,
    leftOut,
    season: growth ? 'trend' : seasonWords(track, judged.at),
    evidence,
    margin,
    heldBack,
  }
}

/** What the season consists of at this moment. */
function seasonWords({ fit, course }: Track, at: Instant): string {
  const edge = course.daily && monthEdgeOf(localDay(at, course.clock)) !== 0 ? ['month edge'] : []
  const special = course.options.calendar?.dayOf(at)
  const regular = fit === undefined || fit.season.words === 'none' ? [] : [fit.season.words]
  const words = [...regular, ...edge, ...(special === undefined ? [] : [special])]
  return words.length > 0 ? words.join(' and ') : 'none'
}

/** Where a single value would alarm; drawn in to the judged value where a run of them did. */
function bandOf(track: Track, judged: Pick<Point, 'at' | 'value'>, found: Assessment): Band {
  const { course } = track
  const { kind } = course.options
  const wide = edgesOf(track, judged, found)
  let { low, high } = wide
  if (kind === 'count' || kind === 'total') {
    low = Math.max(0, Math.ceil(low - 1e-6))
    high = Math.floor(high + 1e-6)
  }
  if (kind === 'ratio') {
    low = Math.max(0, low)
    high = Math.min(1, high)
  }
  if (kind === 'lag') low = Math.max(0, low)
  if (found.odd && judged.value >= low && judged.value <= high) {
    const next = kind === 'count' || kind === 'total' ? 1 : Math.abs(judged.value) * 1e-6 + 1e-12
    if (judged.value < found.expected) low = Math.min(judged.value + next, Math.max(low, found.expected))
    else high = Math.max(judged.value - next, Math.min(high, found.expected))
  }
  const isBelow = course.down || kind === 'ratio' || kind === 'lag'
  return {
    ...(isBelow && low > Number.NEGATIVE_INFINITY ? { low: course.down ? low : 0 } : {}),
    ...(course.up && high < Number.POSITIVE_INFINITY ? { high } : {}),
  }
}

function edgesOf(track: Track, { at }: Pick<Point, 'at' | 'value'>, found: Assessment): { low: number; high: number } {
  const { course, exceedance, growth, fit, ring } = track
  const { space, alarm } = course
  const { expected, margin, season, level, scale } = found
  if (growth) {
    const now = grown(ring, growth, at, course.step)
    const far = whereScoreReaches(alarm, (z) => grownScore(now.high + z * now.scale, now)) * now.scale
    return { low: now.low - Math.max(far, margin), high: now.high + Math.max(far, margin) }
  }
  if (exceedance)
    return {
      low: 0,
      high: Math.max(space.from(exceedanceAt(alarm, exceedance)), space.from(exceedance.high) + margin),
    }
  if (!fit) return { low: expected, high: expected }
  const [lowestLevel, highestLevel] = usualLevels(track, at, level)
  const up = whereScoreReaches(alarm, (z) => pointScore(fit, z)) * scale
  const down = whereScoreReaches(alarm, (z) => pointScore(fit, -z)) * scale
  const lowest = space.from(lowestLevel + season - down)
  const low = course.options.kind === 'count' ? Math.min(lowest, Math.max(expected - margin, 0.5)) : Math.min(lowest, expected - margin)
  return { low, high: Math.max(space.from(highestLevel + season + up), expected + margin) }
}
