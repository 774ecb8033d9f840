/**
 * The stored form of a followed series: JSON with its typed arrays in base64. Numbers that are computed with come back bit for bit, so
 * that a restart changes no verdict; times are stored as runs of equal gaps.
 */
import type { Instant, Millis } from '../../core/calendar/time.ts'
import type { SeriesOptions } from '../../core/series.ts'
import type { Tail } from '../numbers/tails.ts'
import { courseOf } from './course.ts'
import type { Exceedance } from './learn/exceedance.ts'
import type { Fit } from './learn/fit.ts'
import type { Growth } from './learn/growth.ts'
import type { Window } from './learn/runs.ts'
import type { Effect } from './learn/season.ts'
import type { Ring } from './ring.ts'
import { type Former, newTrack, type Run, type Track } from './track.ts'

export interface StoredTrack {
  readonly step: Millis
  readonly first: Instant
  /** Gap and how often it comes in a row, in turns. */
  readonly gaps: readonly number[]
  readonly y: string
  /** Place and mark of the points that have one, in turns. */
  readonly marks: readonly number[]
  readonly fittedAt: Instant | null
  readonly fittedLength: number
  readonly level: readonly number[]
  readonly recent: string
  readonly pushed: number
  readonly run: Run
  readonly former?: Former
  readonly exceedance?: Exceedance
  readonly growth?: Growth
  readonly fit?: StoredFit
}

interface StoredFit {
  readonly hour: string
  readonly weekday: string
  readonly weekdayDoubt: string
  readonly hourOfWeek: string
  readonly effects: readonly [first: Effect, last: Effect, special: Effect]
  readonly parameters: number
  readonly words: string
  readonly sigma: number
  readonly scales: string
  readonly crowd: number | null
  readonly tails: readonly [up: Tail, down: Tail]
  readonly samples: number
  readonly windows: readonly Window[]
  readonly base: number
}

export function storedTrack({
  course,
  ring,
  fit,
  exceedance,
  growth,
  level,
  recent,
  run,
  former,
  fittedAt,
  fittedLength,
}: Track): StoredTrack {
  return {
    step: course.step,
    first: ring.at[0] ?? 0,
    gaps: gapsOf(ring),
    y: base64(ring.y.subarray(0, ring.length)),
    marks: marksOf(ring),
    fittedAt: Number.isFinite(fittedAt) ? fittedAt : null,
    fittedLength,
    level: [...level.value, ...level.loss, level.slow, level.seen],
    recent: base64(recent.values),
    pushed: recent.pushed,
    run,
    ...(former && { former }),
    ...(exceedance && { exceedance }),
    ...(growth && { growth }),
    ...(fit && { fit: storedFit(fit) }),
  }
}

export function restoredTrack(stored: StoredTrack, options: SeriesOptions): Track {
  const track = newTrack(options)
  track.course = courseOf(options, stored.step)
  restoreRing(track.ring, stored, track.course.keep)
  const smoothers = track.course.pace.alphas.length
  track.level = {
    value: Float64Array.from(stored.level.slice(0, smoothers)),
    loss: Float64Array.from(stored.level.slice(smoothers, 2 * smoothers)),
    slow: stored.level[2 * smoothers] ?? 0,
    seen: stored.level[2 * smoothers + 1] ?? 0,
  }
  track.recent = { values: new Float64Array(read(stored.recent)), pushed: stored.pushed }
  track.run = { ...stored.run }
  track.former = stored.former
  track.exceedance = stored.exceedance
  track.growth = stored.growth
  track.fit = stored.fit && restoredFit(stored.fit)
  track.fittedAt = stored.fittedAt ?? Number.NEGATIVE_INFINITY
  track.fittedLength = stored.fittedLength
  return track
}

function storedFit({ season, scale, windows, base }: Fit): StoredFit {
  const { hour, weekday, weekdayDoubt, hourOfWeek, firstOfMonth, lastOfMonth, special, parameters, words } = season
  return {
    hour: written(hour),
    weekday: written(weekday),
    weekdayDoubt: written(weekdayDoubt),
    hourOfWeek: written(hourOfWeek),
    effects: [firstOfMonth, lastOfMonth, special],
    parameters,
    words,
    sigma: scale.sigma,
    scales: written(scale.hour),
    crowd: Number.isNaN(scale.crowd) ? null : scale.crowd,
    tails: [scale.up, scale.down],
    samples: scale.samples,
    windows,
    base,
  }
}

function restoredFit(stored: StoredFit): Fit {
  const [firstOfMonth, lastOfMonth, special] = stored.effects
  return {
    season: {
      hour: restoredNumbers(stored.hour, 24),
      weekday: restoredNumbers(stored.weekday, 7),
      weekdayDoubt: restoredNumbers(stored.weekdayDoubt, 7),
      hourOfWeek: restoredNumbers(stored.hourOfWeek, 168),
      firstOfMonth,
      lastOfMonth,
      special,
      parameters: stored.parameters,
      words: stored.words,
    },
    scale: {
      sigma: stored.sigma,
      hour: restoredNumbers(stored.scales, 24),
      crowd: stored.crowd ?? Number.NaN,
      up: stored.tails[0],
      down: stored.tails[1],
      samples: stored.samples,
    },
    windows: stored.windows,
    base: stored.base,
  }
}

function gapsOf({ at, length }: Ring): readonly number[] {
  const gaps: number[] = []
  for (let row = 1; row < length; row++) {
    const gap = (at[row] as number) - (at[row - 1] as number)
    if (gaps.at(-2) === gap) gaps[gaps.length - 1] = (gaps.at(-1) ?? 0) + 1
    else gaps.push(gap, 1)
  }
  return gaps
}

function marksOf({ mark, length }: Ring): readonly number[] {
  const marks: number[] = []
  for (let row = 0; row < length; row++) if (mark[row] !== 0) marks.push(row, mark[row] as number)
  return marks
}

function restoreRing(ring: Ring, { first, gaps, y, marks }: StoredTrack, keep: number): void {
  const values = new Float32Array(read(y))
  ring.keep = keep
  ring.length = values.length
  const room = Math.max(64, values.length + 16)
  ring.y = new Float32Array(room)
  ring.y.set(values)
  ring.at = new Float64Array(room)
  ring.mark = new Uint8Array(room)
  let at = first
  let row = 0
  if (ring.length > 0) ring.at[row++] = at
  for (let place = 0; place + 1 < gaps.length; place += 2) {
    for (let time = 0; time < (gaps[place + 1] as number); time++) {
      at += gaps[place] as number
      ring.at[row++] = at
    }
  }
  for (let place = 0; place + 1 < marks.length; place += 2) ring.mark[marks[place] as number] = marks[place + 1] as number
}

/** Of a length that is known: nothing at all where all numbers are zero. */
function written(numbers: Float32Array | Float64Array): string {
  return numbers.every((number) => number === 0) ? '' : base64(numbers)
}

function base64({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64')
}

function read(text: string): ArrayBuffer {
  return new Uint8Array(Buffer.from(text, 'base64')).buffer
}

function restoredNumbers(text: string, length: number): Float32Array {
  return text === '' ? new Float32Array(length) : new Float32Array(read(text))
}
