import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../../../src/core/calendar/time.ts'
import { compile, compileKind, orders, word } from './compile.ts'

describe('servers', () => {
  const server = (name: string) => ({ server: name, type: 'custom' })

  it('are found among the configured sources; one that is not is a gap, where another is', () => {
    const { product, told } = compile({ servers: [server('staging'), server('warehouse')] })
    expect(product).toMatchObject({ id: 'sales.orders', datasets: [{ ref: { source: 'warehouse' } }] })
    expect(told).toEqual(['gap server-not-watched servers[0].server'])
  })

  it('that are unknown altogether are an error with the name that was meant', () => {
    const { diagnostics, products } = compile({ servers: [server('warehose')] })
    expect(diagnostics).toMatchObject([
      { severity: 'error', code: 'unknown-source', path: 'servers[0].server', hint: 'did you mean "warehouse"?' },
    ])
    expect(products).toEqual([])
  })

  it('make a product each where several are configured, and say each finding once', () => {
    const { products, told } = compile(
      { servers: [server('warehouse'), server('lake')], slaProperties: [{ property: 'retention', value: 1 }] },
      { sources: ['lake', 'warehouse'] },
    )
    expect(products.map(({ id, datasets }) => [id, datasets[0]?.id, datasets[0]?.ref.source])).toEqual([
      ['sales.orders', 'sales.orders/orders', 'warehouse'],
      ['sales.orders@lake', 'sales.orders@lake/orders', 'lake'],
    ])
    expect(told).toEqual(['gap sla-unmeasured slaProperties[0]'])
  })

  it('may be left out where there is one source only', () => {
    expect(compile({ servers: [] }).told).toEqual(['warning no-server servers'])
    expect(compile({ servers: [] }, { sources: ['a', 'b'] }).told).toEqual(['error no-server servers'])
  })

  it('of one name twice are an error', () => {
    expect(compile({ servers: [server('warehouse'), server('warehouse')] }).told).toEqual(['error server-twice servers[1].server'])
  })
})

describe('where a dataset is', () => {
  const ref = (server: object, object: object = {}) =>
    compile({ servers: [{ server: 'warehouse', ...server }], schema: [{ name: 'orders', ...object }] }).product?.datasets[0]?.ref

  it('comes from the server and the physical name', () => {
    const postgres = { type: 'postgres', host: 'h', port: 1, database: 'd', schema: 's' }
    expect(ref(postgres, { physicalName: 'ORDERS' })).toEqual({ source: 'warehouse', database: 'd', schema: 's', name: 'ORDERS' })
    expect(ref(postgres, { physicalName: 'other.ORDERS' })).toEqual({ source: 'warehouse', database: 'd', schema: 'other', name: 'ORDERS' })
    expect(ref({ type: 'bigquery', project: 'p', dataset: 'set' })).toEqual({
      source: 'warehouse',
      database: 'p',
      schema: 'set',
      name: 'orders',
    })
    expect(ref({ type: 'duckdb', database: 'file.duckdb', schema: 'main' })).toEqual({
      source: 'warehouse',
      schema: 'main',
      name: 'orders',
    })
  })

  it.each([
    [{}, 'data/orders.csv', 'data/orders.csv'],
    [{}, './data/{model}/*.csv', 'data/orders/*.csv'],
    [{ physicalName: 'drops/o.csv' }, 'data', 'drops/o.csv'],
    [{ physicalName: 'drops/o.csv', customProperties: [word('path', 'x.csv')] }, 'data', 'x.csv'],
  ])('for files comes from meshwatch.path, the physical name, or the path of the server: %j, %s', (object, path, expected) => {
    expect(ref({ type: 'local', path, format: 'csv' }, object)).toEqual({
      source: 'warehouse',
      name: 'orders',
      path: expected,
      format: 'csv',
    })
  })
})

describe('names', () => {
  it('must be there once, for they become ids', () => {
    expect(compile({ schema: [orders(), orders()] }).told).toEqual(['error name-twice schema[1].name'])
    const properties = [{ name: 'a' }, { name: 'a' }]
    expect(compile({ schema: [orders({ properties })] }).told).toEqual(['error name-twice schema[0].properties[1].name'])
  })
})

describe('a contract', () => {
  it.each(['draft', 'Proposed', 'retired'])('that is %s is not watched, and says so', (status) => {
    const { product, told } = compile({ status, slaProperties: [{ property: 'latency', value: 'soon' }] })
    expect(product).toMatchObject({ status, datasets: [] })
    expect(told).toEqual(['warning not-watched status'])
  })

  it.each(['active', 'production', 'deprecated', 'in development'])('that is %s is watched', (status) => {
    expect(compile({ status }).product?.datasets).toHaveLength(1)
  })

  it('without objects is a gap', () => {
    expect(compile({ schema: [] }).told).toEqual(['gap no-schema schema'])
  })

  it('tells its purpose and its links', () => {
    const description = { purpose: 'All orders.\n', authoritativeDefinitions: [{ type: 'privacy', url: 'https://b' }] }
    const { product } = compile({ description, authoritativeDefinitions: [{ type: 'runbook', url: 'https://a' }] })
    expect(product).toMatchObject({
      purpose: 'All orders.',
      links: [
        { name: 'runbook', url: 'https://a' },
        { name: 'privacy', url: 'https://b' },
      ],
    })
  })
})

describe('people', () => {
  const member = (username: string, parts: object = {}) => ({ username, ...parts })

  it('are an owner who has not left, in both forms of the standard', () => {
    const members = [
      member('gone', { role: 'Owner', dateOut: '2025-01-01' }),
      member('dev', { role: 'Developer' }),
      member('kim', { role: 'owner', name: 'Kim' }),
    ]
    expect(compile({ team: { name: 'Shop', members } }).product).toMatchObject({ owner: 'Kim', team: 'Shop' })
    expect(compile({ team: members }, { domain: { id: 'sales', zone: 'UTC', team: 'Sales' } }).product).toMatchObject({
      owner: 'Kim',
      team: 'Sales',
    })
    expect(compile({ team: { members: [member('po', { role: 'Product Owner' })] } }).product).toMatchObject({ owner: 'po' })
  })

  it('are nobody where only access roles are listed', () => {
    expect(compile({ roles: [{ role: 'owner' }] }).product).not.toHaveProperty('owner')
  })
})

describe('channels', () => {
  it('come in the order of their scope, then the domain, then the defaults, and never twice', () => {
    const support = [
      { channel: '#chat', scope: 'interactive' },
      { channel: '#news', tool: 'slack', scope: 'announcements' },
      { channel: 'somewhere' },
      { channel: '#any' },
      { channel: 'list', tool: 'Email', url: 'mailto:list@example.org', scope: 'notifications' },
      { channel: 'C012345', tool: 'slack', scope: 'issues' },
    ]
    const { product } = compile({ support }, { domain: { id: 'sales', zone: 'UTC', channel: '#sales' }, defaultsChannel: '#sales' })
    expect(product?.channels).toEqual([
      { tool: 'slack', address: 'C012345', from: 'product' },
      { tool: 'email', address: 'list@example.org', from: 'product' },
      { tool: 'slack', address: '#chat', from: 'product' },
      { tool: 'slack', address: '#any', from: 'product' },
      { tool: 'slack', address: '#sales', from: 'domain' },
    ])
  })
})

describe('routes', () => {
  const routed = (...to: readonly string[]) => compile({ customProperties: [word('routes', [{ match: { tier: 'gold' }, to }])] })

  it("are the product's own", () => {
    expect(routed('#late', 'slack').product?.routes).toEqual([
      { match: { tier: ['gold'] }, to: ['#late', 'slack'], also: false, defer: false },
    ])
  })

  it('leave out what no notifier knows, so that the usual channels are told where nothing is left', () => {
    const { product, told } = routed('#late', 'slak')
    expect(product?.routes?.map(({ to }) => to)).toEqual([['#late']])
    expect(told).toContain('warning unknown-receiver customProperties[0].value[0].to')
    expect(routed('slak').product?.routes).toEqual([])
  })
})

describe('upstream products', () => {
  it('are those that are listed and those whose contracts are referred to', () => {
    const properties = [
      { name: 'a', relationships: [{ to: '../shop/carts.odcs.yaml#/schema/carts/properties/id' }] },
      { name: 'b', relationships: [{ to: 'items.yaml#schema/items/properties/id' }] },
      { name: 'c', relationships: [{ to: 'orders.a' }] },
    ]
    const { product, dependsOnAt } = compile({
      schema: [orders({ properties })],
      customProperties: [word('dependsOn', ['shop.users', 'sales.orders'])],
    })
    expect(product?.dependsOn).toEqual(['shop.users', 'shop.carts', 'sales.items'])
    expect(dependsOnAt.get('shop.users')).toEqual(['customProperties', 0, 'value', 0])
  })
})

describe('what is learned', () => {
  const volume = (parts: object) => compileKind('volume', parts as Record<string, unknown>)

  it('is the number of rows, or rows per day where the contract says which field is the time of an event', () => {
    expect(volume({})).toMatchObject([{ id: 'sales.orders/orders/volume', params: { measure: { of: 'rows' } } }])
    const promised = volume({ slaProperties: [{ property: 'latency', value: 30, unit: 'min', element: 'placed_at' }] })
    expect(promised).toMatchObject([
      { id: 'sales.orders/orders/volume/placed_at', params: { measure: { of: 'period', per: 'day', settle: 30 * MINUTE } } },
    ])
    const partitioned = volume({ schema: [orders({ properties: [{ name: 'd', physicalType: 'date', partitioned: true }] })] })
    expect(partitioned).toMatchObject([{ field: 'd', params: { measure: { settle: HOUR } } }])
  })

  it('is never rows per day of a field that moves when a row is touched', () => {
    expect(volume({ slaProperties: [{ property: 'latency', value: 1, element: 'updated_at' }] })).toMatchObject([
      { params: { measure: { of: 'rows' } } },
    ])
  })

  it('waits as long as a deadline gives yesterday', () => {
    const schema = [orders({ customProperties: [word('deadlineCovers', 'yesterday')] })]
    const found = volume({ schema, slaProperties: [{ property: 'timeOfAvailability', value: '07:30', element: 'placed_at' }] })
    expect(found).toMatchObject([{ params: { measure: { settle: 7.5 * HOUR } } }])
  })

  it('suits the kind of value: keys and free text tell little, private categories nothing', () => {
    const properties = [
      { name: 'amount', physicalType: 'DECIMAL(10,2)' },
      { name: 'paid', logicalType: 'boolean' },
      { name: 'status', logicalType: 'string' },
      { name: 'customer_id', logicalType: 'string' },
      { name: 'note', logicalType: 'string' },
      { name: 'diagnosis', logicalType: 'string', classification: 'restricted' },
      { name: 'at', logicalType: 'timestamp' },
      { name: 'what' },
    ]
    const found = compileKind('distribution', { schema: [orders({ properties })] })
    expect(Object.fromEntries(found.map(({ field, params }) => [field, (params as { features: unknown }).features]))).toEqual({
      amount: ['nullRate', 'zeroRate', 'quantiles'],
      paid: ['nullRate', 'categories'],
      status: ['nullRate', 'distinct', 'categories'],
      customer_id: ['nullRate', 'distinct'],
      note: ['nullRate'],
      diagnosis: ['nullRate', 'distinct'],
      at: ['nullRate'],
      what: ['nullRate'],
    })
  })
})

describe('checks', () => {
  it('have ids that are there once, on any contract with everything in it', () => {
    const rules = [
      { metric: 'nullValues', mustBe: 0 },
      { metric: 'nullValues', mustBeLessThan: 1 },
      { metric: 'nullValues', mustBeLessThan: 2 },
    ]
    const properties = [
      { name: 'a', required: true, unique: true, primaryKey: true, quality: rules },
      { name: 'at', logicalType: 'timestamp' },
    ]
    const slaProperties = ['latency', 'freshness', 'frequency', 'availability', 'availability'].map((property) => ({ property, value: 1 }))
    const { checks } = compile({ schema: [orders({ properties }), orders({ name: 'more', properties })], slaProperties })
    const ids = checks.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(checks.every(({ id, dataset }) => id.startsWith(`${dataset}/`))).toBe(true)
  })
})
