import { describe, expect, test } from 'vitest'
import { findCheck } from '../../../src/surface/find-check.ts'
import { check, dataset, meshOf, product } from './http/daemon.ts'

const of = (domain: string, name: string, more: readonly string[] = []) => {
  const id = `${domain}.${name}`
  const others = more.map((end) => check(`${id}/${name}`, end.split('/')[0] ?? '', {}, `${id}/${name}/${end}`))
  return product(id, { datasets: [dataset(id, name, others)] })
}
const mesh = meshOf([of('shop', 'orders', ['quality/amount', 'quality/amount#2']), of('shop', 'refunds'), of('finance', 'orders')])

describe('a check is found', () => {
  test.each([
    ['shop.orders/orders/volume', 'shop.orders/orders/volume'],
    ['refunds/volume', 'shop.refunds/refunds/volume'],
    ['amount#2', 'shop.orders/orders/quality/amount#2'],
    ['quality/amount', 'shop.orders/orders/quality/amount'],
    ['refunds/refunds/schema', 'shop.refunds/refunds/schema'],
  ])('%s', (name, id) => {
    expect(findCheck(mesh, name).id).toBe(id)
  })
})

describe('none is found, and why', () => {
  test.each([
    ['orders/volume', 'USAGE', /shop\.orders\/orders\/volume, finance\.orders\/orders\/volume/],
    ['volume', 'USAGE', /and|,/],
    ['efunds/volume', 'NOT_FOUND', /There is no check/],
    ['refunds/volumes', 'NOT_FOUND', /Did you mean "refunds\/volume"\?/],
    ['shop.refunds/refunds', 'NOT_FOUND', /Its checks are shop\.refunds\/refunds\/freshness, /],
    ['xyzzyxyzzyxyzzyxyzzy', 'NOT_FOUND', /lists all checks/],
    ['', 'NOT_FOUND', /There is no check/],
  ])('%s', (name, code, words) => {
    const error = (() => {
      try {
        return findCheck(mesh, name)
      } catch (thrown) {
        return thrown as { code: string; message: string; hint?: string }
      }
    })()
    expect(error).toMatchObject({ code })
    expect('message' in error ? `${error.message} ${error.hint ?? ''}` : '').toMatch(words)
  })
})
