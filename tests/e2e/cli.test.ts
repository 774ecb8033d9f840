/** The command line as it is typed: the real program, real files, a real database; its answers, its streams and its exit codes. */
import { existsSync, readdirSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createDatabase, noPostgres } from '../support/postgres.ts'
import { makePlace, PROGRAM } from '../support/program.ts'
import { CONFIG, contractFor, IN_TIME, makeShop, ORDERS, TOO_LATE } from '../support/shop.ts'
import { elementsOf } from '../support/xml.ts'

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const time = expect.stringMatching(ISO)

describe('check', { timeout: 60_000 }, () => {
  test('judges as of the time that is named, and its exit code says what came of it', () => {
    const shop = makeShop()
    const fine = shop.run(['check', '--at', IN_TIME])
    expect(fine).toMatchObject({ status: 0, err: '' })
    expect(fine.out).toMatch(/^shop\.orders\/orders {2}\d+ passed/)
    expect(fine.out).toMatch(/nothing failed\n$/)
    const late = shop.run(['check', '--at', TOO_LATE])
    expect(late.status).toBe(1)
    expect(late.out).toMatch(/FAIL freshness/)
    expect(late.out).toMatch(/1 open incident\n {2}open .*freshness/)
    expect(late.out).toMatch(/1 failed\n$/)
  })

  test('answers nothing but JSON of the promised shape on standard output', () => {
    const shop = makeShop()
    const { status, out, err } = shop.run(['check', 'shop.orders', '--at', TOO_LATE, '--format', 'json'])
    expect({ status, err }).toEqual({ status: 1, err: '' })
    const { at, verdicts, incidents } = JSON.parse(out)
    expect(at).toBe(TOO_LATE)
    expect(verdicts.find(({ kind }: { kind: string }) => kind === 'freshness')).toMatchObject({
      check: 'shop.orders/orders/freshness/placed_at',
      domain: 'shop',
      product: 'shop.orders',
      dataset: 'orders',
      field: 'placed_at',
      state: 'fail',
      reason: expect.any(String),
      value: 130 * 60_000,
      expected: { high: 3_600_000 },
      measuredAt: TOO_LATE,
    })
    const schema = verdicts.find(({ kind }: { kind: string }) => kind === 'schema')
    expect(Object.keys(schema)).not.toContain('field')
    for (const verdict of verdicts) {
      expect(verdict).toMatchObject({ check: expect.any(String), kind: expect.any(String), reason: expect.any(String), measuredAt: time })
      expect(['pass', 'warn', 'fail', 'unknown']).toContain(verdict.state)
    }
    expect(incidents).toEqual([
      {
        id: expect.any(String),
        status: 'open',
        severity: expect.stringMatching(/^(critical|high|medium|low)$/),
        type: 'freshness',
        domain: 'shop',
        product: 'shop.orders',
        dataset: 'orders',
        fields: ['placed_at'],
        segments: [],
        title: expect.any(String),
        reason: expect.any(String),
        since: '2026-03-02T10:50:00.000Z',
        openedAt: TOO_LATE,
        confirmedAt: [],
        affects: [],
        checks: ['shop.orders/orders/freshness/placed_at'],
      },
    ])
  })

  test('writes JUnit that a CI system can read', () => {
    const shop = makeShop({ 'landing/orders.csv': ORDERS.replace('11', '"<10 & \'5">"') })
    const { status, out } = shop.run(['check', '--at', TOO_LATE, '--format', 'junit'])
    expect(status).toBe(1)
    const elements = elementsOf(out)
    const cases = elements.filter(({ name }) => name === 'testcase')
    expect(elements[0]).toMatchObject({ name: 'testsuites', within: [] })
    expect(elements[1]).toMatchObject({ name: 'testsuite', attributes: { name: 'shop.orders/orders', tests: String(cases.length) } })
    expect(cases.map(({ attributes }) => attributes.name)).toContain('shop.orders/orders/freshness/placed_at')
    const failures = elements.filter(({ name }) => name === 'failure')
    expect(elements[1]?.attributes.failures).toBe(String(failures.length))
    expect(failures.map(({ attributes }) => attributes.message)).toContainEqual(expect.stringContaining('placed_at'))
  })

  test('tells what could not be measured from what is broken', () => {
    const shop = makeShop()
    shop.run(['check', '--at', IN_TIME])
    shop.write('landing/orders.csv', new Uint8Array([0x50, 0x41, 0x52, 0x31, 0, 1, 2]))
    const { status, out } = shop.run(['check', 'freshness', '--at', IN_TIME])
    expect({ status, out }).toMatchObject({ status: 3, out: expect.stringContaining('could not be measured') })
  })

  test('selects by domain, product, dataset, check and kind, with * and commas', () => {
    const shop = makeShop({ 'landing/refunds.csv': ORDERS, 'monitors/shop/refunds.odcs.yaml': contractFor('refunds') })
    const chosen = (select: string): readonly string[] =>
      JSON.parse(shop.run(['check', select, '--at', IN_TIME, '--format', 'json']).out).verdicts.map(({ check }: { check: string }) => check)
    const all = chosen('shop')
    expect(new Set(all.map((check) => check.split('/')[0]))).toEqual(new Set(['shop.orders', 'shop.refunds']))
    expect(chosen('shop.refunds')).toEqual(all.filter((check) => check.startsWith('shop.refunds/')))
    expect(chosen('shop.refunds/refunds')).toEqual(chosen('shop.refunds'))
    expect(chosen('*.orders/orders/freshness/*, shop.refunds/refunds/schema')).toEqual([
      'shop.orders/orders/freshness/placed_at',
      'shop.refunds/refunds/schema',
    ])
    expect(chosen('freshness')).toHaveLength(2)
  })

  test('has no colours where nobody sees them', () => {
    const shop = makeShop()
    const red = String.fromCharCode(27)
    for (const env of [{}, { NO_COLOR: '1' }]) expect(shop.run(['check', '--at', TOO_LATE], env).out).not.toContain(red)
    const seen = (env: string) =>
      shop.shell(`script -qec "env ${env} '${process.execPath}' '${PROGRAM}' check --at ${TOO_LATE}" /dev/null`).out
    expect(seen('TERM=xterm')).toContain(`${red}[31m`)
    expect(seen('TERM=xterm NO_COLOR=1')).not.toContain(`${red}[3`)
  })

  test('outlives a reader who has seen enough', () => {
    const shop = makeShop()
    const { out, err } = shop.shell(
      `meshwatch check --at ${TOO_LATE} --format json | head -1; echo \${PIPESTATUS[0]}; meshwatch --help | true`,
    )
    expect({ out, err }).toEqual({ out: '{\n1\n', err: '' })
  })
})

describe('a source that takes its time', { timeout: 60_000 }, () => {
  test.skipIf(noPostgres)('can be interrupted, and nothing is held against it', async () => {
    const { place, count } = await makeSlowWarehouse()
    const running = place.start(['check'])
    await untilAsked(count)
    const begun = Date.now()
    const { status, err } = await running.end('SIGINT')
    expect(Date.now() - begun).toBeLessThan(5_000)
    expect({ status, err }).toEqual({ status: 3, err: 'stopped before all was judged\n' })
    expect(JSON.parse(place.run(['incidents', '--format', 'json']).out)).toEqual([])
    expect(await count()).toBe(0)
  })
})

describe('incidents', { timeout: 60_000 }, () => {
  test('lists them with their ends, and those of one status', () => {
    const shop = makeShop()
    expect(shop.run(['incidents'])).toEqual({ status: 0, out: 'no incidents\n', err: '' })
    shop.run(['check', '--at', TOO_LATE])
    shop.write('landing/orders.csv', `${ORDERS}4,2026-03-02T12:20:00Z,9\n`)
    shop.run(['check', '--at', '2026-03-02T12:30:00Z'])
    const list = (...args: readonly string[]) => JSON.parse(shop.run(['incidents', '--format', 'json', ...args]).out)
    const all = list()
    expect(all).toMatchObject([{ status: 'resolved', type: 'freshness', openedAt: TOO_LATE, resolvedAt: '2026-03-02T12:30:00.000Z' }])
    expect(list('--status', 'resolved')).toEqual(all)
    expect(list('--status', 'open')).toEqual([])
    expect(list('shop.orders')).toEqual(all)
    expect(shop.run(['incidents']).out).toMatch(/^resolved 2026-03-02T12:00:00\.000Z freshness, \w+, over after 30 min/)
  })
})

describe('what cannot be asked like this', { timeout: 60_000 }, () => {
  test.each([
    [['chekc'], /unknown command 'chekc'\n\(Did you mean check\?\)/],
    [['check', '--fromat', 'json'], /unknown option '--fromat'\n\(Did you mean --format\?\)/],
    [['check', '--format', 'xml'], /Allowed choices are text, json, junit/],
    [['check', 'a', 'b'], /too many arguments/],
    [['check', '--at', 'yesterday'], /USAGE: yesterday is not a time\.\nWrite it as ISO 8601/],
    [['check', '--at', '5'], /USAGE: 5 is not a time/],
    [['check', 'shop.ordrs'], /SELECTOR_EMPTY: .*shop\.ordrs\.\nDid you mean "shop\.orders"\?/],
    [['incidents', 'nobody'], /SELECTOR_EMPTY/],
    [['incidents', '--status', 'odd'], /Allowed choices are pending, open/],
    [['init'], /--from <source>' not specified/],
    [['init', '--from', 'landng'], /NOT_FOUND: There is no source landng\.\nConfigured are: landing/],
    [['import'], /missing required argument 'file'/],
    [['import', 'nowhere.json'], /USAGE: nowhere\.json cannot be read: ENOENT/],
    [['demo', '--for', 'long'], /Write a duration such as 45s/],
    [['check', '--config', 'gone.yaml'], /CONFIG_NOT_FOUND: there is no configuration at gone\.yaml\n.*--config/],
    [['run', '--config', 'monitors'], /CONFIG_INVALID: .*\nmonitors:1:1 error .*EISDIR/],
  ])('meshwatch %j', (args, said) => {
    const { status, out, err } = makeShop().run(args)
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toMatch(said)
  })

  test('a store that is damaged is refused and left as it is', () => {
    const broken = 'no database, and longer than one that was never begun: '.repeat(40)
    const shop = makeShop({ 'meshwatch.db': broken })
    for (const command of ['check', 'incidents', 'run']) {
      const { status, out, err } = shop.run([command])
      expect({ status, out, err }).toEqual({ status: 2, out: '', err: expect.stringMatching(/^STORE_CORRUPT: .*\n.*\n$/) })
    }
    expect(shop.read('meshwatch.db')).toBe(broken)
  })
})

describe('run', { timeout: 60_000 }, () => {
  test('watches until it is told to end, follows its files, and shares its store with nobody of its kind', async () => {
    const shop = makeShop()
    const daemon = shop.start(['run'])
    const url = /"url":"([^"]+)"/.exec(await daemon.says('"msg":"watching"'))?.[1]
    expect((await fetch(`${url}/live`)).status).toBe(200)
    expect(shop.run(['run'])).toMatchObject({ status: 2, out: '', err: expect.stringMatching(/^STORE_IN_USE: /) })
    expect(shop.run(['check', '--at', IN_TIME]).status).toBe(0)
    shop.write('landing/refunds.csv', ORDERS)
    shop.write('monitors/shop/refunds.odcs.yaml', contractFor('refunds'))
    daemon.child.kill('SIGHUP')
    await daemon.says('"msg":"reloaded"')
    expect(((await (await fetch(`${url}/api/v1/products`)).json()) as { products: unknown[] }).products).toHaveLength(2)
    const begun = Date.now()
    const { status, out, err } = await daemon.end('SIGTERM')
    expect({ status, out }).toEqual({ status: 0, out: '' })
    expect(Date.now() - begun).toBeLessThan(5_000)
    for (const line of err.trimEnd().split('\n')) expect(JSON.parse(line)).toMatchObject({ level: 'info', time, msg: expect.any(String) })
    await expect(fetch(`${url}/live`)).rejects.toThrow()
    expect(shop.run(['check', '--at', IN_TIME]).status).toBe(0)
  })
})

describe('contracts from elsewhere', { timeout: 60_000 }, () => {
  const ARTICLE = {
    name: 'orders',
    domain: 'shop',
    version: '1.0.0',
    owner: 'shop-team',
    schema: { order_id: 'integer', placed_at: 'timestamp' },
    sla: { freshness: '1 hour' },
    quality: { completeness: 0.99 },
  }

  test('import prints what validate accepts, and writes over nothing', () => {
    const place = makePlace({ 'meshwatch.yaml': CONFIG, 'landing/orders.csv': ORDERS, 'orders.json': JSON.stringify(ARTICLE) })
    const printed = place.run(['import', 'orders.json'])
    expect(printed).toMatchObject({ status: 0, out: expect.stringContaining('kind: DataContract') })
    const target = 'monitors/shop/orders.odcs.yaml'
    expect(place.run(['import', 'orders.json', '--out', target])).toMatchObject({ status: 0, out: '' })
    expect(place.read(target)).toBe(printed.out)
    const { status, out } = place.run(['validate', '--format', 'json'])
    expect({ status, ...JSON.parse(out) }).toMatchObject({ status: 0, ok: true, products: [{ id: 'shop.orders', file: target }] })
    place.write(target, 'mine')
    expect(place.run(['import', 'orders.json', '--out', target])).toMatchObject({
      status: 2,
      err: expect.stringContaining('is there already'),
    })
    expect(place.read(target)).toBe('mine')
  })

  test('what is no contract is refused at its place', () => {
    const place = makePlace({ 'a.json': '{"name": "orders",', 'b.json': '[]' })
    expect(place.run(['import', 'a.json'])).toMatchObject({
      status: 2,
      out: '',
      err: expect.stringMatching(/^CONTRACT_INVALID: a\.json:1:\d+/),
    })
    expect(place.run(['import', 'b.json'])).toMatchObject({
      status: 2,
      out: '',
      err: expect.stringMatching(/^CONTRACT_INVALID: b\.json:1:1/),
    })
  })

  test('init drafts what can be watched at once, before there is a registry, and again beside what is there', () => {
    const place = makePlace({ 'meshwatch.yaml': CONFIG, 'landing/orders.csv': ORDERS })
    const args = ['init', '--from', 'landing', '--domain', 'shop', '--out', 'monitors']
    expect(place.run(args)).toEqual({ status: 0, out: '', err: 'wrote monitors/shop/orders.odcs.yaml\n' })
    expect(readdirSync(place.root).sort()).toEqual(['landing', 'meshwatch.yaml', 'monitors'])
    expect(place.run(['validate'])).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^1 product, \d+ checks; 0 errors, 0 warnings/m),
    })
    expect(place.run(['check', 'schema'])).toMatchObject({ status: 0 })
    place.write('monitors/shop/orders.odcs.yaml', contractFor('orders'))
    place.write('landing/refunds.csv', ORDERS)
    expect(place.run(args)).toMatchObject({
      status: 0,
      err: 'left monitors/shop/orders.odcs.yaml as it is\nwrote monitors/shop/refunds.odcs.yaml\n',
    })
    expect(place.read('monitors/shop/orders.odcs.yaml')).toBe(contractFor('orders'))
  })

  test('init reads a DuckDB file, and check asks it', async () => {
    const place = makePlace({
      'meshwatch.yaml': 'sources:\n  lake: { type: duckdb, path: lake.duckdb }\ndomains:\n  shop: { team: Shop }\n',
    })
    const instance = await DuckDBInstance.create(place.at('lake.duckdb'))
    const connection = await instance.connect()
    await connection.run('create table orders (order_id int primary key, placed_at timestamptz not null, amount decimal(9, 2))')
    await connection.run('insert into orders values (1, now(), 10), (2, now(), 11)')
    connection.closeSync()
    instance.closeSync()
    expect(place.run(['init', '--from', 'lake', '--domain', 'shop', '--out', 'monitors'])).toMatchObject({ status: 0, out: '' })
    expect(place.run(['validate'])).toMatchObject({ status: 0, out: expect.stringMatching(/^1 product, \d+ checks; 0 errors, 0 warnings/) })
    expect(place.run(['check', 'schema,quality', '--all'])).toMatchObject({ status: 0, out: expect.stringContaining('pass schema') })
  })

  test.skipIf(noPostgres)('init reads a Postgres, and check asks it', async () => {
    const url = new URL(await createDatabase())
    const client = new pg.Client(url.href)
    await client.connect()
    onTestFinished(() => client.end())
    await client.query('create table orders (order_id int primary key, placed_at timestamptz not null, amount numeric)')
    await client.query('insert into orders values (1, now(), 10), (2, now(), 11)')
    const place = makePlace({ 'meshwatch.yaml': warehouseConfig(url) })
    expect(place.run(['init', '--from', 'warehouse', '--domain', 'shop', '--out', 'monitors'])).toMatchObject({ status: 0 })
    expect(existsSync(place.at('monitors/shop/orders.odcs.yaml'))).toBe(true)
    expect(place.run(['validate'])).toMatchObject({ status: 0 })
    const { status, out } = place.run(['check', 'schema,quality', '--format', 'json'])
    expect(status).toBe(0)
    const { verdicts } = JSON.parse(out)
    expect(verdicts.map(({ check }: { check: string }) => check)).toContain('shop.orders/orders/schema')
    expect(new Set(verdicts.map(({ state }: { state: string }) => state))).toEqual(new Set(['pass']))
  })
})

async function makeSlowWarehouse() {
  const url = new URL(await createDatabase())
  const client = new pg.Client(url.href)
  await client.connect()
  onTestFinished(() => client.end())
  await client.query('create view orders as select 1 as order_id, now() as placed_at, 1.0 as amount from pg_sleep(30)')
  const contract = contractFor('orders')
    .replace(
      / {2}- \{ server: .*/,
      '  - { server: warehouse, type: postgres, host: localhost, port: 5432, database: shop, schema: public }',
    )
    .replace('physicalName: orders.csv', 'physicalName: orders')
  const place = makePlace({ 'meshwatch.yaml': warehouseConfig(url), 'monitors/shop/orders.odcs.yaml': contract })
  const active = `select count(*)::int as n from pg_stat_activity where application_name like 'meshwatch%' and state = 'active'`
  return { place, count: async (): Promise<number> => (await client.query(active)).rows[0].n }
}

async function untilAsked(count: () => Promise<number>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if ((await count()) > 0) return
    await new Promise((turn) => setTimeout(turn, 50))
  }
  throw new Error('the warehouse was never asked')
}

function warehouseConfig(url: URL): string {
  const place = `host: ${url.hostname}, port: ${url.port}, database: ${url.pathname.slice(1)}, user: ${url.username}`
  return `sources:\n  warehouse: { type: postgres, ${place} }\ndomains:\n  shop: { team: Shop }\n`
}
