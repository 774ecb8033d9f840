/** What kinds that judge amounts per segment say alike: findings of a panel in words, and what is remembered. */
import type { Check, History } from '../core/check.ts'
import type { SegmentParams } from '../core/questions.ts'
import type { PanelMemo } from '../detect/panel/cells.ts'
import type { Finding, PanelAnswer } from '../detect/panel/judge-panel.ts'
import type { RareMemo } from '../detect/panel/rare.ts'
import { remembered } from './memo.ts'
import type { Looked } from './periods.ts'
import { namedSegments, spellSegments } from './segment-words.ts'
import { spellSegment } from './segments.ts'
import { spellNumber, spellShare } from './words.ts'

export const MEMO = 3

/** `S`: what is learned of segments. */
export interface SegmentMemo<S = SegmentSeries> extends Looked {
  readonly v: typeof MEMO
  readonly series?: S
}

export interface SegmentSeries {
  readonly panel: PanelMemo
  readonly gone: RareMemo
  readonly appeared: RareMemo
  /** By measure that usually never changes. */
  readonly constant: Readonly<Record<string, RareMemo>>
}

export const NO_SERIES: Omit<SegmentSeries, 'panel'> = { gone: [], appeared: [], constant: {} }

export function recollect<S = SegmentSeries>(past: Pick<History, 'memo'>): SegmentMemo<S> | undefined {
  return remembered<SegmentMemo<S>>(past, MEMO)
}

export function panelOptions({ alarm, params: { leastChange } }: Check<SegmentParams>) {
  return { ...(alarm !== undefined && { alarm }), ...(leastChange !== undefined && { leastChange }) }
}

/** Segments with a finding, those with the largest change in their measure first; for a whole measure those that explain most of it. */
export function segmentsOf({ findings, changes }: PanelAnswer): readonly string[] {
  const ranked = findings.flatMap(({ segment, measure, value, expected }) =>
    segment === undefined
      ? explaining(changes.get(measure), value - expected)
      : [{ segment, share: shareOf(changes.get(measure), value - expected) }],
  )
  return [...new Set(ranked.toSorted((a, b) => b.share - a.share).map(({ segment }) => segment))]
}

/** `tamponi rose by 29,405 in Piemonte, expected about 3,741 (83 % of the change)`. */
export function spellFinding({ segment, measure, kind, value, expected }: Finding, answer: PanelAnswer, params: SegmentParams): string {
  const what =
    kind === 'total' ? (value < 0 ? `fell by ${spellNumber(-value)}` : `rose by ${spellNumber(value)}`) : `is ${spellNumber(value)}`
  const usual = `expected about ${spellNumber(Math.round(expected))}`
  const all = answer.changes.get(measure)
  if (segment === undefined) {
    const names = namedSegments(
      explaining(all, value - expected).map((one) => one.segment),
      params,
    )
    return `${measure} ${what} over all segments, ${usual}${names.length > 0 ? `; most of it in ${names.slice(0, 3).join(', ')}` : ''}`
  }
  const where = spellSegment(segment, params) ?? 'one segment'
  return `${measure} ${what} in ${where}, ${usual} (${spellShare(shareOf(all, value - expected))} of the change)`
}

/** The strongest finding of the largest segment, then who else is concerned. */
export function spellFindings(answer: PanelAnswer, params: SegmentParams, of: number): string {
  const names = segmentsOf(answer)
  const first = answer.findings.find(({ segment }) => segment === undefined || segment === names[0]) ?? answer.findings[0]
  if (first === undefined) return ''
  const others = names.filter((name) => name !== first.segment && first.segment !== undefined)
  const fields = new Set(answer.findings.map(({ measure }) => measure)).size
  const also = [
    ...(others.length > 0 ? [`also ${spellSegments(others, of, params)}`] : []),
    ...(fields > 1 ? [`${fields} fields in all`] : []),
  ]
  return [spellFinding(first, answer, params), ...also].join('; ')
}

/** What share of all changes to the same side a change is. */
function shareOf(changes: ReadonlyMap<string, number> | undefined, change: number): number {
  const sum = [...(changes?.values() ?? [])].reduce((total, one) => (one * change > 0 ? total + Math.abs(one) : total), 0)
  return sum === 0 ? 1 : Math.min(1, Math.abs(change) / sum)
}

/** Segments that moved to the side of a change, largest first, until most of it is explained. */
function explaining(
  changes: ReadonlyMap<string, number> | undefined,
  change: number,
): readonly { readonly segment: string; readonly share: number }[] {
  const moved = [...(changes ?? [])].filter(([, one]) => one * change > 0).sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
  const sum = moved.reduce((total, [, one]) => total + Math.abs(one), 0)
  const named: { segment: string; share: number }[] = []
  let explained = 0
  for (const [segment, one] of moved) {
    if (explained >= 0.8 * sum || named.length === 10) break
    explained += Math.abs(one)
    named.push({ segment, share: Math.abs(one) / sum })
  }
  return named
}
