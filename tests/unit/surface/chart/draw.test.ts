import { describe, expect, test } from 'vitest'
import { DAY, HOUR } from '../../../../src/core/calendar/time.ts'
import type { Chart, ChartPoint } from '../../../../src/surface/chart/chart.ts'
import { drawChart } from '../../../../src/surface/chart/draw.ts'
import { elementsOf } from '../../../support/xml.ts'

const START = Date.UTC(2026, 8, 22)

const pointsOf = (count: number, step: number, part: (index: number) => Partial<ChartPoint>): readonly ChartPoint[] =>
  Array.from({ length: count }, (_, index) => ({ at: START + index * step, value: 100, ...part(index) }))

const chartOf = (parts: Partial<Chart> = {}): Chart => ({
  title: 'shop.orders/orders/volume',
  says: '30 rows; usual is between 90 and 110',
  unit: 'rows',
  zone: 'Europe/Berlin',
  points: pointsOf(60, DAY, () => ({ expected: 100, band: { low: 90, high: 110 } })),
  shades: [],
  ...parts,
})

const textsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text ?? '')

test('is one well-formed document that fetches nothing, runs nothing, and says what it shows', () => {
  const svg = drawChart(chartOf({ judged: START + 59 * DAY }))
  const elements = elementsOf(svg)
  expect(elements[0]).toMatchObject({ name: 'svg' })
  expect(svg).toMatch(/<title id="title">shop\.orders\/orders\/volume<\/title><desc id="says">30 rows/)
  expect(svg).toContain('role="img" aria-labelledby="title says"')
  expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|<foreignObject|\shref|@import|url\((?!#hatch)/)
})

test('hostile names are words and nothing else', () => {
  const evil = `<script>alert(1)</script>&amp;"'\u0000\u001b\u202e\ud800]]><x y="${'x'.repeat(5_000)}`
  const svg = drawChart(chartOf({ title: evil, says: evil, zone: 'UTC' }))
  expect(elementsOf(svg).map(({ name }) => name)).not.toContain('script')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  expect(svg).not.toMatch(/[\u0000-\u0008\u001b\u202e]|<x |\ud800/)
  expect(Math.max(...textsOf(svg).map((text) => text.length))).toBeLessThan(400)
})

test('marks what was odd, accepted, taught and left out, and names only what is there', () => {
  const signs = ['anomaly', 'accepted', 'expected', 'new-level', 'left-out'] as const
  const points = pointsOf(60, DAY, (index) =>
    index % 10 === 5 && signs[Math.floor(index / 10)] ? { sign: signs[Math.floor(index / 10)] ?? 'anomaly' } : {},
  )
  const svg = drawChart(
    chartOf({ points, shades: [{ from: START + 3 * DAY, to: START + 5 * DAY, kind: 'incident' }], judged: START + 59 * DAY }),
  )
  for (const sign of signs) expect(svg).toContain(`<path class="${sign}" d="M`)
  expect(textsOf(svg)).toEqual(
    expect.arrayContaining(['anomaly', 'accepted', 'taught: expected', 'taught: new normal', 'not learned', 'judged', 'incident']),
  )
  const plain = textsOf(drawChart(chartOf({ points: pointsOf(60, DAY, () => ({})) })))
  for (const word of ['anomaly', 'usual', 'incident', 'quiet time', 'judged']) expect(plain).not.toContain(word)
})

test('an incident that goes on is shaded to the right edge, and one before the picture is left out', () => {
  const svg = drawChart(
    chartOf({
      shades: [
        { from: START + 58 * DAY, kind: 'incident' },
        { from: 0, to: DAY, kind: 'incident' },
      ],
    }),
  )
  const boxes = [...svg.matchAll(/<rect class="incident" x="([\d.]+)" y="66" width="([\d.]+)"/g)]
  expect(boxes).toHaveLength(1)
  expect(Number(boxes[0]?.[1]) + Number(boxes[0]?.[2])).toBeCloseTo(936, 0)
})

describe('any series is drawn', () => {
  const finite = (svg: string) => expect(svg).not.toMatch(/NaN|Infinity|undefined/)

  test.each([
    ['no point', []],
    ['one point', pointsOf(1, DAY, () => ({}))],
    ['zeros', pointsOf(9, DAY, () => ({ value: 0 }))],
    ['a constant', pointsOf(9, DAY, () => ({ value: 1e12 }))],
    ['below zero', pointsOf(9, DAY, (index) => ({ value: -index }))],
    ['tiny shares', pointsOf(9, DAY, (index) => ({ value: index * 1e-12 }))],
    ['huge and tiny', pointsOf(9, DAY, (index) => ({ value: index === 4 ? 1e300 : 1e-300 }))],
    ['open bands', pointsOf(9, DAY, (index) => ({ band: index > 4 ? { high: 120 } : { low: 90 }, expected: 100 }))],
    ['a band far beyond', pointsOf(9, DAY, () => ({ band: { low: -1e9, high: 1e9 }, expected: 100 }))],
    ['ten years', pointsOf(3_650, DAY, (index) => ({ value: index % 7 }))],
  ] as const)('%s', (_, points) => {
    for (const unit of ['rows', 'ratio', 'milliseconds', 'number'] as const) {
      const svg = drawChart(chartOf({ points, unit, judged: START }))
      finite(svg)
      elementsOf(svg)
    }
  })

  test('some thousand points stay below 200 kB, and none that has something to say is lost', () => {
    const odd = (index: number) => index % 500 === 250
    const points = pointsOf(5_000, HOUR, (index) => ({
      value: 100 + ((index * 7919) % 97),
      expected: 148.123_456,
      band: { low: 90.987_654, high: 200.123_456 },
      ...(odd(index) ? { sign: 'anomaly' as const } : {}),
    }))
    const svg = drawChart(chartOf({ points }))
    expect(svg.length).toBeLessThan(200_000)
    const [, path = ''] = /<path class="anomaly" d="([^"]*)"/.exec(svg) ?? []
    expect(path.split('M')).toHaveLength(1 + 10)
  })
})
