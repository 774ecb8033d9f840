/** A small mesh on files: the product `shop.orders` from a CSV, promised to be at most an hour old. */
import { makePlace } from './program.ts'

/** The newest order in `ORDERS`. */
export const NEWEST = '2026-03-02T09:50:00Z'
export const IN_TIME = '2026-03-02T10:00:00.000Z'
export const TOO_LATE = '2026-03-02T12:00:00.000Z'

export const ORDERS = `order_id,placed_at,amount
0,2026-03-01T09:00:00Z,10.5
1,2026-03-02T09:30:00Z,10.5
2,2026-03-02T09:40:00Z,11
3,${NEWEST},12.25
`

export const CONFIG = `sources:
  landing: { type: local, path: ./landing }
domains:
  shop: { team: Shop, channel: '#shop-data' }
http: { port: 0 }
`

export function contractFor(name: string, more = ''): string {
  return `apiVersion: v3.1.0
kind: DataContract
id: shop-${name}
name: ${name}
version: 1.0.0
status: active
servers:
  - { server: landing, type: local, path: ${name}.csv, format: csv }
schema:
  - name: ${name}
    physicalName: ${name}.csv
    properties:
      - { name: order_id, logicalType: integer, required: true, primaryKey: true }
      - { name: placed_at, logicalType: timestamp }
      - { name: amount, logicalType: number }
slaProperties:
  - { property: latency, value: 1, unit: h, element: ${name}.placed_at, driver: operational }
${more}`
}

export function makeShop(files: Readonly<Record<string, string>> = {}) {
  return makePlace({
    'meshwatch.yaml': CONFIG,
    'landing/orders.csv': ORDERS,
    'monitors/shop/orders.odcs.yaml': contractFor('orders'),
    ...files,
  })
}
