import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ERRORS } from '../../../../src/core/errors.ts'
import { createHttpApp } from '../../../../src/surface/http/http-app.ts'
import { openApi } from '../../../../src/surface/http/openapi.ts'
import { incidentDetailSchema, incidentSchema, productDetailSchema, readySchema } from '../../../../src/surface/http/schemas.ts'
import { createMetrics } from '../../../../src/surface/metrics/metrics.ts'
import { incident, transition } from '../../../contract/store/samples.ts'
import { failed, fakeDaemon, NOON } from './daemon.ts'

const reference = (name: string) => readFileSync(join(import.meta.dirname, '../../../../docs/reference', name), 'utf8')

test('openapi.json describes the routes there are (else run tools/write-openapi.ts)', async () => {
  const { view } = await fakeDaemon()
  const app = createHttpApp(view, createMetrics(view))
  const written = JSON.parse(reference('openapi.json'))
  expect(written).toEqual(JSON.parse(JSON.stringify(openApi(written.info.version))))
  const served = app.routes.filter(
    ({ method, path }) =>
      ['GET', 'POST', 'DELETE'].includes(method) && path !== '/' && path !== '/api/v1/openapi.json' && !path.startsWith('/slack/'),
  )
  expect(Object.keys(written.paths).sort()).toEqual([...new Set(served.map(({ path }) => path.replace(/:(\w+)/g, '{$1}')))].sort())
})

test('errors.md lists every code with its statuses, and none that is gone', () => {
  const rows = [...reference('errors.md').matchAll(/^\| `([A-Z_]+)` \| (\d) \| (\d+) \| .+ \| .+ \|$/gm)]
  const listed = rows.map(([, code, exit, http]) => [code, { exit: Number(exit), http: Number(http) }])
  expect(Object.fromEntries(listed)).toEqual(ERRORS)
})

test('api.md names every path', async () => {
  const { paths } = JSON.parse(reference('openapi.json'))
  expect(Object.keys(paths).filter((path) => !reference('api.md').includes(`\`${path.replace('{id}', '<id>')}\``))).toEqual([])
})

test('what the API answers is what its description says, no more and no less', async () => {
  const { view, judge } = await fakeDaemon()
  const verdict = { ...failed, expected: { high: 1 }, basis: 'exact', since: NOON, evidence: { samples: 3, left: ['a', 'b'] } } as const
  await judge({ 'shop.orders/orders/freshness': verdict }, { incidents: [incident('one')], transitions: [transition('one')] })
  const app = createHttpApp(view, createMetrics(view))
  const described: readonly (readonly [string, z.ZodType])[] = [
    ['/api/v1/products/shop.orders', productDetailSchema],
    ['/api/v1/incidents/one', incidentDetailSchema],
    ['/api/v1/incidents', z.object({ incidents: z.array(incidentSchema) })],
    ['/ready', readySchema],
  ]
  for (const [path, schema] of described) {
    const answer = await (await app.request(path)).json()
    expect(schema.parse(answer)).toEqual(answer)
  }
})
