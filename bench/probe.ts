/**
 * What a probe costs: every metric of all kinds on a Postgres table of 1,000,000 rows of twelve days and 20 columns, as the engine asks it
 * at first sight and later, beside a bare `SELECT count(*)` and beside one statement per metric (every 15th, times 15), in one run.
 * `npm run bench -- probe [rows [sampleAbove]]`; nothing is sampled unless the second is given.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openApp, openSource, realWorld } from '../src/app.ts'
import { CHECK_KINDS } from '../src/checks/registry.ts'
import type { Deadline } from '../src/core/calendar/time.ts'
import { observe, parted } from '../src/engine/observe.ts'
import { kindOf, packsOf } from '../src/engine/probe.ts'
import { planStatements, withoutDoubles } from '../src/engine/statements.ts'
import { startPostgres } from '../tests/support/postgres-cluster.ts'

/** Of so many metrics one is asked alone, and stands for the others. */
const PICKED = 15
const SILENT = { error() {}, warn() {}, info() {}, debug() {} }
const COUNTS = ['orders', 'lines', 'weight', 'age', 'visits', 'points'].map((name) => ({
  name,
  type: 'integer',
  sql: '(random() * 1000)::int',
}))
const AMOUNTS = ['gross', 'net', 'tax', 'discount', 'shipping'].map((name) => ({
  name,
  type: 'numeric(12,2)',
  sql: '(random() * 200)::numeric(12,2)',
}))
const TEXTS = ['status', 'country', 'device', 'channel', 'carrier', 'currency'].map((name, index) => ({
  name,
  type: 'text',
  sql: `CASE WHEN random() < 0.05 THEN NULL ELSE '${name}' || (random() * ${5 + index * 10})::int END`,
}))
const COLUMNS = [
  { name: 'id', type: 'bigint', sql: 'n' },
  { name: 'at', type: 'timestamptz', sql: "now() - n * interval '1 second'" },
  ...COUNTS,
  ...AMOUNTS,
  ...TEXTS,
  { name: 'note', type: 'text', sql: 'md5(n::text)' },
]

export async function run([size = '1000000', sampleAbove = '1000000000']: readonly string[]): Promise<unknown> {
  const rows = Number(size)
  const cluster = await startPostgres()
  const place = await mkdtemp(join(tmpdir(), 'meshwatch-bench-'))
  try {
    const url = await cluster.createDatabase()
    await fill(url, rows)
    await mkdir(join(place, 'monitors', 'shop'), { recursive: true })
    await writeFile(join(place, 'monitors', 'shop', 'orders.odcs.yaml'), contract(new URL(url).pathname.slice(1)))
    return await measure(url, place, rows, Number(sampleAbove))
  } finally {
    await cluster.stop()
    await rm(place, { recursive: true })
  }
}

async function measure(url: string, place: string, rows: number, sampleAbove: number) {
  const { hostname, port, pathname, username } = new URL(url)
  const source = { type: 'postgres', host: hostname, port: Number(port), database: pathname.slice(1), user: username, timeout: '10m' }
  let statements = 0
  const config = {
    registry: join(place, 'monitors'),
    store: `sqlite:${join(place, 'state.db')}`,
    sources: { warehouse: source },
    defaults: { sampleAbove },
  }
  const world = realWorld(SILENT)
  const app = await openApp(config, {
    mode: 'reader',
    world,
    events: {
      probed(facts) {
        statements = facts.statements
      },
      probeBroke() {},
      settled() {},
    },
  })
  const connector = await openSource(config, 'warehouse', world)
  try {
    const [dataset] = app.mesh.datasets.values()
    if (!dataset) throw new Error(JSON.stringify(app.diagnostics))
    const until: Deadline = { at: Number.POSITIVE_INFINITY, signal: new AbortController().signal, left: () => 600_000 }
    const [facts] = await connector.catalog([dataset.ref], until)
    if (facts?.state !== 'present') throw new Error(JSON.stringify(facts))
    const at = Date.now()
    const asked = dataset.checks.map((check) => {
      const kind = kindOf(CHECK_KINDS, check)
      return { check, kind, needs: kind.needs(check, facts, { memo: undefined }, at) }
    })
    const metrics = withoutDoubles(asked.flatMap(({ needs }) => needs))
    const packs = packsOf(asked, facts, dataset)
    const [cheap] = parted(metrics, packs)
    const count = await timed(() => connector.query(`SELECT count(*) AS n FROM ${facts.relation}`, until))
    const firm = await timed(() => observe(connector, facts, cheap?.metrics ?? [], { at, pinned: true }, until))
    const packed = await timed(() => observe(connector, facts, metrics, { at, pinned: true }, until, packs))
    const first = await timed(() => app.check())
    const statementsOfTheFirstLook = statements
    const later = await timed(() => app.check())
    const picked = metrics.filter((_, index) => index % PICKED === 0)
    const single =
      PICKED *
      (await timed(async () => {
        for (const metric of picked) {
          for (const { sql } of planStatements([metric], facts, connector.dialect, connector.can).statements)
            await connector.query(sql, until)
        }
      }))
    return {
      rows,
      columns: COLUMNS.length,
      kinds: [...new Set(dataset.checks.map(({ kind }) => kind))],
      metrics: metrics.length,
      sampleAbove,
      statements: { firstLook: statementsOfTheFirstLook, laterLook: statements },
      milliseconds: { bareCount: count, cheapPartOfTheFirstLook: firm, firstLook: packed, oneStatementPerMetricEstimated: single },
      withJudgingAndCommit: { firstLook: first, laterLook: later },
      firstLookComparedWithOneStatementPerMetric: Number((single / packed).toFixed(1)),
      loadOfTheMachine: Number((loadavg()[0] ?? 0).toFixed(1)),
    }
  } finally {
    await connector.close()
    await app.close()
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return Math.round(performance.now() - begun)
}

async function fill(url: string, rows: number): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`CREATE TABLE orders (${COLUMNS.map(({ name, type }) => `${name} ${type}`).join(', ')})`)
  await client.query(`INSERT INTO orders SELECT ${COLUMNS.map(({ sql }) => sql).join(', ')} FROM generate_series(1, ${rows}) AS n`)
  await client.query('ANALYZE orders')
  await client.end()
}

function contract(database: string): string {
  const logical = (type: string) =>
    type === 'text' ? 'string' : type === 'timestamptz' ? 'timestamp' : type.startsWith('numeric') ? 'number' : 'integer'
  return JSON.stringify({
    apiVersion: 'v3.1.0',
    kind: 'DataContract',
    id: 'orders',
    version: '1.0.0',
    status: 'active',
    servers: [{ server: 'warehouse', type: 'postgres', host: 'localhost', port: 5432, database, schema: 'public' }],
    schema: [
      {
        name: 'orders',
        quality: [{ metric: 'rowCount', mustBeGreaterThan: 0 }],
        properties: COLUMNS.map(({ name, type }) => ({ name, logicalType: logical(type), required: name === 'id' })),
      },
    ],
    slaProperties: [{ property: 'freshness', value: 1, unit: 'h', element: 'orders.at' }],
  })
}
