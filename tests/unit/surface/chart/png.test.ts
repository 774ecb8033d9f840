import { expect, test } from 'vitest'
import { drawChart } from '../../../../src/surface/chart/draw.ts'
import { pngOf } from '../../../../src/surface/chart/png.ts'
import { STYLE } from '../../../../src/surface/chart/style.ts'

const chart = {
  title: 'shop.orders',
  says: 'as usual',
  unit: 'rows',
  zone: 'UTC',
  points: [
    { at: 0, value: 1 },
    { at: 1e6, value: 3 },
  ],
  shades: [],
} as const

test('a chart becomes a PNG of its shape, with words in it', async () => {
  const png = Buffer.from(await pngOf(drawChart(chart)))
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1_440, 570])
  const other = Buffer.from(await pngOf(drawChart({ ...chart, title: 'shop.others' })))
  expect(other.equals(png)).toBe(false)
})

test('nothing of its look is left to variables, which the renderer does not know', async () => {
  const square = (style: string, rest: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10">${style}<rect ${rest} width="10" height="10"/></svg>`
  const styled = await pngOf(square(`<style>${STYLE}</style>`, 'class="paper"'))
  expect(Buffer.from(styled).equals(Buffer.from(await pngOf(square('', 'fill="#fff"'))))).toBe(true)
  expect(Buffer.from(styled).equals(Buffer.from(await pngOf(square('', 'fill="#000"'))))).toBe(false)
})
