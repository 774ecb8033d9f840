import { describe, expect, test } from 'vitest'
import type { Incident, TransitionKind } from '../../../src/core/incident/incident.ts'
import type { Channel, Mesh, Product } from '../../../src/core/mesh.ts'
import { type Receiver, type Routing, routeTransitions } from '../../../src/engine/route.ts'
import { incident, transition } from '../../contract/store/samples.ts'

const slack: Receiver = { name: 'work', kind: 'slack', threads: true, addressed: true }
const hook: Receiver = { name: 'hook', kind: 'webhook', threads: false, addressed: false }
const channel = (address: string, from: Channel['from'], tool = 'slack'): Channel => ({ tool, address, from })
const product = {
  id: 'orders.parcels',
  domain: 'orders',
  owner: 'Ada Owner',
  channels: [channel('#parcels', 'product'), channel('#mail', 'product', 'email'), channel('#orders', 'domain')],
} as unknown as Product

function routing(parts: Partial<Routing> = {}, products = [product]): Routing {
  const mesh = {
    products: new Map(products.map((one) => [one.id, one])),
    domains: new Map([['orders', { id: 'orders', zone: 'Europe/Berlin' }]]),
    datasets: new Map(),
    dependents: new Map(),
  } as unknown as Mesh
  return { mesh, receivers: [slack], platform: [channel('#platform', 'defaults')], links: () => [], ...parts }
}

function route(kinds: readonly TransitionKind[], given = routing(), parts: Partial<Incident> = {}) {
  return routeTransitions(
    kinds.map((kind) => transition('i1', { kind })),
    [incident('i1', parts)],
    given,
  )
}

const forms = (kinds: readonly TransitionKind[], given?: Routing) =>
  route(kinds, given).map(({ notice }) => `${notice.transition} ${notice.form}`)
const addresses = (given: Routing, parts: Partial<Incident> = {}) =>
  route(['opened'], given, parts)[0]?.channels.map(({ address }) => address)

describe('forms', () => {
  test('a conversation begins with a root; later news edits it and is told below it', () => {
    expect(forms(['opened'])).toEqual(['opened root'])
    expect(forms(['joined'])).toEqual(['joined edit', 'joined reply'])
    expect(forms(['resolved'])).toEqual(['resolved edit', 'resolved reply'])
  })

  test('what happens in one go is one root, or one edit with a reply for each', () => {
    expect(forms(['opened', 'joined', 'joined'])).toEqual(['opened root'])
    expect(forms(['joined', 'changed'])).toEqual(['joined edit', 'joined reply', 'changed reply'])
  })

  test('a receiver without threads is told of each transition', () => {
    expect(forms(['opened', 'joined'], routing({ receivers: [hook] }))).toEqual(['opened root', 'joined root'])
  })

  test('ids are distinct, and the same when the same is decided again', () => {
    const rows = route(['joined', 'changed'], routing({ receivers: [slack, hook] }))
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
    expect(route(['joined', 'changed'], routing({ receivers: [slack, hook] }))).toEqual(rows)
  })
})

describe('where to', () => {
  test('the channel of the product, then of the domain, then of the platform; other tools are for others', () => {
    expect(addresses(routing())).toEqual(['#parcels', '#orders', '#platform'])
  })

  test('trouble with looking is told to the platform first, and never to the channel of a product', () => {
    expect(addresses(routing(), { type: 'monitoring' })).toEqual(['#platform', '#orders'])
  })

  test('an address that is named twice is tried once', () => {
    expect(addresses(routing({ platform: [channel('#orders', 'defaults')] }))).toEqual(['#parcels', '#orders'])
  })

  test('a contract may name the notifier itself as its tool', () => {
    const own = { ...product, channels: [channel('#own', 'product', 'work')] }
    expect(addresses(routing({ platform: [] }, [own]))).toEqual(['#own'])
  })

  test('a receiver without addresses is told wherever it is, one with none to tell is left out', () => {
    expect(addresses(routing({ receivers: [hook] }))).toEqual(['hook'])
    expect(route(['opened'], routing({ platform: [], receivers: [slack] }, [{ ...product, channels: [] }]))).toEqual([])
  })

  test('the end of a product that is registered no more is told to the platform', () => {
    expect(route(['resolved'], routing({}, [])).map(({ channels }) => channels.map(({ address }) => address))).toEqual([
      ['#platform'],
      ['#platform'],
    ])
  })
})

test('a route may ask for the tier of the product', () => {
  const to = (tier: 'gold' | 'silver' | undefined) => {
    const table = [{ match: { tier: ['gold'] as const }, to: ['#gold'], also: false, defer: false }]
    return addresses(routing({ table }, [{ ...product, ...(tier && { tier }) }]))?.[0]
  }
  expect([to('gold'), to('silver'), to(undefined)]).toEqual(['#gold', '#parcels', '#parcels'])
})

test('a notice names the owner and speaks in the zone of the domain', () => {
  expect(route(['opened'])[0]?.notice.product).toEqual({ id: 'orders.parcels', owner: 'Ada Owner', zone: 'Europe/Berlin' })
})
