/** A series as it is followed: the remembered points, what was last learned from them, and where it stands since. */
import { DAY, type Instant } from '../../core/calendar/time.ts'
import type { SeriesOptions } from '../../core/series.ts'
import { medianOfFirst } from '../numbers/medians.ts'
import { type Course, courseOf } from './course.ts'
import { type Exceedance, exceedanceOf } from './learn/exceedance.ts'
import { type Fit, fitOf } from './learn/fit.ts'
import { type Growth, growthOf } from './learn/growth.ts'
import { type Level, levelAt } from './learn/level.ts'
import { newRecent, type Recent } from './learn/runs.ts'
import { newRing, type Ring } from './ring.ts'

/** Values in a row on one side, far enough out to be a new level one day. */
export interface Run {
  readonly count: number
  readonly sign: number
  readonly since: Instant
  /** Whether any of them alarmed. */
  readonly told: boolean
  /** Anomalies in a row. */
  readonly odd: number
  readonly oddSince: Instant
}

export const NO_RUN: Run = { count: 0, sign: 0, since: 0, told: false, odd: 0, oddSince: 0 }

/** Where the series stood before it went astray, and may come back to. */
export interface Former {
  readonly level: number
  readonly since: Instant
  readonly until: Instant
  /** Whether another level was accepted since. */
  readonly left: boolean
}

/** `fit` is what counts, shares and gauges are judged by, `exceedance` is for lags, `growth` for totals. */
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

export function newTrack(options: SeriesOptions): Track {
  const course = courseOf(options, options.step ?? DAY)
  return {
    course,
    ring: newRing(course.keep),
    fit: undefined,
    exceedance: undefined,
    growth: undefined,
    level: levelAt(0, 0, course.pace),
    recent: newRecent(),
    run: NO_RUN,
    former: undefined,
    fittedAt: Number.NEGATIVE_INFINITY,
    fittedLength: 0,
  }
}

/** Fits grow dearer and change less as a series grows older. */
export function isDue({ course, ring, fittedAt, fittedLength }: Track): boolean {
  if (ring.length < course.need) return false
  const newest = ring.at[ring.length - 1] as number
  return course.daily ? ring.length >= fittedLength * 1.02 + 1 : newest - fittedAt >= DAY || ring.length > 1.2 * fittedLength
}

/** The step of a series that is told none is learned from its gaps. */
export function learnStep(track: Track): void {
  const { course, ring } = track
  if (course.options.step === undefined) track.course = courseOf(course.options, usualGap(ring))
}

/** Learns everything anew from the remembered points. */
export function refit(track: Track): void {
  learnStep(track)
  const { ring, course } = track
  ring.keep = course.keep
  track.fittedAt = ring.at[ring.length - 1] ?? Number.NEGATIVE_INFINITY
  track.fittedLength = ring.length
  switch (course.options.kind) {
    case 'total':
      track.growth = growthOf(ring, course.step)
      return
    case 'lag':
      track.exceedance = exceedanceOf(ring, Math.max(96, 14 * course.perDay))
      return
    default: {
      const { fit, level, recent } = fitOf(ring, course)
      track.fit = fit
      track.level = level
      track.recent = recent
    }
  }
}

function usualGap(ring: Ring): number {
  const gaps = new Float64Array(Math.max(0, ring.length - 1))
  for (let row = 1; row < ring.length; row++) gaps[row - 1] = (ring.at[row] as number) - (ring.at[row - 1] as number)
  return gaps.length > 0 ? Math.max(1, medianOfFirst(gaps, gaps.length)) : DAY
}
