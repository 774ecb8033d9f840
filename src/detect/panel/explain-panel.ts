/**
 * How single segments of a panel were judged, look after look: the same scores and the same tail as at the time, from the looks and from what
 * was remembered of them. The band is what a segment would have had to leave to be found unusual, had it been the only one.
 */
import type { Grounds, Learning, Point } from '../../core/series.ts'
import {
  allowedOf,
  type Cell,
  EVERYWHERE,
  marginOf,
  measureRows,
  type PanelMemo,
  type PanelOptions,
  rarityOf,
  scoreMeasure,
  WHOLE,
  weightOf,
} from './cells.ts'
import { NEEDED } from './judge-panel.ts'
import { layOut, type PanelLook, REMEMBERED } from './panel.ts'
import { type Tail, tailOf } from './tail.ts'

export type CellAnswer = { readonly point: Point } & (
  | { readonly state: 'learning'; readonly learning: Learning }
  | { readonly state: 'usual' | 'unusual'; readonly grounds: Grounds }
)

export interface ExplainedCell {
  /** Undefined for the sum over all segments. */
  readonly segment: string | undefined
  readonly measure: string
  /** Increments of a running total rather than values. */
  readonly grows: boolean
  /** −log10 of how rare it has to be, at the last look. */
  readonly alarm: number
  /** Oldest first: looks that are remembered. */
  readonly answers: readonly CellAnswer[]
}

const SEASON = 'the last look, the same weekday, and what moved everywhere'
/** No score is further out than this many noises of its own. */
const FURTHEST = 1e6

/** Of one measure: the named segments, undefined for the sum over all. `looks` are oldest first. */
export function explainCells(
  looks: readonly PanelLook[],
  memo: PanelMemo,
  measure: string,
  segments: readonly (string | undefined)[],
  options: PanelOptions,
): readonly ExplainedCell[] {
  const found = segments.map((segment) => ({ segment, measure, grows: false, alarm: 0, answers: [] as CellAnswer[] }))
  for (const judged of memo.looks) {
    const last = looks.findIndex(({ at }) => at === judged.at)
    if (last < 0) continue
    const recent = looks.slice(Math.max(0, last - REMEMBERED), last + 1)
    const have = recent.length - 1
    const panel = layOut(recent)
    const before = memo.looks.filter(({ at }) => at < judged.at)
    const [rows] = measureRows(panel, memo, before, judged.manners, options, (name) => name === measure)
    if (rows === undefined) continue
    const ofSegments = segments.some((one) => one !== undefined) ? scoreMeasure(rows, panel.days, panel.segments) : undefined
    const ofSum = segments.includes(undefined) ? scoreMeasure(rows, panel.days, 'sum') : undefined
    const tails = { segments: tailOf(before.map(({ tail }) => tail)), sum: tailOf(before.map(({ wholes }) => wholes)) }
    for (const one of found) {
      const column = one.segment === undefined ? 0 : panel.segments.indexOf(one.segment)
      const values = one.segment === undefined ? rows.sums : rows.rows
      const value = values.at(-1)?.[column] ?? Number.NaN
      if (column < 0 || Number.isNaN(value)) continue
      const scored = one.segment === undefined ? ofSum : ofSegments
      const cell = scored?.cells.find(({ segment }) => segment === one.segment)
      const point: Point = { at: judged.at, value }
      one.grows = rows.kind === 'total'
      if (have < NEEDED || cell === undefined || scored === undefined) {
        one.answers.push({ point, state: 'learning', learning: { have, need: NEEDED } })
        continue
      }
      const tail = one.segment === undefined ? tails.sum : tails.segments
      const count = one.segment === undefined ? panel.measures.length : (judged.cells ?? scored.cells.length * panel.measures.length)
      const most = (allowedOf(cell, options) * weightOf(cell)) / count
      one.alarm = Number((-Math.log10(most)).toFixed(2))
      const odd = judged.odd[measure] ?? []
      const isOdd = odd.includes(one.segment ?? WHOLE) || (one.segment !== undefined && odd.includes(EVERYWHERE))
      const past = values.slice(0, -1).map((row) => row[column] ?? Number.NaN)
      const grounds = groundsOf(cell, scored.deviations.valueAt, column, most, tail, past, options)
      one.answers.push({ point: isOdd ? { ...point, mark: 'excluded' } : point, state: isOdd ? 'unusual' : 'usual', grounds })
    }
  }
  return found
}

function groundsOf(
  cell: Cell,
  valueAt: (segment: number, score: number) => number,
  column: number,
  most: number,
  tail: Tail,
  past: readonly number[],
  options: PanelOptions,
): Grounds {
  const margin = marginOf(cell, options)
  const edge = (side: 1 | -1) => valueAt(column, side * scoreAt(most, side, cell, tail))
  const low = Math.min(edge(-1), cell.expected - margin)
  const rare = cell.score === 0 ? 1 : Math.min(1, rarityOf(cell.score, cell, tail))
  const samples = past.filter((value) => !Number.isNaN(value)).length
  const isRare = rare <= most
  return {
    band: { low: cell.kind === 'amount' ? Math.max(0, low) : low, high: Math.max(edge(1), cell.expected + margin) },
    expected: cell.expected,
    score: -Math.log10(Math.max(rare, 1e-12)),
    samples,
    leftOut: past.length - samples,
    season: SEASON,
    evidence: 'value',
    margin,
    heldBack: isRare && Math.abs(cell.value - cell.expected) < margin ? ['too small a change'] : [],
  }
}

/** The least score that is as rare as this; rarity falls with the score. */
function scoreAt(rarity: number, side: 1 | -1, cell: Cell, tail: Tail): number {
  let [low, high] = [0, 1]
  while (high < FURTHEST && rarityOf(side * high, cell, tail) > rarity) high *= 2
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2
    if (rarityOf(side * middle, cell, tail) > rarity) low = middle
    else high = middle
  }
  return high
}
