/**
 * Judges the newest look of a panel against the looks before it: which segments, and whether the table as a whole, are unusual in which
 * measure. The number of segments and measures costs no false alarms: how rare a score is, is learned from all cells of past looks
 * together, and what counts as found is decided over all cells of the look by the false discovery rate (Benjamini & Hochberg 1995).
 */
import type { Instant } from '../../core/calendar/time.ts'
import { USUAL_ALARM } from '../../core/series.ts'
import { deviationsOf } from './deviations.ts'
import { added, type Kind, kindOf, type Manner, mannerAt, NO_MANNER } from './manners.ts'
import { layOut, type Panel, type PanelLook, REMEMBERED } from './panel.ts'
import { grainOf } from './space.ts'
import { evened, stillAt } from './still.ts'
import { countScores, type LookTail, tailOf } from './tail.ts'

/** What is remembered of a look besides its values, which history holds. */
interface JudgedLook {
  readonly at: Instant
  readonly tail: LookTail
  /** Of the sums over all segments. */
  readonly wholes: LookTail
  /** By measure. */
  readonly manners: Readonly<Record<string, Manner>>
  /** Cells that were found unusual, by measure: names of segments. Nobody learns from them. */
  readonly odd: Readonly<Record<string, readonly string[]>>
}

export interface PanelMemo {
  readonly looks: readonly JudgedLook[]
  /** Manners of looks that are no longer remembered one by one. */
  readonly older: Readonly<Record<string, Manner>>
}

/** One cell, or one measure over all segments, that is unusual. */
export interface Finding {
  /** Left out where the finding is about the sum over all segments. */
  readonly segment?: string
  readonly measure: string
  readonly kind: Kind
  /** The value, or the increment of a running total, and what it was expected to be. */
  readonly value: number
  readonly expected: number
  /** Cells as odd as this one that a usual look has. */
  readonly chance: number
}

export interface PanelAnswer {
  readonly state: 'learning' | 'usual' | 'unusual'
  readonly have: number
  /** Rarest first. */
  readonly findings: readonly Finding[]
  /** How each segment differs from what was expected of it, by measure with a finding. */
  readonly changes: ReadonlyMap<string, ReadonlyMap<string, number>>
  readonly cells: number
  readonly memo: PanelMemo
}

export interface PanelOptions {
  /** As for single series; the usual one lets about one look in 70 of a sound table be found unusual. */
  readonly alarm?: number
  /** A change below this share of what is expected is no news. */
  readonly leastChange?: number
  /** false: values that stay the same are as good as any others, such as rows of which there are always as many. */
  readonly pauses?: boolean
}

/** Looks that are needed before anything is found. */
export const NEEDED = 14
/** Looks from which scores are collected. */
const SCORED_FROM = 7
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
/** Of so many odd segments the names need not be kept: all of the measure is left out. */
const MOST_NAMES = 200
const EVERYWHERE = '\u0000all'
const WHOLE = '\u0000sum'
/** Old manners count less with each look that joins them: half after about a year. */
const FADING = 0.998

const NOTHING: PanelMemo = { looks: [], older: {} }

/** `looks` are oldest first; the last one is judged. Without a memo the looks before it are judged first. */
export function judgePanel(looks: readonly PanelLook[], memo: PanelMemo | undefined, options: PanelOptions = {}): PanelAnswer {
  const recent = looks.slice(-REMEMBERED - 1)
  const last = recent.length - 1
  let known = memo
  if (known === undefined) {
    known = NOTHING
    for (let end = 1; end <= last; end++) known = judgeLook(recent.slice(0, end), known, options).memo
  }
  return judgeLook(recent, known, options)
}

interface Cell {
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

function judgeLook(looks: readonly PanelLook[], memo: PanelMemo, options: PanelOptions): PanelAnswer {
  const panel = layOut(looks)
  const have = looks.length - 1
  const at = panel.days.at(-1) ?? 0
  const before = memo.looks.filter((look) => look.at < at)
  const manners = Object.fromEntries(panel.measures.map((measure, index) => [measure, mannerAt(panel, index, have)]))
  if (have < SCORED_FROM) {
    const next = { at, tail: [], wholes: [], manners, odd: {} }
    return { state: 'learning', have, findings: [], changes: new Map(), cells: 0, memo: remember(memo, before, next) }
  }
  const still = panel.days.map((_, look) => (options.pauses === false ? new Uint8Array(panel.segments.length) : stillAt(panel, look)))
  const cells: Cell[] = []
  const wholes: Cell[] = []
  for (const [index, measure] of panel.measures.entries()) {
    const seen = [...before.map((look) => look.manners[measure]), manners[measure]]
    const kind = kindOf(seen.reduce<Manner>((sum, one) => added(sum, one ?? NO_MANNER), memo.older[measure] ?? NO_MANNER))
    const rows = rowsOf(panel, index, kind)
    const grain = grainOf(rows)
    const sums = (kind === 'total' ? evened(rows, still) : rows).map((row) => Float64Array.of(sumOf(row)))
    forgetOdd(sums, [WHOLE], panel.days, measure, before)
    wholes.push(...scoreMeasure(sums, [undefined], panel.days, measure, kind, grain))
    for (const [look, row] of rows.entries())
      for (let segment = 0; segment < row.length; segment++) if (still[look]?.[segment]) row[segment] = Number.NaN
    forgetOdd(rows, panel.segments, panel.days, measure, before)
    cells.push(...scoreMeasure(rows, panel.segments, panel.days, measure, kind, grain))
  }
  const usual = 10 ** (USUAL_ALARM - (options.alarm ?? USUAL_ALARM))
  const odd = discovered(
    withChance(
      cells,
      before.map((look) => look.tail),
      PLAIN,
    ),
    FALSE_CELLS * usual,
  ).filter((cell) => matters(cell, options))
  const oddWholes = discovered(
    withChance(
      wholes,
      before.map((look) => look.wholes),
      PLAIN_WHOLE,
    ),
    FALSE_WHOLES * usual,
  ).filter((cell) => matters(cell, options))
  const isOdd = new Set([...odd, ...oddWholes])
  const next: JudgedLook = {
    at,
    tail: countScores(cells.filter((cell) => !isOdd.has(cell))),
    wholes: countScores(wholes.filter((cell) => !isOdd.has(cell))),
    manners,
    odd: namesOf([...odd, ...oddWholes]),
  }
  const found = have < NEEDED ? [] : [...oddWholes.filter((whole) => !explains(odd, whole)), ...odd]
  return {
    state: have < NEEDED ? 'learning' : found.length > 0 ? 'unusual' : 'usual',
    have,
    findings: found.map(({ segment, measure, kind, value, expected, chance }) => ({
      ...(segment !== undefined && { segment }),
      measure,
      kind,
      value,
      expected,
      chance,
    })),
    changes: changesOf(cells, new Set(found.map(({ measure }) => measure))),
    cells: cells.length,
    memo: remember(memo, before, next),
  }
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

/** A column per name; the name of the sum over all segments is undefined. */
function scoreMeasure(
  rows: readonly Float64Array[],
  names: readonly (string | undefined)[],
  days: readonly Instant[],
  measure: string,
  kind: Kind,
  grain: number,
): readonly Cell[] {
  const { scores, expected, levels } = deviationsOf(rows, days, kind === 'signed', grain)
  const today = rows.at(-1) ?? new Float64Array(names.length)
  const usual = expected.filter((value) => !Number.isNaN(value)).map(Math.abs)
  const average = usual.reduce((sum, value) => sum + value, 0) / Math.max(1, usual.length)
  return names.flatMap((segment, index) => {
    const score = scores[index] ?? Number.NaN
    if (Number.isNaN(score)) return []
    const value = today[index] ?? 0
    return [
      {
        segment,
        measure,
        kind,
        value,
        expected: expected[index] ?? 0,
        score,
        level: levels[index] ?? 0,
        average,
        among: names.length,
        chance: 1,
      },
    ]
  })
}

/**
 * How many cells as odd as each a usual look has. What a few weeks teach of the tail may be too thin: a score that is not plainly odd in
 * noises of its own counts for more, by a heavy tail.
 */
function withChance(cells: Cell[], tails: readonly LookTail[], plain: number): readonly Cell[] {
  const tail = tailOf(tails)
  for (const cell of cells) {
    const doubt = Math.max(1, (plain / Math.abs(cell.score)) ** 4)
    cell.chance = tail.rarity(cell.score, cell.level) * cells.length * doubt
  }
  return cells
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

function namesOf(odd: readonly Cell[]): JudgedLook['odd'] {
  const names = Map.groupBy(odd, ({ measure }) => measure)
  return Object.fromEntries(
    [...names].map(([measure, cells]) => [
      measure,
      cells.length > MOST_NAMES ? [EVERYWHERE] : cells.map(({ segment }) => segment ?? WHOLE),
    ]),
  )
}

/**
 * Benjamini-Hochberg: the largest number of the rarest cells of which at most the given share is found by chance. What little comes of
 * little is allowed less of it (weights as of Genovese, Roeder & Wasserman 2006, here never above one).
 */
function discovered(cells: readonly Cell[], most: number): readonly Cell[] {
  const weighed = cells.map((cell) => ({ cell, chance: cell.chance / weightOf(cell) }))
  const rarest = weighed.filter(({ chance }) => chance <= most * cells.length).sort((a, b) => a.chance - b.chance)
  const count = rarest.findLastIndex(({ chance }, index) => chance / (index + 1) <= most) + 1
  return rarest.slice(0, count).map(({ cell }) => cell)
}

function weightOf({ expected, average, among }: Cell): number {
  return average === 0 ? 1 : Math.min(1, Math.max(FEW / among, Math.abs(expected) / average))
}

function matters({ value, expected, average }: Cell, { leastChange = LEAST_CHANGE }: PanelOptions): boolean {
  const change = Math.abs(value - expected)
  return change >= leastChange * Math.abs(expected) && change >= LEAST_SHARE * average
}

/** Odd segments that account for most of what is odd about the sum. */
function explains(odd: readonly Cell[], whole: Cell): boolean {
  const change = odd.reduce((sum, { measure, value, expected }) => (measure === whole.measure ? sum + value - expected : sum), 0)
  return change / (whole.value - whole.expected) >= 0.5
}

function changesOf(cells: readonly Cell[], measures: ReadonlySet<string>): PanelAnswer['changes'] {
  const found = Map.groupBy(
    cells.filter(({ measure }) => measures.has(measure)),
    ({ measure }) => measure,
  )
  return new Map(
    [...found].map(([measure, own]) => [measure, new Map(own.map(({ segment = '', value, expected }) => [segment, value - expected]))]),
  )
}

function remember({ looks, older }: PanelMemo, before: readonly JudgedLook[], next: JudgedLook): PanelMemo {
  const kept = [...before, next].slice(-REMEMBERED)
  const gone = before.slice(0, before.length + 1 - kept.length)
  const isAgain = looks.some(({ at }) => at >= next.at)
  if (isAgain || gone.length === 0) return { looks: kept, older }
  const faded = { ...older }
  for (const { manners } of gone)
    for (const [measure, manner] of Object.entries(manners)) faded[measure] = added(faded[measure] ?? NO_MANNER, manner, FADING)
  return { looks: kept, older: faded }
}
