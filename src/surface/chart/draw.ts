/**
 * The picture of a learned series: its values, what was usual and expected at each of them, what was odd, accepted, taught or left out, the
 * incidents and quiet times behind it, and the point that is explained. A self-contained SVG: no scripts, no fonts, nothing fetched.
 */
import { wallTime } from '../../core/calendar/wall-time.ts'
import type { Unit } from '../../core/verdict.ts'
import type { Chart, ChartPoint, Shade } from './chart.ts'
import { SIGN_WORDS, type Sign, signPath } from './marks.ts'
import { clamped, extent, PLOT, type Scales, scalesOf } from './scales.ts'
import { STYLE } from './style.ts'
import { element, px, shortened, words } from './svg.ts'
import { thinned } from './thin.ts'
import { timeTicks } from './ticks.ts'
import { tickLabel, unitWords, valueTicks } from './units.ts'

const SIZE = { width: 960, height: 380 }
/** Up to so many points each has a dot; beyond, only those that no line leads to. */
const FEW = 40
const LONGEST_TITLE = 100
const LONGEST_SENTENCE = 150

export function drawChart(chart: Chart): string {
  const title = shortened(chart.title, LONGEST_TITLE)
  const says = shortened(chart.says, LONGEST_SENTENCE)
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'chart',
      viewBox: `0 0 ${SIZE.width} ${SIZE.height}`,
      width: SIZE.width,
      height: SIZE.height,
      role: 'img',
      'aria-labelledby': 'title says',
    },
    element('title', { id: 'title' }, words(chart.title)),
    element('desc', { id: 'says' }, words(chart.says)),
    element('style', {}, STYLE),
    element('rect', { class: 'paper', width: SIZE.width, height: SIZE.height }),
    element('text', { class: 'title', x: 16, y: 28 }, words(title)),
    element('text', { class: 'faint', x: 16, y: 48 }, words(says)),
    chart.points.length === 0 ? nothing() : plot(chart),
  )
}

function nothing(): string {
  const middle = { x: (PLOT.left + PLOT.right) / 2, y: (PLOT.top + PLOT.bottom) / 2 }
  return element('text', { class: 'faint', ...middle, 'text-anchor': 'middle' }, 'Nothing was measured yet.')
}

function plot(chart: Chart): string {
  const ticks = valueTicks(...extent(chart.points), chart.unit, 5)
  const scales = scalesOf(chart.points, ticks.at)
  const { x, y } = scales
  const columnOf = ({ at }: ChartPoint) => Math.floor(x(at))
  const line = thinned(
    chart.points,
    columnOf,
    ({ value }) => value,
    ({ at, sign }) => sign !== undefined || at === chart.judged,
  )
  const runs = unbroken(line)
  const shades = chart.shades.filter(({ from, to = scales.to }) => to >= scales.from && from <= scales.to)
  const signs = Map.groupBy(
    line.filter(({ sign }) => sign !== undefined),
    ({ sign }) => sign as Sign,
  )
  const judged = chart.points.find(({ at }) => at === chart.judged)
  const paths = [...signs].sort(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b))
  return [
    element(
      'defs',
      {},
      element(
        'pattern',
        { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse' },
        element('path', { class: 'hatch', d: 'M0,6L6,0' }),
      ),
    ),
    ...shades.map((shade) => shadeBox(shade, scales)),
    ...ticks.at.flatMap((value) => [
      element('path', { class: 'grid', d: `M${PLOT.left},${px(y(value))}H${PLOT.right}` }),
      element('text', { class: 'faint', x: PLOT.left - 8, y: px(y(value) + 4), 'text-anchor': 'end' }, words(tickLabel(value, chart.unit))),
    ]),
    ...runs.map((run) => element('path', { class: 'band', d: bandPath(run, scales) })),
    ...runs.map((run) =>
      element('path', {
        class: 'expected-line',
        d: linePath(run, x, ({ expected }) => (expected === undefined ? undefined : clamped(y(expected)))),
      }),
    ),
    ...runs.map((run) => element('path', { class: 'value', d: linePath(run, x, ({ value }) => y(value)) })),
    ...dots(line.length <= FEW ? line : runs.flatMap(([point, ...others]) => (point && others.length === 0 ? [point] : [])), scales),
    ...paths.map(([sign, points]) =>
      element('path', {
        class: sign,
        d: signPath(
          sign,
          points.map(({ at, value }) => [x(at), y(value)]),
        ),
      }),
    ),
    ...(judged ? [judgedMark(judged, chart.unit, scales)] : []),
    timeAxis(chart, scales),
    legend([...paths.map(([sign]) => sign), ...(judged ? (['judged'] as const) : [])], shades, line),
  ]
    .filter((part) => part !== '')
    .join('')
}

const ORDER: readonly Sign[] = ['left-out', 'accepted', 'expected', 'new-level', 'anomaly', 'judged']

/** A gap of more than a few steps is shown as one. */
function unbroken(points: readonly ChartPoint[]): readonly (readonly ChartPoint[])[] {
  const gaps = points.slice(1).map(({ at }, index) => at - (points[index]?.at ?? at))
  const usual = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length * 0.9)] ?? 0
  const runs: ChartPoint[][] = []
  for (const [index, point] of points.entries()) {
    const run = runs.at(-1)
    if (run && (gaps[index - 1] ?? 0) <= usual * 3) run.push(point)
    else runs.push([point])
  }
  return runs
}

function linePath(run: readonly ChartPoint[], x: Scales['x'], y: (point: ChartPoint) => number | undefined): string {
  let pen = 'M'
  let path = ''
  for (const point of run) {
    const height = y(point)
    if (height === undefined) pen = 'M'
    else {
      path += `${pen}${px(x(point.at))},${px(height)}`
      pen = 'L'
    }
  }
  return path
}

function bandPath(run: readonly ChartPoint[], { x, y }: Scales): string {
  const parts: ChartPoint[][] = [[]]
  for (const point of run) {
    if (point.band) parts.at(-1)?.push(point)
    else if (parts.at(-1)?.length) parts.push([])
  }
  return parts
    .filter((part) => part.length > 1)
    .map((part) => {
      const edge = (end: 'low' | 'high', open: number) => (point: ChartPoint) => {
        const value = point.band?.[end]
        return value === undefined ? open : clamped(y(value))
      }
      return `${linePath(part, x, edge('high', PLOT.top))}${linePath(part.toReversed(), x, edge('low', PLOT.bottom)).replace('M', 'L')}Z`
    })
    .join('')
}

function dots(points: readonly ChartPoint[], { x, y }: Scales): readonly string[] {
  return points.map(({ at, value }) => element('circle', { class: 'dot', cx: px(x(at)), cy: px(y(value)), r: 2.5 }))
}

function shadeBox({ from, to, kind }: Shade, scales: Scales): string {
  const left = scales.x(Math.max(from, scales.from))
  const right = scales.x(Math.min(to ?? scales.to, scales.to))
  return element('rect', { class: kind, x: px(left), y: PLOT.top, width: px(Math.max(2, right - left)), height: PLOT.bottom - PLOT.top })
}

function judgedMark({ at, value }: ChartPoint, unit: Unit, { x, y }: Scales): string {
  const right = x(at) > PLOT.right - 120
  const place = { x: px(x(at) + (right ? -14 : 14)), y: px(Math.max(PLOT.top + 12, y(value) - 10)), 'text-anchor': right ? 'end' : 'start' }
  const label = element('text', { class: 'label', ...place }, words(tickLabel(Number(value.toPrecision(4)), unit)))
  return element('path', { class: 'judged', d: signPath('judged', [[x(at), y(value)]]) }) + label
}

function timeAxis({ zone, unit }: Chart, { x, from, to }: Scales): string {
  const ticks = timeTicks(from, to, zone, 10)
  const years = [...new Set([wallTime(from, zone).year, wallTime(to, zone).year])].join('/')
  return [
    element('path', {
      class: 'axis',
      d: `M${PLOT.left},${PLOT.bottom}H${PLOT.right}${ticks.map(({ at }) => `M${px(x(at))},${PLOT.bottom}v5`).join('')}`,
    }),
    ...ticks.map(({ at, label }) => element('text', { class: 'faint', x: px(x(at)), y: PLOT.bottom + 19, 'text-anchor': 'middle' }, label)),
    element(
      'text',
      { class: 'faint', x: PLOT.right, y: PLOT.bottom + 37, 'text-anchor': 'end' },
      words(`${unitWords(unit)}${years}, ${zone}`),
    ),
  ].join('')
}

/** Only what is there. */
function legend(signs: readonly Sign[], shades: readonly Shade[], points: readonly ChartPoint[]): string {
  const y = SIZE.height - 16
  const box = (kind: string) => (x: number) => element('rect', { class: kind, x, y: y - 10, width: 14, height: 12 })
  const stroke = (kind: string) => (x: number) => element('path', { class: kind, d: `M${x},${y - 4}h14` })
  const isLearned = points.some(({ band }) => band !== undefined)
  const kinds = new Set(shades.map(({ kind }) => kind))
  const entries: readonly (readonly [string, (x: number) => string])[] = [
    ['measured', stroke('value')],
    ...(isLearned
      ? ([
          ['usual', box('band')],
          ['expected', stroke('expected-line')],
        ] as const)
      : []),
    ...signs.map(
      (sign) => [SIGN_WORDS[sign], (x: number) => element('path', { class: sign, d: signPath(sign, [[x + 7, y - 4]]) })] as const,
    ),
    ...(kinds.has('incident') ? ([['incident', box('incident')]] as const) : []),
    ...(kinds.has('quiet') ? ([['quiet time', box('quiet')]] as const) : []),
  ]
  let x = 16
  return entries
    .map(([label, draw]) => {
      const part = draw(x) + element('text', { x: x + 20, y }, label)
      x += 38 + label.length * 6.2
      return part
    })
    .join('')
}
