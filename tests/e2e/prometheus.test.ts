/** A real Prometheus scrapes the daemon, and the queries that metrics.md tells people to use are put to it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { HOUR, MINUTE } from '../../src/core/calendar/time.ts'
import { Secret } from '../../src/core/secret.ts'
import { startHttp } from '../../src/surface/http/server.ts'
import { createMetrics } from '../../src/surface/metrics/metrics.ts'
import { type Ask, noPrometheus, promtool, type Series, startPrometheus } from '../support/prometheus.ts'
import { check, dataset, type FakeDaemon, failed, fakeDaemon, meshOf, passed, product } from '../unit/surface/http/daemon.ts'

const TOKEN = 'only-for-this-test'
const [FRESH_RULE = '', OWNER_RULE = '', HEARTBEAT_RULE = ''] = [
  ...readFileSync(join(import.meta.dirname, '../../docs/reference/metrics.md'), 'utf8').matchAll(/^```promql\n(.+)\n```/gm),
].map(([, rule]) => rule)

describe.skipIf(noPrometheus)('a Prometheus that scrapes meshwatch', () => {
  test('finds late data by one rule for all, and tells whose it is', { timeout: 60_000 }, async () => {
    const daemon = await meshOfTwo()
    const { url, tell } = await serving(daemon)
    await tell('shop.orders/orders/freshness', { ...failed, evidence: { watermark: Date.now() - 2 * HOUR } })
    await tell('shop.orders/refunds/freshness', { ...passed, evidence: { watermark: Date.now() - 5 * MINUTE } })
    const ask = await prometheusOver(url)
    await until(async () => (await ask('dataproduct_check_status')).length === 2)
    expect(await ask(FRESH_RULE)).toMatchObject([{ metric: { product: 'shop.orders', domain: 'shop', dataset: 'orders' } }])
    expect(await ask(OWNER_RULE)).toMatchObject([{ metric: { check: 'shop.orders/orders/freshness', owner: 'Ada Owner', tier: 'gold' } }])
    expect(await ask(HEARTBEAT_RULE)).toEqual([])
    expect(await ask('up')).toMatchObject([{ value: [expect.anything(), '1'] }])
  })

  test('goes on joining owners when one changes, and forgets a product that is gone', { timeout: 60_000 }, async () => {
    const daemon = await meshOfTwo()
    const { url, tell } = await serving(daemon)
    await tell('shop.orders/orders/freshness', failed)
    const ask = await prometheusOver(url)
    const ownerIs = (owner: string) => async () => (await ask(OWNER_RULE))[0]?.metric.owner === owner
    await until(ownerIs('Ada Owner'))
    daemon.view.mesh = meshOf([product('shop.orders', { owner: 'Bo Owner' })])
    await until(ownerIs('Bo Owner'))
    daemon.view.mesh = meshOf([])
    await until(async () => (await ask('{__name__=~"dataproduct_.+",product="shop.orders"}')).length === 0)
  })

  test('sees the same gauges after a restart as before', { timeout: 60_000 }, async () => {
    const daemon = await meshOfTwo()
    const first = await serving(daemon)
    await first.tell('shop.orders/orders/freshness', { ...failed, evidence: { watermark: 1_000 } })
    const gauges = '{__name__=~"dataproduct_(check_status|last_update_timestamp_seconds|incidents_open|info)"}'
    const ask = await prometheusOver(first.url)
    await until(async () => (await ask(gauges)).length > 0)
    const before = await ask(gauges)
    await first.close()
    await until(async () => (await ask('up == 0')).length === 1)
    expect(await ask(gauges)).toEqual([])
    await serving(daemon, Number(new URL(first.url).port))
    await until(async () => (await ask(gauges)).length > 0)
    const plain = (series: Series) => series.map(({ metric, value }) => `${JSON.stringify(metric)} ${value[1]}`).sort()
    expect(plain(await ask(gauges))).toEqual(plain(before))
  })

  test('is given nothing without the token', { timeout: 60_000 }, async () => {
    const { url } = await serving(await meshOfTwo())
    const ask = await prometheusOver(url, 'wrong')
    await until(async () => (await ask('up == 0')).length === 1)
    expect(await ask('{__name__=~"(dataproduct|meshwatch)_.+"}')).toEqual([])
  })

  test('and its tool has nothing to say about what is served', async () => {
    const { url, tell } = await serving(await meshOfTwo())
    await tell('shop.orders/orders/freshness', failed)
    const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(promtool(['check', 'metrics'], await answer.text())).toEqual({ status: 0, output: '' })
  })
})

async function meshOfTwo(): Promise<FakeDaemon> {
  const refunds = dataset('shop.orders', 'refunds')
  const orders = dataset('shop.orders', 'orders', [check('shop.orders/orders', 'quality', {})])
  const daemon = await fakeDaemon({ token: new Secret(TOKEN) }, meshOf([product('shop.orders', { datasets: [orders, refunds] })]))
  daemon.view.pulse = () => ({ scheduler: Date.now(), dispatcher: Date.now(), waiting: 0 })
  return daemon
}

async function serving(daemon: FakeDaemon, port = 0) {
  daemon.view.config = { ...daemon.view.config, http: { ...daemon.view.config.http, port } }
  const metrics = createMetrics(daemon.view)
  const { url, close } = await startHttp(daemon.view, metrics)
  onTestFinished(close)
  return {
    url,
    close,
    async tell(id: string, verdict: typeof failed) {
      metrics.events.probed({ source: 'warehouse', record: await daemon.judge({ [id]: verdict }), statements: 1, lateness: 1, took: 1 })
    },
  }
}

async function prometheusOver(target: string, token = TOKEN): Promise<Ask> {
  const { ask, stop } = await startPrometheus(target, token)
  onTestFinished(stop)
  return ask
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await holds()) return
    await sleep(100)
  }
  throw new Error('it did not come to that within 20 s')
}
