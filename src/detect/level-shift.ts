/**
 * A step that stays is news once. When at least three points in a row lie off the band but agree among themselves for long enough,
 * the new level is accepted, visibly, and what was known before goes on relative to it.
 */
import { median } from 'simple-statistics'
import { DAY, HOUR, type Instant, type Millis } from '../core/calendar/time.ts'
import type { Point, SeriesOptions } from '../core/series.ts'
import { inOrder, SPACES } from './series.ts'
import { thinRepeats } from './thin-repeats.ts'

/** JSON. Points that were off the band are kept here, because nobody else may learn from them. */
export interface SeriesMemo {
  /** Off the band in a row, up to now. */
  readonly run: readonly Point[]
  /** Off the band in the last weeks, oldest first. */
  readonly odd: readonly Point[]
  /** Once off the band, since accepted as part of a weekly rhythm. */
  readonly rhythm: readonly Point[]
  /** Levels that were accepted, oldest first, each with the points that made it. */
  readonly levels: readonly { readonly since: Instant; readonly points: readonly Point[] }[]
}

export const NOTHING_REMEMBERED: SeriesMemo = { run: [], odd: [], rhythm: [], levels: [] }

const LEAST_POINTS = 3
const LEAST_SPAN: Millis = 36 * HOUR
/** How much of the step the points may differ among themselves. */
const AGREEMENT = 0.5
const LONGEST_RUN = 72
const MOST_LEVELS = 3

/** The run with one more point; of looks at the same delivery, and of polls within an hour, the last one counts. */
export function lengthen(run: readonly Point[], point: Point, polled: boolean): readonly Point[] {
  const before = run.filter(({ at }) => at < point.at)
  const last = before.at(-1)
  if (!polled || last === undefined) return [...before, point].slice(-LONGEST_RUN)
  if (last.value === point.value && point.at - last.at < DAY) return before
  const previous = before.at(-2)
  const replaces = previous !== undefined && point.at - previous.at < HOUR
  return thinRepeats([...(replaces ? before.slice(0, -1) : before), point]).slice(-LONGEST_RUN)
}

/** The end of the run that makes a new level, if there is one. Nothing at all is never a new level of rows. */
export function newLevel(run: readonly Point[], expected: number, { kind }: SeriesOptions): readonly Point[] | undefined {
  const space = SPACES[kind]
  for (let start = 0; start <= run.length - LEAST_POINTS; start++) {
    const level = run.slice(start)
    if ((level.at(-1)?.at ?? 0) - (level[0]?.at ?? 0) < LEAST_SPAN) return undefined
    const values = level.map(({ value }) => space.to(value))
    const centre = median(values)
    if (space.whole && space.from(centre) < 0.5) continue
    if (Math.max(...values) - Math.min(...values) <= AGREEMENT * Math.abs(centre - space.to(expected))) return level
  }
  return undefined
}

export function accept(memo: SeriesMemo, level: readonly Point[]): SeriesMemo {
  const since = level[0]?.at ?? 0
  const odd = memo.odd.filter(({ at }) => at < since)
  return { ...memo, run: [], odd, levels: [...memo.levels, { since, points: level }].slice(-MOST_LEVELS) }
}

/** The points before `at` as if all had been on the newest level, so that their noise still tells how wide the band has to be. */
export function onNewestLevel(points: readonly Point[], memo: SeriesMemo, at: Instant, { kind }: SeriesOptions): readonly Point[] {
  const space = SPACES[kind]
  const all = inOrder([...memo.levels.flatMap((level) => level.points), ...memo.rhythm, ...points]).filter((point) => point.at < at)
  const starts = [Number.NEGATIVE_INFINITY, ...memo.levels.map(({ since }) => since)]
  const parts = starts.map((from, index) => all.filter((point) => point.at >= from && point.at < (starts[index + 1] ?? at)))
  const centres = parts.map((part) => (part.length > 0 ? median(part.map(({ value }) => space.to(value))) : undefined))
  const newest = centres.findLast((centre) => centre !== undefined) ?? 0
  return parts.flatMap((part, index) => {
    const shift = newest - (centres[index] ?? newest)
    return shift === 0 ? part : part.map((point) => ({ at: point.at, value: space.from(space.to(point.value) + shift) }))
  })
}
