/** `meshwatch backtest` as it is typed, before the daemon ever ran: history comes from the source. */
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { makePlace } from '../support/program.ts'

const DAY = 86_400_000

/** Eighty days of some forty orders, up to yesterday; twenty days ago nothing came, and ten days ago half of it. */
function orders(): string {
  const midnight = Math.floor(Date.now() / DAY) * DAY
  const lines = Array.from({ length: 80 }, (_, index) => {
    const age = 80 - index
    const count = age === 20 ? 0 : (age === 10 ? 20 : 40) + ((index * 7) % 5)
    return Array.from({ length: count }, (__, row) => `${index}-${row},${new Date(midnight - age * DAY + row * 600_000).toISOString()}`)
  })
  return `id,placed_at\n${lines.flat().join('\n')}\n`
}

function contract(name: string, words: Readonly<Record<string, string>>): string {
  return JSON.stringify({
    apiVersion: 'v3.1.0',
    kind: 'DataContract',
    id: name,
    version: '1.0.0',
    status: 'active',
    servers: [{ server: 'lake', type: 'local', path: 'orders.csv', format: 'csv' }],
    schema: [
      {
        name,
        customProperties: Object.entries(words).map(([property, value]) => ({ property: `meshwatch.${property}`, value })),
        properties: [
          { name: 'id', logicalType: 'string', customProperties: [{ property: 'meshwatch.distribution', value: false }] },
          { name: 'placed_at', logicalType: 'timestamp', customProperties: [{ property: 'meshwatch.distribution', value: false }] },
        ],
      },
    ],
  })
}

function shop() {
  const config = (more: string) =>
    `store: sqlite:./state.db\nsources: { lake: { type: local, path: ./lake } }\ndomains: { shop: {} }\n${more}`
  return makePlace({
    'meshwatch.yaml': config(''),
    'deaf.yaml': config('defaults: { alarm: 30, leastChange: 90% }\n'),
    'monitors/shop/orders.odcs.yaml': contract('orders', { timeField: 'placed_at' }),
    'monitors/shop/stock.odcs.yaml': contract('stock', {}),
    'lake/orders.csv': orders(),
  })
}

test('says what would have alerted, fails where it is too much, and leaves no store behind', { timeout: 60_000 }, () => {
  const place = shop()
  const told = place.run(['backtest', '--days', '60'])
  expect(told).toMatchObject({ status: 0, err: '' })
  expect(told.out).toMatch(/^\d+ alerts?, 0\.\d a week\n1 learned check over \d+ days of history/)
  expect(told.out).toMatch(
    /shop\.orders\/orders\/volume\/placed_at {2}.*alarm 2\.9\n(?:.*\n)*? .* for 1 d {2}rows per day 0, usual is between/,
  )
  expect(told.out).toContain('1 check without history: shop.stock/stock/volume')
  expect(told.out).toContain('2 checks not learned, nothing to play: schema 2')
  expect(place.run(['backtest', '--max-alerts-per-week', '0.01']).status).toBe(1)
  expect(place.run(['backtest', 'shop.stock'])).toMatchObject({ status: 3, out: expect.stringContaining('nothing to judge') })
  expect(existsSync(place.at('state.db'))).toBe(false)
})

test('compares another configuration with the usual one, and a limit is held against the other', { timeout: 60_000 }, () => {
  const place = shop()
  const { status, out } = place.run(['backtest', 'shop.*', '--config', 'deaf.yaml', '--max-alerts-per-week', '0.2', '--format', 'json'])
  const { current, candidate, difference, complete } = JSON.parse(out)
  expect({ status, complete, names: [current.config, candidate.config] }).toEqual({
    status: 0,
    complete: true,
    names: ['meshwatch.yaml', 'deaf.yaml'],
  })
  expect(current.alerts).toContainEqual(expect.objectContaining({ value: 0, unit: 'rows', type: 'volume' }))
  expect(difference.gone).toContainEqual(expect.objectContaining({ value: 20 }))
  expect(difference.added).toEqual([])
  expect(candidate.alerts.length).toBe(current.alerts.length - difference.gone.length)
  expect(place.run(['backtest', '--against', 'deaf.yaml', '--max-alerts-per-week', '0.01'])).toMatchObject({
    status: 1,
    out: expect.stringMatching(/with meshwatch\.yaml; \d alerts?, 0\.\d a week with deaf\.yaml, more than 0\.01 a week/),
  })
})

test('what is named and not there is said', { timeout: 60_000 }, () => {
  const place = shop()
  expect(place.run(['backtest', 'shop.oders'])).toMatchObject({ status: 2, err: expect.stringContaining('shop.orders') })
  expect(place.run(['backtest', '--config', 'gone.yaml'])).toMatchObject({ status: 2, err: expect.stringContaining('gone.yaml') })
  expect(place.run(['backtest', '--against', 'gone.yaml'])).toMatchObject({ status: 2, err: expect.stringContaining('gone.yaml') })
  expect(place.run(['backtest', '--days', '-1'])).toMatchObject({ status: 2, err: expect.stringContaining('above 0') })
})
