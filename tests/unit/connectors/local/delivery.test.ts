import { describe, expect, test } from 'vitest'
import { dateIn, newestDelivery, withoutReplaced } from '../../../../src/connectors/local/delivery.ts'

const file = (name: string, changedAt: number) => ({ name, path: `/${name}`, changedAt, size: 1, kind: 'text' as const })
const names = (files: readonly { readonly name: string }[]) => files.map(({ name }) => name)

describe('dates in names', () => {
  test.each([
    ['2020-03-08.r0.csv.gz', '2020-03-08T00:00Z'],
    ['orders_20240501.csv', '2024-05-01T00:00Z'],
    ['orders-2024-05-01T14.json', '2024-05-01T14:00Z'],
    ['orders_2024050114.parquet', '2024-05-01T14:00Z'],
    ['orders_20240501_143000.csv', '2024-05-01T14:00Z'],
    ['dt=2024-05-01/hour=07/part.parquet', '2024-05-01T00:00Z'],
    ['from-2024-01-01-to-2024-05-01.csv', '2024-05-01T00:00Z'],
  ])('%s', (name, at) => {
    expect(dateIn(name)).toBe(Date.parse(at))
  })

  test.each(['orders.csv', 'id_20249901.csv', '2024-02-30.csv', '120240501.csv', '2024-0501.csv'])('none in %s', (name) => {
    expect(dateIn(name)).toBeUndefined()
  })
})

describe('the newest delivery', () => {
  test('has the latest date, however late an older one arrives', () => {
    const late = [file('2024-05-02.csv', 10), file('2024-05-01.csv', 20)]
    expect(newestDelivery(late)).toMatchObject({ name: '2024-05-02.csv', at: Date.parse('2024-05-02') })
  })

  test('is the newest file where names carry no date', () => {
    expect(newestDelivery([file('a.csv', 10), file('b.csv', 20)])).toMatchObject({ name: 'b.csv', at: 20 })
  })

  test('is all of a folder that carries the date', () => {
    const files = [file('dt=2024-05-02/a.csv', 10), file('dt=2024-05-01/c.csv', 15), file('dt=2024-05-02/b.csv', 20)]
    const { name, files: delivered } = newestDelivery(files)
    expect([name, names(delivered)]).toEqual(['dt=2024-05-02', ['dt=2024-05-02/a.csv', 'dt=2024-05-02/b.csv']])
  })

  test('of two files for one date is the later one', () => {
    expect(newestDelivery([file('b-2024-05-01.csv', 10), file('a-2024-05-01.csv', 20)]).name).toBe('a-2024-05-01.csv')
  })
})

test('of revisions only the newest is kept', () => {
  const files = [file('2024-05-01.r1.csv', 10), file('2024-05-01.r2.csv', 10), file('2024-05-02.r0.csv', 30), file('plain.csv', 40)]
  expect(names(withoutReplaced(files))).toEqual(['2024-05-01.r2.csv', '2024-05-02.r0.csv', 'plain.csv'])
})
