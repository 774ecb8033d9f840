import { expect, test } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../../src/core/calendar/time.ts'
import type { Verdict } from '../../../../src/core/verdict.ts'
import { createMetrics } from '../../../../src/surface/metrics/metrics.ts'
import { incident, outboxRow } from '../../../contract/store/samples.ts'
import { noPrometheus, promtool } from '../../../support/prometheus.ts'
import { check, dataset, type FakeDaemon, failed, fakeDaemon, meshOf, NOON, passed, product } from '../http/daemon.ts'
import { seriesNamed } from './series.ts'

const FRESHNESS = 'shop.orders/orders/freshness'
const VOLUME = 'shop.orders/orders/volume'
const fresh: Verdict = { ...passed, value: 5 * MINUTE, unit: 'milliseconds', evidence: { watermark: NOON - 5 * MINUTE } }
const labels = (id: string) => `{product="shop.orders",domain="shop",check="${id}"}`

test('a check is 1 while it holds, 0 while it fails, and absent while nobody can tell', async () => {
  const daemon = await fakeDaemon()
  const { tell, scrape } = watched(daemon)
  await tell({ [FRESHNESS]: passed, [VOLUME]: { ...passed, state: 'warn' } })
  expect(seriesNamed(await scrape(), 'dataproduct_check_status')).toEqual({ [labels(FRESHNESS)]: 1, [labels(VOLUME)]: 1 })
  await tell({ [FRESHNESS]: failed, [VOLUME]: { state: 'unknown', code: 'timeout', reason: 'no answer' } })
  expect(seriesNamed(await scrape(), 'dataproduct_check_status')).toEqual({ [labels(FRESHNESS)]: 0 })
})

test('remembers when a failing check last held', async () => {
  const daemon = await fakeDaemon()
  const { tell, scrape } = watched(daemon)
  await tell({ [FRESHNESS]: passed })
  daemon.setTime(NOON + HOUR)
  await tell({ [FRESHNESS]: failed })
  expect(seriesNamed(await scrape(), 'dataproduct_check_last_success_timestamp_seconds')).toEqual({ [labels(FRESHNESS)]: NOON / SECOND })
})

test('one rule compares watermark and objective of every dataset, label by label', async () => {
  const lax = { zone: 'UTC', rule: { by: 'age', limit: 9 * HOUR } }
  const id = 'shop.orders/orders'
  const orders = dataset('shop.orders', 'orders', [check(id, 'freshness', lax, `${id}/freshness#2`)])
  const refunds = dataset('shop.orders', 'refunds')
  const daemon = await fakeDaemon({}, meshOf([product('shop.orders', { datasets: [orders, refunds] })]))
  const { tell, scrape } = watched(daemon)
  const late: Verdict = { ...failed, evidence: { watermark: NOON - 8 * HOUR } }
  await tell({ [`${id}/freshness#2`]: late, [FRESHNESS]: fresh, 'shop.orders/refunds/freshness': late })
  const text = await scrape()
  const updates = seriesNamed(text, 'dataproduct_last_update_timestamp_seconds')
  expect(updates).toEqual({
    '{product="shop.orders",domain="shop",dataset="orders"}': (NOON - 5 * MINUTE) / SECOND,
    '{product="shop.orders",domain="shop",dataset="refunds"}': (NOON - 8 * HOUR) / SECOND,
  })
  const objectives = seriesNamed(text, 'dataproduct_freshness_objective_seconds')
  expect(Object.keys(objectives)).toEqual(Object.keys(updates))
  expect(Object.values(objectives)).toEqual([3600, 3600])
})

test('gives no age objective to a promise that is kept at certain hours or by a deadline', async () => {
  const hours = { zone: 'UTC', weekdays: [1, 2, 3, 4, 5], from: 0, to: 1440 }
  const id = 'shop.orders/orders'
  const orders = {
    ...dataset('shop.orders', 'orders'),
    checks: [check(id, 'freshness', { zone: 'UTC', rule: { by: 'age', limit: HOUR, hours } })],
  }
  const daemon = await fakeDaemon({}, meshOf([product('shop.orders', { datasets: [orders] })]))
  const { tell, scrape } = watched(daemon)
  await tell({ [FRESHNESS]: fresh })
  const text = await scrape()
  expect(seriesNamed(text, 'dataproduct_freshness_objective_seconds')).toEqual({})
  expect(Object.values(seriesNamed(text, 'dataproduct_last_update_timestamp_seconds'))).toEqual([(NOON - 5 * MINUTE) / SECOND])
})

test('a product that is gone is gone from the next scrape, and new labels replace the old ones at once', async () => {
  const daemon = await fakeDaemon({}, meshOf([product('shop.orders'), product('shop.carts')]))
  const { tell, scrape } = watched(daemon)
  await tell({ [FRESHNESS]: fresh })
  await tell({ 'shop.carts/carts/freshness': fresh })
  expect(await scrape()).toContain('shop.carts')
  daemon.view.mesh = meshOf([product('shop.orders', { owner: 'Bo "the" Owner\\' })])
  const text = await scrape()
  expect(text).not.toContain('shop.carts')
  expect(seriesNamed(text, 'dataproduct_info')).toEqual({
    '{product="shop.orders",domain="shop",owner="Bo \\"the\\" Owner\\\\",tier="gold"}': 1,
  })
})

test('never exports a value that is no number', async () => {
  const daemon = await fakeDaemon()
  const { tell, scrape } = watched(daemon)
  await tell({ [VOLUME]: { ...passed, value: Number.NaN, unit: 'rows' } })
  const text = await scrape()
  expect(text).not.toMatch(/ nan$/im)
  expect(seriesNamed(text, 'dataproduct_rows')).toEqual({})
})

test('after a restart the stored states speak at once, without false zeros', async () => {
  const daemon = await fakeDaemon()
  await daemon.judge(
    { [FRESHNESS]: fresh, [VOLUME]: { ...failed, value: 12, unit: 'rows' } },
    { incidents: [incident('one', { domain: 'shop' })] },
  )
  const { scrape } = watched(daemon)
  const text = await scrape()
  expect(seriesNamed(text, 'dataproduct_check_status')).toEqual({ [labels(FRESHNESS)]: 1, [labels(VOLUME)]: 0 })
  expect(seriesNamed(text, 'dataproduct_rows')).toEqual({ '{product="shop.orders",domain="shop",dataset="orders"}': 12 })
  expect(seriesNamed(text, 'dataproduct_incidents_open')).toMatchObject({
    '{domain="shop",severity="high"}': 1,
    '{domain="shop",severity="critical"}': 0,
  })
})

test('what the engine tells while the stored states are read is not overwritten by them', async () => {
  const daemon = await fakeDaemon()
  await daemon.judge({ [FRESHNESS]: failed })
  const { metrics, scrape } = watched(daemon)
  daemon.setTime(NOON + MINUTE)
  const states = [{ check: FRESHNESS, verdict: passed, at: NOON + MINUTE, since: NOON, streak: 1 }]
  metrics.events.probed(probe({ states }))
  expect(seriesNamed(await scrape(), 'dataproduct_check_status')).toEqual({ [labels(FRESHNESS)]: 1 })
})

test('a store that does not answer leaves its numbers out, and the next scrape has them', async () => {
  const daemon = await fakeDaemon()
  await daemon.judge({ [FRESHNESS]: passed })
  const { scrape } = watched(daemon)
  daemon.view.store = { ...daemon.store, states: () => Promise.reject(new Error('gone')) }
  const text = await scrape()
  expect(seriesNamed(text, 'meshwatch_store_reachable')).toEqual({ '': 0 })
  for (const name of ['dataproduct_incidents_open', 'dataproduct_check_status', 'meshwatch_outbox_rows']) {
    expect(seriesNamed(text, name)).toEqual({})
  }
  daemon.view.store = daemon.store
  expect(seriesNamed(await scrape(), 'dataproduct_check_status')).toEqual({ [labels(FRESHNESS)]: 1 })
})

test('an incident about looking is not an incident about data', async () => {
  const daemon = await fakeDaemon()
  await daemon.judge({}, { incidents: [incident('blind', { type: 'monitoring', domain: 'shop' })] })
  const text = await watched(daemon).scrape()
  expect(Object.values(seriesNamed(text, 'dataproduct_incidents_open'))).toEqual([0, 0, 0, 0])
  expect(seriesNamed(text, 'meshwatch_monitoring_incidents_open')).toEqual({ '': 1 })
})

test('counts probes by source and notices by what became of them, with known reasons only', async () => {
  const daemon = await fakeDaemon()
  const { metrics, tell, scrape } = watched(daemon)
  await tell({ [FRESHNESS]: { state: 'unknown', code: 'unreachable', reason: 'no route' } })
  await tell({ [FRESHNESS]: { state: 'unknown', code: 'learning', reason: 'too few' } })
  metrics.events.probeBroke({ dataset: 'shop.orders/orders', error: new Error('our own fault') })
  const row = outboxRow('a', 'one')
  metrics.events.settled({ row, outcome: { state: 'delivered', at: NOON, address: '#x' }, took: 1 })
  metrics.events.settled({ row, outcome: { state: 'queued', position: 0, notBefore: NOON, error: 'rate-limited: wait' }, took: 1 })
  metrics.events.settled({ row, outcome: { state: 'queued', position: 0, notBefore: NOON, error: '' }, took: 1 })
  metrics.events.settled({ row, outcome: { state: 'dead', at: NOON, error: 'https://hooks.example/secret said no' }, took: 1 })
  const text = await scrape()
  expect(seriesNamed(text, 'meshwatch_probes_total')).toEqual({
    '{source="warehouse",result="unanswered"}': 1,
    '{source="warehouse",result="answered"}': 1,
    '{source="warehouse",result="broken"}': 1,
  })
  expect(seriesNamed(text, 'meshwatch_probe_statements_total')).toEqual({ '{source="warehouse"}': 2 })
  expect(seriesNamed(text, 'meshwatch_notifications_total')).toEqual({
    '{receiver="slack",result="delivered",reason=""}': 1,
    '{receiver="slack",result="retried",reason="rate-limited"}': 1,
    '{receiver="slack",result="postponed",reason=""}': 1,
    '{receiver="slack",result="dead",reason="other"}': 1,
  })
  expect(seriesNamed(text, 'meshwatch_notification_delivery_seconds_count')).toEqual({ '{receiver="slack"}': 1 })
  expect(daemon.logged).toContainEqual(['a probe broke', expect.objectContaining({ dataset: 'shop.orders/orders' })])
})

test('says what the reload and the outbox are at', async () => {
  const daemon = await fakeDaemon()
  daemon.setReloads({ ok: false, generation: 4, diagnostics: product('shop.orders').gaps })
  await daemon.judge({}, { incidents: [incident('one')], outbox: [outboxRow('a', 'one', { createdAt: NOON - MINUTE })] })
  const text = await watched(daemon).scrape()
  expect(seriesNamed(text, 'meshwatch_config_last_reload_successful')).toEqual({ '': 0 })
  expect(seriesNamed(text, 'meshwatch_config_generation')).toEqual({ '': 4 })
  expect(seriesNamed(text, 'meshwatch_contract_diagnostics')).toEqual({
    '{severity="error"}': 0,
    '{severity="warning"}': 0,
    '{severity="gap"}': 1,
  })
  expect(seriesNamed(text, 'meshwatch_outbox_rows')).toEqual({ '{state="queued"}': 1, '{state="dead"}': 0 })
  expect(seriesNamed(text, 'meshwatch_outbox_oldest_undelivered_timestamp_seconds')).toEqual({
    '{receiver="slack"}': (NOON - MINUTE) / SECOND,
  })
  expect(seriesNamed(text, 'meshwatch_visits_waiting')).toEqual({ '': 3 })
})

test('scrapes at the same time share one look at the store', async () => {
  const daemon = await fakeDaemon()
  let looks = 0
  daemon.view.store = {
    ...daemon.store,
    outboxSummary() {
      looks++
      return daemon.store.outboxSummary()
    },
  }
  const { scrape } = watched(daemon)
  const [first, second] = await Promise.all([scrape(), scrape()])
  expect(second).toBe(first)
  expect(looks).toBe(1)
  await scrape()
  expect(looks).toBe(2)
})

test('a scrape of 1,000 products lets the daemon go on in between', async () => {
  const names = Array.from({ length: 1_000 }, (_, index) => `shop.p${index}`)
  const daemon = await fakeDaemon({}, meshOf(names.map((name) => product(name))))
  const { metrics, scrape } = watched(daemon)
  const states = names.flatMap((name) =>
    ['freshness', 'volume', 'schema'].map((kind) => ({
      check: `${name}/${name.slice(5)}/${kind}`,
      verdict: fresh,
      at: NOON,
      since: NOON,
      streak: 1,
    })),
  )
  metrics.events.probed(probe({ states }))
  let turns = 0
  let done = false
  const turn = () => {
    turns++
    if (!done) setImmediate(turn)
  }
  setImmediate(turn)
  const text = await scrape()
  done = true
  const lines = text.split('\n').length
  expect(lines).toBeGreaterThan(9_000)
  expect(turns).toBeGreaterThanOrEqual(Math.floor(lines / 1_000))
})

test('histograms are never kept per product', () => {
  const { described } = createMetrics({ clock: { now: () => NOON, after: () => () => {} }, log: SILENT })
  const histograms = described.filter(({ type, name }) => type === 'histogram' && name.startsWith('meshwatch_'))
  expect(histograms.map(({ labels: names }) => names)).toEqual([['source_kind'], [], ['receiver']])
})

test.skipIf(noPrometheus)('promtool finds nothing to say, with a sample in every metric', async () => {
  const daemon = await fakeDaemon()
  const { metrics, tell, scrape } = watched(daemon)
  await tell(
    { [FRESHNESS]: fresh, [VOLUME]: { ...passed, value: 12, unit: 'rows' } },
    {
      incidents: [incident('one'), incident('two', { type: 'monitoring', source: 'slack #orders' })],
      outbox: [outboxRow('a', 'one'), outboxRow('b', 'two')],
    },
  )
  daemon.view.lastHeartbeat = NOON
  daemon.view.budget = async () => [{ receiver: 'slack', channel: '#x', spent: 1, allowed: 30, on: [], keptBack: [] }]
  const [lost] = await daemon.store.claim(NOON, MINUTE, 1)
  if (lost) await daemon.store.settle(lost, { state: 'dead', at: NOON, error: 'auth: no' })
  metrics.events.settled({ row: outboxRow('c', 'one'), outcome: { state: 'delivered', at: NOON, address: '#x' }, took: 1 })
  metrics.events.settled({
    row: outboxRow('c', 'one'),
    outcome: { state: 'queued', position: 0, notBefore: NOON, error: 'timeout: ' },
    took: 1,
  })
  metrics.events.settled({ row: outboxRow('a', 'one'), outcome: { state: 'dead', at: NOON, error: 'auth: no' }, took: 1 })
  const text = await scrape()
  const empty = metrics.described.filter(
    ({ name }) => /^(dataproduct|meshwatch)_/.test(name) && !new RegExp(`^${name}[_{ ]`, 'm').test(text),
  )
  expect(empty).toEqual([])
  expect(promtool(['check', 'metrics'], text)).toEqual({ status: 0, output: '' })
  expect(promtool(['check', 'metrics'], text.replaceAll('meshwatch_probes_total', 'meshwatch_probes'))).toMatchObject({ status: 3 })
})

const SILENT = { error() {}, warn() {}, info() {}, debug() {} }

function watched(daemon: FakeDaemon) {
  const metrics = createMetrics(daemon.view)
  metrics.attach(daemon.view)
  return {
    metrics,
    scrape: () => metrics.render(),
    async tell(...said: Parameters<FakeDaemon['judge']>) {
      metrics.events.probed(probe(await daemon.judge(...said)))
    },
  }
}

function probe(record: Partial<Awaited<ReturnType<FakeDaemon['judge']>>>) {
  const whole = { dataset: '', at: NOON, measurements: [], states: [], incidents: [], transitions: [], outbox: [], ...record }
  return { source: 'warehouse', record: whole, statements: 1, lateness: 10, took: 20 }
}
