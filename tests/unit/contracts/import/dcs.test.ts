import { describe, expect, it } from 'vitest'
import { importDataContractSpecification } from '../../../../src/contracts/import/dcs.ts'
import { printContract } from '../../../../src/contracts/import/print-contract.ts'
import { readContract } from '../../../../src/contracts/odcs/read-contract.ts'
import { MeshError } from '../../../../src/core/errors.ts'
import { compileText } from '../compile/compile.ts'

const file = {
  dataContractSpecification: '1.1.0',
  id: 'urn:shop:orders',
  info: {
    title: 'Orders',
    version: '1.2.0',
    status: 'active',
    description: 'All orders.',
    owner: 'Checkout',
    contact: { name: 'Ann', email: 'ann@example.org' },
  },
  servers: {
    production: {
      type: 's3',
      environment: 'prod',
      location: 's3://bucket/{model}/*.json',
      format: 'json',
      delimiter: 'new_line',
      roles: [],
    },
    warehouse: { type: 'postgres', host: 'h', port: 5432, database: 'd', schema: 's', sslmode: 'require' },
  },
  terms: { usage: 'Reports.', limitations: 'None.', noticePeriod: 'P3M' },
  models: {
    orders: {
      type: 'table',
      description: 'One row per order.',
      primaryKey: ['order_id', 'line'],
      fields: {
        order_id: { $ref: '#/definitions/order_id', required: true },
        line: { type: 'int', minimum: 1 },
        status: { type: 'text', enum: ['open', 'closed'], pii: true, minLength: 2 },
        code: { type: 'string', pattern: '^[A-Z]+$' },
        at: { type: 'timestamp_tz', minimum: 5 },
        customer: { type: 'record', references: 'customers.id', fields: { id: { type: 'string' } } },
        tags: { type: 'array', items: { type: 'string' } },
      },
      quality: [
        { type: 'sql', description: 'Enough.', query: 'SELECT count(*) FROM orders', mustBeGreaterThanOrEqualTo: 5, mustBeLessThan: 9 },
        { type: 'library', metric: 'row_count', mustBe: 3 },
        { type: 'text', description: 'Sound.' },
        { type: 'custom', engine: 'soda', implementation: { a: 1 } },
      ],
    },
  },
  definitions: { order_id: { type: 'string', format: 'uuid', title: 'Order', unique: true, classification: 'internal' } },
  servicelevels: {
    availability: { description: 'Always.', percentage: '99.9%' },
    retention: { period: 'P1Y' },
    freshness: { threshold: '25h', timestampField: 'orders.at' },
    latency: { threshold: '10m', sourceTimestampField: 'orders.at', processedTimestampField: 'orders.at' },
    frequency: { type: 'batch', interval: 'daily', cron: '0 0 * * *' },
    support: { time: '9-5' },
  },
  links: { catalog: 'https://catalog' },
}

describe('a Data Contract Specification', () => {
  const { contract, notes } = importDataContractSpecification(file)
  const object = contract.schema?.[0]
  const property = (name: string) => object?.properties?.find((each) => each.name === name)

  it('becomes a contract of the standard, with its people and its words', () => {
    expect(contract).toMatchObject({
      id: 'urn:shop:orders',
      name: 'Orders',
      version: '1.2.0',
      status: 'active',
      description: { purpose: 'All orders.', usage: 'Reports.', limitations: 'None.' },
      team: { name: 'Checkout', members: [{ username: 'Checkout', role: 'Owner' }] },
      support: [{ channel: 'ann@example.org', tool: 'email' }],
      authoritativeDefinitions: [{ type: 'catalog', url: 'https://catalog' }],
    })
  })

  it('keeps servers with the keys that the standard has', () => {
    expect(contract.servers).toEqual([
      {
        server: 'production',
        type: 's3',
        environment: 'prod',
        location: 's3://bucket/{model}/*.json',
        format: 'json',
        delimiter: 'new_line',
      },
      { server: 'warehouse', type: 'postgres', host: 'h', port: 5432, database: 'd', schema: 's' },
    ])
    expect(notes).toContainEqual(expect.objectContaining({ kind: 'left-out', from: 'servers.warehouse.sslmode' }))
  })

  it('turns fields into properties, definitions filled in', () => {
    expect(property('order_id')).toEqual({
      name: 'order_id',
      logicalType: 'string',
      physicalType: 'string',
      logicalTypeOptions: { format: 'uuid' },
      businessName: 'Order',
      required: true,
      unique: true,
      classification: 'internal',
      primaryKey: true,
      primaryKeyPosition: 1,
    })
    expect(property('line')).toMatchObject({ logicalType: 'integer', logicalTypeOptions: { minimum: 1 }, primaryKeyPosition: 2 })
    expect(property('status')).toMatchObject({
      classification: 'pii',
      quality: [{ metric: 'invalidValues', mustBe: 0, arguments: { validValues: ['open', 'closed'] } }],
    })
    expect(property('code')).toMatchObject({ quality: [{ metric: 'invalidValues', arguments: { pattern: '^[A-Z]+$' } }] })
    expect(property('customer')).toMatchObject({
      logicalType: 'object',
      relationships: [{ to: 'customers.id' }],
      properties: [{ name: 'id' }],
    })
    expect(property('tags')).toMatchObject({ logicalType: 'array', items: { logicalType: 'string' } })
  })

  it('leaves out limits that the standard does not allow for a type, and says so', () => {
    expect(property('at')).not.toHaveProperty('logicalTypeOptions')
    expect(notes).toContainEqual(expect.objectContaining({ kind: 'left-out', from: 'models.orders.fields.at.minimum' }))
  })

  it('writes one rule for each operator, and keeps as words what the standard cannot measure', () => {
    expect(object?.quality).toMatchObject([
      { type: 'sql', mustBeGreaterOrEqualTo: 5 },
      { type: 'sql', mustBeLessThan: 9 },
      { type: 'text' },
      { type: 'text', description: 'Sound.' },
      { type: 'custom', engine: 'soda' },
    ])
    expect(notes).toContainEqual(expect.objectContaining({ kind: 'unmeasured', from: 'models.orders.quality[1]' }))
  })

  it('turns service levels into promises, and never the time between two fields into an age', () => {
    expect(contract.slaProperties).toEqual([
      { property: 'availability', value: 99.9, unit: 'percent', description: 'Always.' },
      { property: 'retention', value: 1, unit: 'y' },
      { property: 'freshness', value: 25, unit: 'h', element: 'orders.at' },
      { property: 'pipelineLatency', value: 10, unit: 'min', element: 'orders.at', valueExt: 'orders.at' },
      { property: 'frequency', value: 1440, unit: 'min', scheduler: 'cron', schedule: '0 0 * * *' },
    ])
    expect(notes.filter(({ from }) => from.startsWith('servicelevels')).map(({ kind, from }) => [kind, from])).toEqual([
      ['unmeasured', 'servicelevels.latency'],
      ['left-out', 'servicelevels.support'],
    ])
  })

  it('is read and compiled like any other once it is printed', () => {
    const text = printContract(contract)
    expect(readContract(text, 'x').contract).toEqual(contract)
    const { checks, told } = compileText(text)
    expect(told.filter((line) => line.startsWith('error'))).toEqual([])
    expect(checks.find(({ id }) => id === 'sales.orders/orders/freshness/at')?.promise).toBe('at most 1 d 1 h old')
  })
})

describe('a server that the standard cannot describe', () => {
  it('becomes a custom one with what can be kept', () => {
    const servers = { lake: { type: 'iceberg', location: 's3://b/c', secret: 'x' } }
    const { contract, notes } = importDataContractSpecification({ ...file, servers })
    expect(contract.servers).toEqual([{ server: 'lake', type: 'custom', location: 's3://b/c' }])
    expect(notes).toContainEqual(expect.objectContaining({ kind: 'assumed', from: 'servers.lake.type' }))
  })
})

it.each([{}, null, { dataContractSpecification: '2.0.0' }])('refuses %j with a reason', (input) => {
  expect(() => importDataContractSpecification(input)).toThrow(MeshError)
})

it('makes do with a file that says next to nothing', () => {
  const { contract, notes } = importDataContractSpecification({ dataContractSpecification: '0.9.3', models: { t: {} } })
  expect(contract).toMatchObject({ id: 'contract', version: '1.0.0', status: 'active', schema: [{ name: 't' }] })
  expect(notes.map(({ from }) => from)).toEqual(['info.version', 'info.status', 'servers'])
})
