import { expect, test } from 'vitest'
import { createPaint } from '../../../../src/surface/cli/paint.ts'
import { planText } from '../../../../src/surface/cli/plan.ts'

test('a plan says of each dataset what the first look and a day cost, and of none what nobody can know', () => {
  const text = planText(
    {
      datasets: [
        {
          product: 'shop.orders',
          dataset: 'orders',
          checks: 7,
          state: 'present',
          rows: 1_200_000,
          first: { statements: 1, passes: 3, spans: 2, rows: 3_600_000, rowsOfSpans: 2_400_000, days: 61, timeField: 'placed_at' },
          daily: { visits: 288, statements: 288, passes: 576, spans: 0, rows: 691_200_000 },
        },
        {
          product: 'shop.carts',
          dataset: 'carts',
          checks: 1,
          state: 'present',
          first: { statements: 1, passes: 1, spans: 0 },
          daily: { visits: 1, statements: 1, passes: 1, spans: 0 },
        },
        { product: 'shop.refunds', dataset: 'refunds', checks: 2, state: 'no-permission', detail: 'permission denied' },
      ],
      total: { first: { statements: 2, rows: 3_600_000 }, daily: { statements: 289, rows: 691_200_000 } },
    },
    createPaint(false),
  )
  expect(text.split('\n')).toEqual([
    'shop.orders/orders  1,200,000 rows, 7 checks',
    '  first look  1 statement, at most 3,600,000 rows read (2,400,000 of them for spans of time), 61 days back by placed_at',
    '  each day    288 visits, 288 statements, at most 691,200,000 rows read',
    '',
    'shop.carts/carts  the catalog does not tell how many rows, 1 check',
    '  first look  1 statement, 1 pass',
    '  each day    1 visit, 1 statement, 1 pass',
    '',
    'shop.refunds/refunds  permission denied',
    '',
    '3 datasets',
    '  first look  2 statements, at most 3,600,000 rows read',
    '  each day    289 statements, at most 691,200,000 rows read',
    'Row counts are those of the catalog. With an index on the time field far fewer rows are read for spans of time.',
  ])
})
