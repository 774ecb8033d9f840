/** The chart of an answer to why. */
import type { ChartPoint, Shade } from '../chart/chart.ts'
import { drawChart } from '../chart/draw.ts'
import type { WhyAnswer, WhyPoint, WhySeries } from './answer.ts'

/** Two weeks of hours: beyond, a daily rhythm is too narrow to be seen. */
const MOST_POINTS = 24 * 14

/** As SVG; of the series of this name or of this segment, or of the most surprising one. */
export function chartOf(answer: WhyAnswer, name?: string): string {
  const series =
    name === undefined
      ? answer.series[0]
      : answer.series.find((one) => one.name === name || (/ (?:of|in) /.test(one.name) && one.name.endsWith(` ${name}`)))
  const points = (series?.points ?? []).slice(-MOST_POINTS)
  const [says] = answer.sentences
  return drawChart({
    title: series === undefined || answer.series.length < 2 ? answer.check : `${answer.check}: ${series.name}`,
    says: says?.text ?? '',
    unit: series?.unit ?? 'number',
    zone: answer.zone,
    points: points.map(chartPoint),
    shades: shadesOf(answer, series),
    ...(answer.moment === undefined ? {} : { judged: Date.parse(answer.moment) }),
  })
}

function chartPoint({ at, value, state, expected, low, high, mark }: WhyPoint): ChartPoint {
  const sign = signOf(state, mark)
  return {
    at: Date.parse(at),
    value,
    ...(expected === undefined ? {} : { expected }),
    ...(low === undefined && high === undefined
      ? {}
      : { band: { ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) } }),
    ...(sign === undefined ? {} : { sign }),
  }
}

/** What a person said stands above what the detector found, and an anomaly above that it was not learned from. */
function signOf(state: WhyPoint['state'], mark: WhyPoint['mark']): ChartPoint['sign'] {
  if (mark === 'expected') return 'expected'
  if (mark === 'new-level') return 'new-level'
  if (state === 'unusual') return 'anomaly'
  if (state === 'accepted') return 'accepted'
  return mark === 'excluded' ? 'left-out' : undefined
}

function shadesOf({ incidents }: WhyAnswer, series: WhySeries | undefined): readonly Shade[] {
  const gap = usualGap(series?.points ?? [])
  return [
    ...incidents.map(({ since, resolvedAt }) => ({
      from: Date.parse(since),
      ...(resolvedAt === undefined ? {} : { to: Date.parse(resolvedAt) }),
      kind: 'incident' as const,
    })),
    ...(series?.days ?? []).map(({ at }) => ({ from: Date.parse(at) - gap / 2, to: Date.parse(at) + gap / 2, kind: 'quiet' as const })),
  ]
}

function usualGap(points: readonly WhyPoint[]): number {
  const gaps = points.slice(1).map(({ at }, index) => Date.parse(at) - Date.parse(points[index]?.at ?? at))
  return gaps.toSorted((a, b) => a - b)[gaps.length >> 1] ?? 0
}
