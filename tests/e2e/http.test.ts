/** The whole daemon in this process, on a folder of CSV files, asked over HTTP like a health check, a scraper and a person would. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { realWorld } from '../../src/app.ts'
import { startDaemon } from '../../src/daemon.ts'
import { freePort } from '../support/free-port.ts'
import { noPrometheus, startPrometheus } from '../support/prometheus.ts'
import { seriesNamed } from '../unit/surface/metrics/series.ts'

const TOKEN = 'canary-of-this-test'

describe('a running daemon', () => {
  test('judges what is there, and says the same in API and metrics', { timeout: 60_000 }, async () => {
    const { ask, scrape } = await running()
    const { checks } = await until(
      async () => (await ask('/api/v1/checks?kind=freshness')).body,
      (body) => body.checks.length === 2 && body.checks.every((one: Check) => one.verdict !== undefined),
    )
    const stateOf = (product: string) => checks.find((one: Check) => one.product === product)?.verdict
    expect(stateOf('shop.orders')).toMatchObject({ state: 'pass' })
    expect(stateOf('shop.refunds')).toMatchObject({ state: 'fail' })
    const { incidents } = (await ask('/api/v1/incidents?status=open')).body
    expect(incidents).toMatchObject([{ product: 'shop.refunds', type: 'freshness', affects: [] }])
    expect((await ask(`/api/v1/incidents/${incidents[0].id}`)).body.transitions).toMatchObject([{ kind: 'opened' }])
    expect((await ask('/api/v1/products/shop.refunds')).body).toMatchObject({ state: 'fail', owner: 'Ada Owner' })
    const text = await scrape()
    const labels = (product: string) => `{product="shop.${product}",domain="shop",dataset="${product}"}`
    expect(seriesNamed(text, 'dataproduct_freshness_objective_seconds')).toEqual({
      [labels('orders')]: 86_400,
      [labels('refunds')]: 86_400,
    })
    const updated = seriesNamed(text, 'dataproduct_last_update_timestamp_seconds')
    expect(updated[labels('refunds')]).toBe(Date.UTC(2026, 0, 1) / 1_000)
    expect(updated[labels('orders')]).toBeGreaterThan(Date.now() / 1_000 - 3_600)
    expect(seriesNamed(text, 'dataproduct_incidents_open')['{domain="shop",severity="medium"}']).toBe(1)
    expect(seriesNamed(text, 'meshwatch_probes_total')['{source="landing",result="answered"}']).toBeGreaterThanOrEqual(2)
  })

  test.skipIf(noPrometheus)('is scraped by Prometheus from its start, and again after a restart', { timeout: 60_000 }, async () => {
    const { url, stop, start } = await running(configWords().replace('port: 0', `port: ${await freePort()}`))
    const prometheus = await startPrometheus(url, TOKEN)
    onTestFinished(prometheus.stop)
    const status = 'dataproduct_check_status{check=~".+/freshness/updated_at"}'
    const seen = () => prometheus.ask(status)
    const before = await until(seen, (series) => series.length === 2)
    expect(before.map(({ metric, value }) => [metric.product, value[1]]).sort()).toEqual([
      ['shop.orders', '1'],
      ['shop.refunds', '0'],
    ])
    await stop()
    await until(seen, (series) => series.length === 0)
    await start()
    const after = await until(seen, (series) => series.length > 0)
    expect(after.map(({ metric, value }) => [metric, value[1]])).toEqual(before.map(({ metric, value }) => [metric, value[1]]))
  })

  test('is not ready while its files cannot be used, and goes on with the last good ones', { timeout: 30_000 }, async () => {
    const { ask, write, scrape, reload } = await running()
    expect(await ask('/ready')).toMatchObject({ status: 200, body: { ready: true, registry: { products: 2, generation: 1 } } })
    write('meshwatch.yaml', configWords().replace('sources:', 'sorces:'))
    await reload()
    const { status, body } = await ask('/ready')
    expect({ status, body }).toMatchObject({ status: 503, body: { registry: { products: 2, generation: 1 }, reload: { ok: false } } })
    expect(body.reload.diagnostics).toContainEqual(expect.objectContaining({ severity: 'error', line: 3, column: 1 }))
    expect(seriesNamed(await scrape(), 'meshwatch_config_last_reload_successful')).toEqual({ '': 0 })
    expect((await ask('/live')).status).toBe(200)
    write('meshwatch.yaml', configWords())
    await reload()
    expect((await ask('/ready')).status).toBe(200)
  })

  test('forgets a product with its contract, in the next scrape', { timeout: 30_000 }, async () => {
    const { ask, remove, scrape, reload } = await running()
    expect(await scrape()).toContain('shop.refunds')
    remove('monitors/shop/refunds.odcs.yaml')
    await reload()
    expect(await scrape()).not.toContain('shop.refunds')
    expect(await ask('/api/v1/products/shop.refunds')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
    expect(await ask('/ready')).toMatchObject({ status: 200, body: { registry: { products: 1, generation: 2 } } })
  })

  test('tells its token to nobody, in answers or in its log', { timeout: 30_000 }, async () => {
    const { url, ask, logged } = await running()
    for (const path of ['/', '/ready', '/metrics', '/api/v1/products', '/api/v1/checks', '/api/v1/incidents', '/api/v1/openapi.json']) {
      expect((await fetch(`${url}${path}`)).status).toBe(401)
      const answer = await ask(path)
      expect(answer.status).toBe(200)
      expect(answer.text).not.toContain(TOKEN)
    }
    expect(inspect(logged, { depth: 9 })).not.toContain(TOKEN)
  })

  test('cannot be started twice on one port, and says so', { timeout: 30_000 }, async () => {
    const { url } = await running()
    const second = running(configWords().replace('port: 0', `port: ${new URL(url).port}`))
    await expect(second).rejects.toMatchObject({ code: 'ADDRESS_UNUSABLE' })
  })
})

interface Check {
  readonly product: string
  readonly verdict?: { readonly state: string }
}

const configWords = () => `registry: ./monitors
store: sqlite:./state.db
sources:
  landing: { type: local, path: ./landing }
domains:
  shop: { team: Shop, owner: Ada Owner }
http:
  port: 0
  token: ${TOKEN}
`

const contractWords = (name: string) => `apiVersion: v3.1.0
kind: DataContract
id: ${name}
name: ${name}
version: 1.0.0
status: active
domain: shop
servers:
  - { server: landing, type: local, path: ${name}.csv, format: csv }
schema:
  - name: ${name}
    physicalType: file
    properties:
      - { name: id, logicalType: integer }
      - { name: updated_at, logicalType: timestamp }
slaProperties:
  - { property: latency, value: 1, unit: d, element: ${name}.updated_at }
`

async function running(config = configWords()) {
  const root = mkdtempSync(join(tmpdir(), 'meshwatch-http-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  write('meshwatch.yaml', config)
  const newest = { orders: new Date(Date.now() - 60_000).toISOString(), refunds: '2026-01-01T00:00:00Z' }
  for (const [name, at] of Object.entries(newest)) {
    write(`monitors/shop/${name}.odcs.yaml`, contractWords(name))
    write(`landing/${name}.csv`, `id,updated_at\n1,2025-12-31T00:00:00Z\n2,${at}\n`)
  }
  const logged: unknown[] = []
  const log = (...words: readonly unknown[]) => void logged.push(words)
  const world = realWorld({ error: log, warn: log, info: log, debug: log })
  const start = async () => {
    const daemon = await startDaemon(join(root, 'meshwatch.yaml'), { world })
    let stopped: Promise<void> | undefined
    const stop = () => {
      stopped ??= daemon.stop()
      return stopped
    }
    onTestFinished(stop)
    return { daemon, stop }
  }
  const { daemon, stop } = await start()
  const ask = async (path: string) => {
    const answer = await fetch(`${daemon.url}${path}`, { headers: { authorization: `Bearer ${TOKEN}` } })
    const text = await answer.text()
    return { status: answer.status, text, body: answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : undefined }
  }
  return {
    url: daemon.url,
    stop,
    start,
    logged,
    write,
    remove: (path: string) => rmSync(join(root, path)),
    reload: () => daemon.reloader.reload(),
    ask,
    scrape: async () => (await ask('/metrics')).text,
  }
}

async function until<T>(look: () => Promise<T>, holds: (seen: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 100; tries++) {
    const seen = await look()
    if (holds(seen)) return seen
    await sleep(250)
  }
  throw new Error('it did not come to that within 25 s')
}
