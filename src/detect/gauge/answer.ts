/** What is thought of a value of an unknown gauge, as an answer for people. Surprising is not enough: it must matter, and be news. */
import { HOUR, type Instant } from '../../core/calendar/time.ts'
import { type Point, type SeriesAnswer, type SeriesOptions, USUAL_ALARM } from '../../core/series.ts'
import type { Band } from '../../core/verdict.ts'
import { clockOf, type LocalClock, localHour } from '../numbers/local-clock.ts'
import { driftScale, type GaugeState, type Surprise, surpriseOf } from './channels.ts'
import { rankBounds } from './ranks.ts'
import { FADES, ratioFor, scoreOf } from './records.ts'

export interface Manner {
  readonly clock: LocalClock
  readonly alarm: number
  readonly up: boolean
  readonly down: boolean
  readonly minRelative: number
  readonly minAbsolute: number
  isQuiet(at: Instant): boolean
}

export interface Opinion extends Surprise {
  readonly score: number
  readonly margin: number
  readonly heldBack: readonly string[]
}

/** Values before anything is said. */
export const NEED = 100
/** Nothing is known of what a change means here, so that only what can hardly be seen is held back. */
const LEAST_CHANGE = 0.01
/** What sets one record after another is told once. */
const EPISODE = 3 * HOUR

export function mannerOf(options: SeriesOptions): Manner {
  const { zone, alarm = USUAL_ALARM, direction = 'both', minRelative = LEAST_CHANGE, minAbsolute = 0, calendar } = options
  const isQuiet = (at: Instant) => calendar?.isQuiet(at) ?? false
  return { clock: clockOf(zone), alarm, up: direction !== 'down', down: direction !== 'up', minRelative, minAbsolute, isQuiet }
}

export function opinionOf(state: GaugeState, { at, value: measured }: Point, manner: Manner): Opinion {
  const surprise = surpriseOf(state, at, localHour(at, manner.clock), measured)
  const { value, channel, ratio, expected, slow } = surprise
  const margin = Math.max(manner.minAbsolute, manner.minRelative * Math.abs(expected))
  const score = scoreOf(ratio)
  if (score < manner.alarm) return { ...surprise, score, margin, heldBack: [] }
  const change = channel === 'drift' ? slow - state.drift.mean : value - expected
  const heldBack = [
    ...(Math.abs(change) < margin ? ['too small a change'] : []),
    ...((change > 0 ? manner.up : manner.down) ? [] : ['wrong direction']),
    ...(manner.isQuiet(at) ? ['announced window'] : []),
    ...(state.alarmedAt !== null && at - state.alarmedAt < EPISODE ? ['part of what was told before'] : []),
  ]
  return { ...surprise, score: heldBack.length > 0 ? manner.alarm * 0.99 : score, margin, heldBack }
}

export function answerOf(state: GaugeState, judged: Point, leftOut: number, manner: Manner): SeriesAnswer {
  if (state.seen < NEED) return { state: 'learning', learning: learningOf(state) }
  const opinion = opinionOf(state, judged, manner)
  const { expected, score, margin, heldBack, channel } = opinion
  const odd = score >= manner.alarm
  const grounds = {
    band: bandOf(state, opinion, manner),
    expected,
    score,
    samples: state.seen,
    leftOut,
    season: 'hour of day',
    evidence: channel === 'drift' && odd ? ('run' as const) : ('value' as const),
    margin,
    heldBack,
  }
  return odd ? { state: 'unusual', grounds, since: judged.at, run: 1 } : { state: 'usual', grounds, since: judged.at, run: 0 }
}

function learningOf({ seen, since, until }: GaugeState) {
  if (since === null || until === null || seen < 2) return { have: seen, need: NEED }
  return { have: seen, need: NEED, readyWhen: Math.round(until + ((NEED - seen) * (until - since)) / (seen - 1)) }
}

/** The values that would alarm in no channel. */
function bandOf(state: GaugeState, { expected, scale, share, margin }: Opinion, { alarm, up, down }: Manner): Band {
  const reach = ratioFor(alarm) * FADES
  const far = Math.max(reach * state.records.hour * scale, margin)
  const rare = rankBounds(state.ranks, reach * state.records.rank)
  const drifted = Math.max(reach * state.records.drift * driftScale(state, expected), margin)
  const valueFor = (slow: number) => expected + state.slow + (slow - state.slow) / share
  const low = Math.max(expected - far, Math.min(rare.low, expected - margin), valueFor(state.drift.mean - drifted))
  const high = Math.min(expected + far, Math.max(rare.high, expected + margin), valueFor(state.drift.mean + drifted))
  return {
    ...(down && Number.isFinite(low) ? { low: Math.min(low, high) } : {}),
    ...(up && Number.isFinite(high) ? { high: Math.max(low, high) } : {}),
  }
}
