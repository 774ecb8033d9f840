/**
 * The cells of one look at a panel: each segment in each measure, and each measure over all segments, with how odd it is and how rarely a
 * usual look has one as odd. Judging a look and explaining it later both rest on this.
 */
import type { Instant } from '../../core/calendar/time.ts'
import { USUAL_ALARM } from '../../core/series.ts'
import { type Deviations, deviationsOf } from './deviations.ts'
import { added, type Kind, kindOf, type Manner, NO_MANNER } from './manners.ts'
import type { Panel } from './panel.ts'
import { grainOf } from './space.ts'
import { evened, stillAt } from './still.ts'
import type { LookTail, Tail } from './tail.ts'

/** What is remembered of a look besides its values, which history holds. */
export interface JudgedLook {
  readonly at: Instant
  readonly tail: LookTail
  /** Of the sums over all segments. */
  readonly wholes: LookTail
  /** By measure. */
  readonly manners: Readonly<Record<string, Manner>>
  /** Cells that were found unusual, by measure: names of segments. Nobody learns from them. */
  readonly odd: Readonly<Record<string, readonly string[]>>
  /** How many cells were judged; missing where an earlier release remembered it. */
  readonly cells?: number
}

export interface PanelMemo {
  readonly looks: readonly JudgedLook[]
  /** Manners of looks that are no longer remembered one by one. */
  readonly older: Readonly<Record<string, Manner>>
}

export interface PanelOptions {
  /** As for single series; the usual one lets about one look in 70 of a sound table be found unusual. */
  readonly alarm?: number
  /** A change below this share of what is expected is no news. */
  readonly leastChange?: number
  /** false: values that stay the same are as good as any others, such as rows of which there are always as many. */
  readonly pauses?: boolean
}

/** Looks that are found unusual by chance: by a segment, and by the sum over all of them. */
const FALSE_CELLS = 0.02
const FALSE_WHOLES = 0.005
/** Noises of its own by which a segment, and the sum over all of them, is plainly odd. */
const PLAIN = 8
const PLAIN_WHOLE = 4
const LEAST_CHANGE = 0.2
/** A change below this share of what an average segment has is no news either. */
const LEAST_SHARE = 0.3
/** Among so many segments each counts in full; among more, those below the average count less, so that many small ones raise no alarms. */
const FEW = 20
/** What was odd at so many looks is how this segment is. */
const OFTEN = 2
/** Instead of names: all segments of a measure. */
export const EVERYWHERE = '\u0000all'
/** Instead of a name: the sum over all segments. */
export const WHOLE = '\u0000sum'
export interface Cell {
  /** Undefined for the sum over all segments. */
  readonly segment: string | undefined
  readonly measure: string
  readonly kind: Kind
  readonly value: number
  readonly expected: number
  readonly score: number
  readonly level: number
  /** What comes of an average segment. */
  readonly average: number
  /** Segments of the measure. */
  readonly among: number
  chance: number
}

/** What the cells of one measure are scored by: values, or increments of a running total, without what nobody learns from. */
export interface MeasureRows {
  readonly measure: string
  readonly kind: Kind
  readonly grain: number
  /** By look, a column per segment. */
  readonly rows: readonly Float64Array[]
  /** By look, one column: the sum over all segments. */
  readonly sums: readonly Float64Array[]
}

/** `before` are the looks that are remembered of the past of this one; `now` is how each measure behaved at it. */
export function measureRows(
  panel: Panel,
  memo: Pick<PanelMemo, 'older'>,
  before: readonly JudgedLook[],
  now: JudgedLook['manners'],
  { pauses }: PanelOptions,
  wanted: (measure: string) => boolean = () => true,
): readonly MeasureRows[] {
  const still = panel.days.map((_, look) => (pauses === false ? new Uint8Array(panel.segments.length) : stillAt(panel, look)))
  return [...panel.measures.entries()].flatMap(([index, measure]) => {
    if (!wanted(measure)) return []
    const seen = [...before.map((look) => look.manners[measure]), now[measure]]
    const kind = kindOf(seen.reduce<Manner>((sum, one) => added(sum, one ?? NO_MANNER), memo.older[measure] ?? NO_MANNER))
    const rows = rowsOf(panel, index, kind)
    const grain = grainOf(rows)
    const sums = (kind === 'total' ? evened(rows, still) : rows).map((row) => Float64Array.of(sumOf(row)))
    forgetOdd(sums, [WHOLE], panel.days, measure, before)
    for (const [look, row] of rows.entries())
      for (let segment = 0; segment < row.length; segment++) if (still[look]?.[segment]) row[segment] = Number.NaN
    forgetOdd(rows, panel.segments, panel.days, measure, before)
    return [{ measure, kind, grain, rows, sums }]
  })
}

/** The cells of one measure: of its segments, or of the sum over all of them. */
export function scoreMeasure(
  { measure, kind, grain, rows, sums }: MeasureRows,
  days: readonly Instant[],
  names: readonly string[] | 'sum',
): { readonly cells: readonly Cell[]; readonly deviations: Deviations } {
  const own = names === 'sum' ? sums : rows
  const columns = names === 'sum' ? [undefined] : names
  const deviations = deviationsOf(own, days, kind === 'signed', grain)
  const { scores, expected, levels } = deviations
  const today = own.at(-1) ?? new Float64Array(columns.length)
  const usual = expected.filter((value) => !Number.isNaN(value)).map(Math.abs)
  const average = usual.reduce((sum, value) => sum + value, 0) / Math.max(1, usual.length)
  const cells = columns.flatMap((segment, index): readonly Cell[] => {
    const score = scores[index] ?? Number.NaN
    if (Number.isNaN(score)) return []
    return [
      {
        segment,
        measure,
        kind,
        value: today[index] ?? 0,
        expected: expected[index] ?? 0,
        score,
        level: levels[index] ?? 0,
        average,
        among: columns.length,
        chance: 1,
      },
    ]
  })
  return { cells, deviations }
}

/** The values of one measure by look, or the increments of a running total. */
function rowsOf({ values, segments }: Panel, measure: number, kind: Kind): readonly Float64Array[] {
  const width = segments.length
  const raw = values.map((row) => row.slice(measure * width, (measure + 1) * width))
  if (kind !== 'total') return raw
  return raw.map((row, look) => row.map((value, segment) => value - (raw[look - 1]?.[segment] ?? Number.NaN)))
}

function sumOf(row: Float64Array): number {
  const known = row.filter((value) => !Number.isNaN(value))
  return known.length === 0 ? Number.NaN : known.reduce((sum, value) => sum + value, 0)
}

/**
 * The probability that a usual cell is as odd. What a few weeks teach of the tail may be too thin: a score that is not plainly odd in noises
 * of its own counts for more, by a heavy tail.
 */
export function rarityOf(score: number, { level, segment }: Pick<Cell, 'level' | 'segment'>, tail: Tail): number {
  const doubt = Math.max(1, ((segment === undefined ? PLAIN_WHOLE : PLAIN) / Math.abs(score)) ** 4)
  return tail.rarity(score, level) * doubt
}

/** How many cells as odd as this one a look may have by chance alone and be found unusual. */
export function allowedOf({ segment }: Pick<Cell, 'segment'>, { alarm = USUAL_ALARM }: PanelOptions): number {
  return (segment === undefined ? FALSE_WHOLES : FALSE_CELLS) * 10 ** (USUAL_ALARM - alarm)
}

/** Takes out of past looks what was odd then, unless it was odd more often: then it is how the segment is. */
function forgetOdd(
  rows: readonly Float64Array[],
  names: readonly string[],
  days: readonly Instant[],
  measure: string,
  before: readonly JudgedLook[],
): void {
  const place = new Map(names.map((name, index) => [name, index]))
  const odd = before.filter((look) => look.odd[measure] !== undefined)
  const times = new Map<string, number>()
  for (const look of odd) for (const name of look.odd[measure] ?? []) times.set(name, (times.get(name) ?? 0) + 1)
  for (const look of odd) {
    const row = rows[days.indexOf(look.at)]
    for (const name of look.odd[measure] ?? []) {
      if (row === undefined || (times.get(name) ?? 0) >= OFTEN) continue
      if (name === EVERYWHERE && names.length > 1) row.fill(Number.NaN)
      else row[place.get(name) ?? row.length] = Number.NaN
    }
  }
}

/** What little comes of little is allowed less of it. */
export function weightOf({ expected, average, among }: Cell): number {
  return average === 0 ? 1 : Math.min(1, Math.max(FEW / among, Math.abs(expected) / average))
}

/** The smallest change that is news. */
export function marginOf({ expected, average }: Pick<Cell, 'expected' | 'average'>, { leastChange = LEAST_CHANGE }: PanelOptions): number {
  return Math.max(leastChange * Math.abs(expected), LEAST_SHARE * average)
}

export function matters(cell: Cell, options: PanelOptions): boolean {
  return Math.abs(cell.value - cell.expected) >= marginOf(cell, options)
}
