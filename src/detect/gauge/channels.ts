/**
 * What is remembered of a gauge nobody knows anything about, and three ways in which a value may be out of the ordinary: for its hour
 * of the day, among all values, and together with those of the last hours. Each stands for incidents that the other two do not see: a
 * busy night, a value never seen, a slow or small change that stays.
 */
import { DAY, HOUR, type Instant } from '../../core/calendar/time.ts'
import { learn, type Moments, newMoments, shareOf } from './moments.ts'
import { newRanks, type Ranks, rank, rankSurprise } from './ranks.ts'
import { nextRecord, ratioTo } from './records.ts'

export const CHANNELS = ['hour', 'rank', 'drift'] as const
export type Channel = (typeof CHANNELS)[number]

/** Mutable: `absorb` changes it in place. All of it is JSON. */
export interface GaugeState {
  seen: number
  /** The first and the last value taken in. */
  since: Instant | null
  until: Instant | null
  /** One for each hour of the day. */
  readonly hours: readonly Moments[]
  readonly all: Moments
  /** Residual against the hour of the day, averaged over the last hours. */
  slow: number
  readonly drift: Moments
  readonly ranks: Ranks
  readonly records: Record<Channel, number>
  alarmedAt: Instant | null
}

export interface Surprise {
  /** The value, drawn in where its square would be no number any more. */
  readonly value: number
  readonly channel: Channel
  /** Of the channel's surprise to its record: that of the channel for which it is largest. */
  readonly ratio: number
  readonly surprises: Readonly<Record<Channel, number>>
  readonly expected: number
  /** Scale of the values at this hour; infinite while too few were seen. */
  readonly scale: number
  /** The average of the last hours with this value in it, and what part of it the value is. */
  readonly slow: number
  readonly share: number
}

const MEMORY = 14 * DAY
const SLOW = 6 * HOUR
/** Hours differ in their spread, and each is learned from few days: part of the spread of all is granted to each. */
const SHARED = 0.1
/** What the surprises of any gauge may reach, that one which has been constant is not alarmed by a trifle: scales, and one in ten. */
const LEAST_RECORDS: Readonly<Record<Channel, number>> = { hour: 2, rank: 1, drift: 1 }
/** Values of an hour, and of all, that it takes to speak of a mean. */
const FEWEST = { hour: 3, drift: 30, rank: 20 }
const LARGEST = 1e150
/** Below this no computer tells values apart. */
const FINEST = 1e-9

export function newGauge(): GaugeState {
  return {
    seen: 0,
    since: null,
    until: null,
    hours: Array.from({ length: 24 }, newMoments),
    all: newMoments(),
    slow: 0,
    drift: newMoments(),
    ranks: newRanks(),
    records: { ...LEAST_RECORDS },
    alarmedAt: null,
  }
}

/** `hour` is the local hour of `at`. Changes nothing. */
export function surpriseOf(state: GaugeState, at: Instant, hour: number, measured: number): Surprise {
  const value = Math.max(-LARGEST, Math.min(LARGEST, measured))
  const own = state.hours[hour] as Moments
  const known = own.count >= FEWEST.hour
  const expected = known ? own.mean : state.all.mean
  const finest = FINEST * (1 + Math.abs(expected))
  const scale = known ? Math.sqrt(own.variance) + SHARED * Math.sqrt(state.all.variance) + finest : Number.POSITIVE_INFINITY
  const share = Math.max(shareOf(gapBefore(state, at), SLOW), 1 / (state.seen + 1))
  const slow = state.slow + share * (value - expected - state.slow)
  const surprises = {
    hour: Math.abs(value - expected) / scale,
    rank: state.seen >= FEWEST.rank ? rankSurprise(state.ranks, value) : 0,
    drift: state.drift.count >= FEWEST.drift ? Math.abs(slow - state.drift.mean) / driftScale(state, expected) : 0,
  }
  let [channel, ratio]: [Channel, number] = ['hour', 0]
  for (const name of CHANNELS) {
    const own = ratioTo(state.records[name], surprises[name])
    if (own > ratio) [channel, ratio] = [name, own]
  }
  return { value, channel, ratio, surprises, expected, scale, slow, share }
}

/** Takes a value in, with what was thought of it. */
export function absorb(state: GaugeState, at: Instant, hour: number, surprise: Surprise): void {
  const { value } = surprise
  const gap = gapBefore(state, at)
  for (const name of CHANNELS)
    state.records[name] = Math.max(LEAST_RECORDS[name], nextRecord(state.records[name], surprise.surprises[name]))
  state.slow = surprise.slow
  learn(state.drift, state.slow, shareOf(gap, MEMORY))
  learn(state.hours[hour] as Moments, value, shareOf(24 * gap, MEMORY))
  learn(state.all, value, shareOf(gap, MEMORY))
  rank(state.ranks, value)
  state.seen++
  state.since ??= at
  state.until = at
}

export function driftScale({ drift }: GaugeState, expected: number): number {
  return Math.sqrt(drift.variance) + FINEST * (1 + Math.abs(expected))
}

/** A long silence counts like an hour: what came before it is not forgotten at once. */
function gapBefore({ until }: GaugeState, at: Instant): number {
  return until === null ? 0 : Math.min(HOUR, Math.max(0, at - until))
}
