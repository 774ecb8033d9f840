/** `meshwatch detect` as it is typed, on files of one's own. */
import { expect, test } from 'vitest'
import { makePlace } from '../support/program.ts'

const HOUR = 3_600_000
const BEGIN = Date.UTC(2026, 2, 2)

/** Four weeks of hours with a day and a week in them; nothing comes in the hour before the last. */
function orders(values = 28 * 24): string {
  const lines = Array.from({ length: values }, (_, hour) => {
    const busy = 600 + 400 * Math.sin(((hour % 24) - 8) / 4) + ((hour * 7919) % 31)
    const rows = hour === values - 2 ? 0 : Math.max(50, Math.round(Math.floor(hour / 24) % 7 > 4 ? busy / 2 : busy))
    return `${new Date(BEGIN + hour * HOUR).toISOString()},${rows}`
  })
  return `timestamp,value\n${lines.join('\n')}\n`
}

test('prints a JSON line for each value and finds the hour in which nothing came', { timeout: 60_000 }, () => {
  const place = makePlace({ 'orders.csv': orders(), 'few.csv': '2026-03-02,1\n2026-03-03,2\n' })
  const { status, out, err } = place.run(['detect', 'orders.csv', './few.csv', '--step', '1h'])
  expect({ status, err }).toEqual({ status: 0, err: '' })
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines).toHaveLength(28 * 24 + 2)
  expect(lines[0]).toMatchObject({
    series: 'orders.csv',
    timestamp: '2026-03-02T00:00:00.000Z',
    state: 'learning',
    expected: null,
    score: 0,
  })
  expect(lines.at(-1)).toMatchObject({ series: './few.csv', timestamp: '2026-03-03T00:00:00.000Z', value: 2, anomaly: false })
  expect(place.run(['detect', 'few.csv', '--timezone', 'Asia/Tokyo']).out).toContain('"timestamp":"2026-03-02T15:00:00.000Z"')
  for (const { score, anomaly } of lines) expect(score >= 2.9).toBe(anomaly)
  const odd = lines.filter(({ anomaly }) => anomaly)
  expect(odd.map(({ timestamp }) => timestamp)).toContain('2026-03-29T22:00:00.000Z')
  expect(odd.length).toBeLessThan(5)
})

test('later lines change nothing that was said of earlier ones', { timeout: 60_000 }, () => {
  const place = makePlace({ 'a.csv': orders(400), 'b.csv': orders(500) })
  const judged = (file: string) => place.run(['detect', file]).out.replaceAll(file, '').split('\n')
  expect(judged('b.csv')).toHaveLength(501)
  expect(judged('b.csv').slice(0, 390)).toEqual(judged('a.csv').slice(0, 390))
})

test('what cannot be read is said with its place and what to do', { timeout: 60_000 }, () => {
  const place = makePlace({ 'bad.csv': 'timestamp,value\n2026-03-02,1\n2026-03-03,one\n', 'odd.csv': '2026-03-02,\n2026-03-03,1\n' })
  expect(place.run(['detect', 'bad.csv'])).toEqual({
    status: 2,
    out: '',
    err: expect.stringMatching(/^USAGE: bad\.csv:3: "one" is not a number; leave it empty.*\n.*timestamp,value/),
  })
  expect(place.run(['detect', 'odd.csv'])).toMatchObject({ status: 0, err: 'odd.csv: 1 line is no number and left out\n' })
  expect(place.run(['detect', 'gone.csv'])).toMatchObject({
    status: 2,
    err: expect.stringMatching(/^USAGE: gone\.csv cannot be read: ENOENT/),
  })
  expect(place.run(['detect'])).toMatchObject({ status: 2, err: expect.stringContaining("missing required argument 'files'") })
  expect(place.run(['detect', 'odd.csv', '--timezone', 'Mars'])).toMatchObject({ status: 2, err: expect.stringContaining('IANA') })
  expect(place.run(['detect', 'odd.csv', '--alarm', 'loud'])).toMatchObject({ status: 2, err: expect.stringContaining('above 0') })
})
