/**
 * Judges the newest look of a panel against the looks before it: which segments, and whether the table as a whole, are unusual in which
 * measure. The number of segments and measures costs no false alarms: how rare a score is, is learned from all cells of past looks
 * together, and what counts as found is decided over all cells of the look by the false discovery rate (Benjamini & Hochberg 1995).
 */
import {
  allowedOf,
  type Cell,
  EVERYWHERE,
  type JudgedLook,
  matters,
  measureRows,
  type PanelMemo,
  type PanelOptions,
  rarityOf,
  scoreMeasure,
  WHOLE,
  weightOf,
} from './cells.ts'
import { added, type Kind, mannerAt, NO_MANNER } from './manners.ts'
import { layOut, type PanelLook, REMEMBERED } from './panel.ts'
import { countScores, type LookTail, type Tail, tailOf } from './tail.ts'

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

/** Looks that are needed before anything is found. */
export const NEEDED = 14
/** Looks from which scores are collected. */
const SCORED_FROM = 7
/** Of so many odd segments the names need not be kept: all of the measure is left out. */
const MOST_NAMES = 200
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
  const rows = measureRows(panel, memo, before, manners, options)
  const cells = rows.flatMap((one) => scoreMeasure(one, panel.days, panel.segments).cells)
  const wholes = rows.flatMap((one) => scoreMeasure(one, panel.days, 'sum').cells)
  const find = (among: readonly Cell[], tails: readonly LookTail[]) =>
    discovered(withChance(among, tailOf(tails)), options).filter((cell) => matters(cell, options))
  const odd = find(
    cells,
    before.map((look) => look.tail),
  )
  const oddWholes = find(
    wholes,
    before.map((look) => look.wholes),
  )
  const isOdd = new Set([...odd, ...oddWholes])
  const next: JudgedLook = {
    at,
    tail: countScores(cells.filter((cell) => !isOdd.has(cell))),
    wholes: countScores(wholes.filter((cell) => !isOdd.has(cell))),
    manners,
    odd: namesOf([...odd, ...oddWholes]),
    cells: cells.length,
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

/** How many cells as odd as each a usual look has. */
function withChance(cells: readonly Cell[], tail: Tail): readonly Cell[] {
  for (const cell of cells) cell.chance = rarityOf(cell.score, cell, tail) * cells.length
  return cells
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
function discovered(cells: readonly Cell[], options: PanelOptions): readonly Cell[] {
  const [first] = cells
  const most = first === undefined ? 0 : allowedOf(first, options)
  const weighed = cells.map((cell) => ({ cell, chance: cell.chance / weightOf(cell) }))
  const rarest = weighed.filter(({ chance }) => chance <= most * cells.length).sort((a, b) => a.chance - b.chance)
  const count = rarest.findLastIndex(({ chance }, index) => chance / (index + 1) <= most) + 1
  return rarest.slice(0, count).map(({ cell }) => cell)
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
