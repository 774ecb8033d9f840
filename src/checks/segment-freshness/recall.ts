import type { CheckKind } from '../../core/check.ts'
import type { SegmentParams } from '../../core/questions.ts'
import type { JudgedSeries, SeriesAnswer } from '../../core/series.ts'
import { layOut, type Panel } from '../../detect/panel/panel.ts'
import { stillAt } from '../../detect/panel/still.ts'
import { ROWS } from '../reading.ts'
import { recollect } from '../segment-changes.ts'
import { nameOf, pastLooks } from '../segment-recall.ts'
import { ROWS_MEASURE } from '../segments.ts'
import { type Memo, NEED } from './judge.ts'

const MOST_SHOWN = 5
/** A segment that stands still more often than one look in ten is known for it. */
const ALARM = 1

/** By how much each segment changed from look to look, in the measure of which most comes. */
export const recall: NonNullable<CheckKind<SegmentParams>['recall']> = ({ params }, past, until, asked) => {
  const { measures = [], judged } = (recollect(past) ?? {}) as Partial<Memo>
  if (judged === undefined) return []
  const asMetric = (name: string) => ({ name, metric: name === ROWS_MEASURE ? ROWS : ({ fn: 'sum', fields: [name] } as const) })
  const looks = pastLooks(params, measures.map(asMetric), past, { looks: [{ at: Math.min(judged, until) }] })
  const panel = layOut(looks)
  const changes = panel.measures.map((_, measure) => panel.segments.map((__, segment) => changesOf(panel, measure, segment)))
  const usual = (list: readonly number[]) => medianSize(list.filter((change) => Math.abs(change) > 0))
  const named = panel.segments.map((segment, index) => {
    const name = nameOf(segment, panel.segments, params)
    const measure = panel.measures
      .map((label, at) => ({ label, list: changes[at]?.[index] ?? [], usual: usual(changes[at]?.[index] ?? []) }))
      .sort((a, b) => b.usual - a.usual)[0] ?? { label: ROWS_MEASURE, list: [], usual: 0 }
    return { ...measure, index, title: `change of ${measure.label} in ${name}`, isAsked: asked.includes(name) }
  })
  const wanted = named.filter(({ isAsked, title }) => isAsked || asked.includes(title))
  const shown = wanted.length > 0 ? wanted : named.toSorted((a, b) => b.usual - a.usual).slice(0, MOST_SHOWN)
  const still = panel.days.map((_, look) => stillAt(panel, look))
  return shown.map(({ title, label, list, index, isAsked }): JudgedSeries => {
    const points = panel.days
      .slice(1)
      .flatMap((at, look) => (Number.isNaN(list[look] ?? Number.NaN) ? [] : [{ at, value: list[look] ?? 0 }]))
    const stood = new Set(panel.days.filter((_, look) => look > 0 && still[look]?.[index] === 1))
    return {
      series: {
        name: title,
        unit: label === ROWS_MEASURE ? 'rows' : 'number',
        options: { kind: 'gauge', zone: params.measure.zone, polled: false, alarm: ALARM },
        points,
      },
      answers: points.map((point, look) => {
        const isTold = isAsked && look === points.length - 1
        return { point, ...answerAt(points.slice(0, look), point, stood, isTold) }
      }),
    }
  })
}

type PointAt = { readonly at: number; readonly value: number }

/** Standing still is the only thing that is odd here, however little else comes. */
function answerAt(before: readonly PointAt[], { at, value }: PointAt, stood: ReadonlySet<number>, isTold: boolean): SeriesAnswer {
  if (before.length < NEED) return { state: 'learning', learning: { have: before.length, need: NEED } }
  const times = before.filter((one) => stood.has(one.at)).length
  const moved = before.map((one) => one.value).filter((change) => Math.abs(change) > 0)
  const rises = moved.filter((change) => change > 0).length
  const score = stood.has(at) ? -Math.log10((times + 0.5) / (before.length + 1)) : 0
  const sign = rises >= moved.length / 2 ? 1 : -1
  const least = Math.min(...moved.map(Math.abs))
  return {
    state: isTold && value === 0 ? 'unusual' : 'usual',
    since: at,
    run: isTold ? 1 : 0,
    grounds: {
      band: !Number.isFinite(least) || (rises > 0 && rises < moved.length) ? {} : sign > 0 ? { low: least } : { high: -least },
      expected: sign * medianSize(moved),
      score,
      samples: before.length,
      leftOut: 0,
      season: 'none',
      evidence: 'zero',
      margin: 0,
      heldBack: stood.has(at) && !isTold && score >= ALARM ? ['it happens often enough to other segments'] : [],
    },
  }
}

function changesOf({ days, values, segments }: Panel, measure: number, segment: number): readonly number[] {
  const cell = measure * segments.length + segment
  return days.slice(1).map((_, look) => (values[look + 1]?.[cell] ?? Number.NaN) - (values[look]?.[cell] ?? Number.NaN))
}

function medianSize(changes: readonly number[]): number {
  const sizes = changes.map(Math.abs).sort((a, b) => a - b)
  return sizes[sizes.length >> 1] ?? 0
}
