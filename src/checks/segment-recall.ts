/** Segments as they were judged, for whoever asks why: their looks from history alone, and those that are worth a look as series. */
import type { Instant } from '../core/calendar/time.ts'
import type { Check, History } from '../core/check.ts'
import type { SegmentParams } from '../core/questions.ts'
import type { JudgedSeries } from '../core/series.ts'
import { EVERYWHERE, type PanelMemo, type PanelOptions, WHOLE } from '../detect/panel/cells.ts'
import { type ExplainedCell, explainCells } from '../detect/panel/explain-panel.ts'
import { layOut, type PanelLook } from '../detect/panel/panel.ts'
import { byDay, lookOf, type Measure, metricsFor, ROWS_MEASURE, spellSegment } from './segments.ts'

/** Series that are shown unasked, and measures that are where none is odd. */
const MOST_SHOWN = 5
const MOST_MEASURES = 2

/** The looks of which anything is remembered, and those before them, oldest first. */
export function pastLooks(
  params: SegmentParams,
  measures: readonly Measure[],
  past: Pick<History, 'segments' | 'points'>,
  { looks: known }: { readonly looks: readonly { readonly at: Instant }[] },
): readonly PanelLook[] {
  const { measure, most } = params
  const last = known.at(-1)?.at ?? 0
  const read = measures.map(({ name, metric }) => {
    const [divided, whole] = metricsFor(params, metric)
    const totals = new Map(past.points(whole).map(({ at, value }) => [at, value]))
    const rows = past.segments(divided).map((row) => ({ ...row, total: totals.get(row.at) }))
    // Deliveries are kept by their own time, looks at a table by the time of the look.
    const isPolled = measure.of === 'rows' && !known.some(({ at }) => rows.some((row) => row.at === at))
    return { name, rows: isPolled ? byDay(rows, measure.zone, last) : rows }
  })
  const rows = (read[0]?.rows ?? []).filter(({ at }) => at <= last)
  const isCut = rows.some(({ values }) => Object.keys(values).length >= most)
  return rows.map(({ at }) => lookOf(at, read, isCut))
}

/** How a segment is told apart: by its name, or by its place where the name may not be shown. */
export function nameOf(segment: string, segments: readonly string[], params: SegmentParams): string {
  return spellSegment(segment, params) ?? `segment ${segments.indexOf(segment) + 1}`
}

/** What was odd at the last look up to `until`, what is asked for, and the largest where nothing is odd. */
export function seriesOfCells(
  { params }: Check<SegmentParams>,
  looks: readonly PanelLook[],
  memo: PanelMemo,
  until: Instant,
  asked: readonly string[],
  options: PanelOptions,
): readonly JudgedSeries[] {
  const judged = memo.looks.filter(({ at }) => at <= until)
  const seen = looks.filter(({ at }) => at <= until)
  const odd = judged.at(-1)?.odd ?? {}
  const panel = layOut(seen)
  const names = new Map(panel.segments.map((segment) => [segment, nameOf(segment, panel.segments, params)]))
  const isAsked = (measure: string, segment: string | undefined) =>
    asked.some((text) => text === names.get(segment ?? '') || spellings(measure, names.get(segment ?? '')).includes(text))
  const isQuiet = Object.keys(odd).length === 0 && asked.length === 0
  return panel.measures.flatMap((measure, index): readonly JudgedSeries[] => {
    const largest = largestOf(panel, index)
    const isOdd = (segment: string) => odd[measure]?.includes(segment) === true
    const all = odd[measure]?.includes(EVERYWHERE) === true
    const shown = isQuiet && index < MOST_MEASURES ? [undefined, ...largest.slice(0, MOST_SHOWN - 1)] : []
    const found = [
      ...(isOdd(WHOLE) ? [undefined] : []),
      ...largest.filter((segment) => all || isOdd(segment)).slice(0, MOST_SHOWN),
      ...[undefined, ...panel.segments].filter((segment) => isAsked(measure, segment)),
      ...shown,
    ]
    return explainCells(seen, { ...memo, looks: judged }, measure, [...new Set(found)], options).flatMap((cell) =>
      cell.answers.length === 0 ? [] : [seriesOf(cell, names.get(cell.segment ?? ''), params)],
    )
  })
}

function seriesOf(
  { measure, segment, grows, alarm, answers }: ExplainedCell,
  name: string | undefined,
  params: SegmentParams,
): JudgedSeries {
  const [value, growth] = spellings(measure, segment === undefined ? undefined : name)
  return {
    series: {
      name: (grows ? growth : value) ?? measure,
      unit: measure === ROWS_MEASURE ? 'rows' : 'number',
      options: { kind: grows ? 'gauge' : 'count', zone: params.measure.zone, polled: false, alarm },
      points: answers.map(({ point }) => point),
    },
    answers: answers.map((answer) =>
      answer.state === 'learning' ? answer : { ...answer, since: answer.point.at, run: answer.state === 'unusual' ? 1 : 0 },
    ),
  }
}

/** How a series is called: as values, and as increments. */
function spellings(measure: string, name: string | undefined): readonly [string, string] {
  const where = name === undefined ? 'over all segments' : `of ${name}`
  return [`${measure} ${where}`, `growth of ${measure} ${where}`]
}

/** By the last look, largest first. */
function largestOf(panel: ReturnType<typeof layOut>, measure: number): readonly string[] {
  const width = panel.segments.length
  const row = panel.values.at(-1)?.subarray(measure * width, (measure + 1) * width) ?? new Float64Array(width)
  const size = (index: number) => Math.abs(row[index] || 0)
  return [...panel.segments.keys()].sort((a, b) => size(b) - size(a)).map((index) => panel.segments[index] ?? '')
}
