/**
 * The daemon at size: 1,000 datasets of a real Postgres at a five-minute interval, in a process of its own, as `meshwatch run`
 * starts it (with the same bound on the young heap). Prints how late probes began, its memory, and how long its event loop was held up, beside the goals.
 * `npm run bench -- daemon [datasets] [minutes]`.
 */
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startPostgres } from '../tests/support/postgres-cluster.ts'

const GOALS = { latenessP99Seconds: 5, rssMegabytes: 300, eventLoopDelayP99Milliseconds: 50 }
const DOMAINS = 10

export async function run([datasets = '1000', minutes = '6']: readonly string[]): Promise<unknown> {
  const size = Number(datasets)
  const cluster = await startPostgres()
  const place = await mkdtemp(join(tmpdir(), 'meshwatch-bench-'))
  try {
    const url = new URL(await cluster.createDatabase())
    await fill(url.href, size)
    await writeContracts(place, size, url.pathname.slice(1))
    const port = 20_000 + Math.floor(Math.random() * 20_000)
    const source = { type: 'postgres', host: url.hostname, port: Number(url.port), database: url.pathname.slice(1), user: url.username }
    const config = { sources: { warehouse: source }, store: 'sqlite:state.db', http: { port } }
    await writeFile(join(place, 'meshwatch.yaml'), JSON.stringify(config))
    return await watch(place, port, size, Number(minutes))
  } finally {
    await cluster.stop()
    await rm(place, { recursive: true })
  }
}

async function watch(place: string, port: number, datasets: number, minutes: number) {
  const daemon = spawn(
    process.execPath,
    ['--max-semi-space-size=16', join(import.meta.dirname, '../src/main.ts'), 'run', '--config', join(place, 'meshwatch.yaml')],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, MESHWATCH_LOG: 'error' },
    },
  )
  const ended = new Promise((resolve) => daemon.once('exit', resolve))
  let rss = 0
  let last = ''
  try {
    for (const end = performance.now() + minutes * 60_000; performance.now() < end; ) {
      await new Promise((next) => setTimeout(next, 1_000))
      rss = Math.max(rss, await residentBytes(daemon.pid))
    }
    // Node's event-loop histogram begins anew at each scrape, so the one scrape tells of the whole run, its start included.
    last = await fetch(`http://127.0.0.1:${port}/metrics`).then((answer) => answer.text())
  } finally {
    daemon.kill('SIGTERM')
    await ended
  }
  return {
    datasets,
    intervalSeconds: 300,
    minutes,
    probes: readingOf(last, 'meshwatch_probe_lateness_seconds_count'),
    statements: sumOf(last, 'meshwatch_probe_statements_total'),
    measured: {
      latenessP99AtMostSeconds: quantileBound(last, 'meshwatch_probe_lateness_seconds', 0.99),
      largestRssMegabytes: Math.round(rss / 1_048_576),
      eventLoopDelayP99Milliseconds: Math.round(readingOf(last, 'nodejs_eventloop_lag_p99_seconds') * 1_000),
      eventLoopDelayMaxMilliseconds: Math.round(readingOf(last, 'nodejs_eventloop_lag_max_seconds') * 1_000),
    },
    goals: GOALS,
  }
}

async function residentBytes(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1_024
}

function readingOf(text: string, name: string): number {
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (.+)$`, 'm').exec(text)?.[1] ?? 0)
}

function sumOf(text: string, name: string): number {
  return [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (.+)$`, 'gm'))].reduce((sum, [, value]) => sum + Number(value), 0)
}

/** The upper bound of the histogram bucket in which the quantile lies. */
function quantileBound(text: string, name: string, quantile: number): number {
  const buckets = [...text.matchAll(new RegExp(`^${name}_bucket\\{.*le="([^"]+)".*\\} (.+)$`, 'gm'))]
  const counts = new Map<number, number>()
  for (const [, bound, count] of buckets)
    counts.set(Number(bound === '+Inf' ? Number.POSITIVE_INFINITY : bound), (counts.get(Number(bound)) ?? 0) + Number(count))
  const sorted = [...counts].sort(([a], [b]) => a - b)
  const total = sorted.at(-1)?.[1] ?? 0
  return sorted.find(([, count]) => count >= quantile * total)?.[0] ?? Number.NaN
}

async function fill(url: string, size: number): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  for (let index = 0; index < size; index++) {
    await client.query(`CREATE TABLE t${index} (id bigint, at timestamptz, status text, amount numeric(12,2), country text)`)
    await client.query(
      `INSERT INTO t${index} SELECT n, now() - n * interval '1 minute', 's' || n % 5, n % 90, 'c' || n % 9 FROM generate_series(1, 2000) AS n`,
    )
  }
  await client.query('ANALYZE')
  await client.end()
}

async function writeContracts(place: string, size: number, database: string): Promise<void> {
  for (let index = 0; index < size; index++) {
    const folder = join(place, 'monitors', `domain${index % DOMAINS}`)
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, `p${index}.odcs.yaml`), JSON.stringify(contract(index, database)))
  }
}

function contract(index: number, database: string) {
  return {
    apiVersion: 'v3.1.0',
    kind: 'DataContract',
    id: `contract-${index}`,
    version: '1.0.0',
    status: 'active',
    servers: [{ server: 'warehouse', type: 'postgres', host: 'localhost', port: 5432, database, schema: 'public' }],
    schema: [
      {
        name: `t${index}`,
        properties: [
          { name: 'id', logicalType: 'integer', required: true },
          { name: 'at', logicalType: 'timestamp' },
          { name: 'status', logicalType: 'string' },
          { name: 'amount', logicalType: 'number' },
          { name: 'country', logicalType: 'string' },
        ],
      },
    ],
    slaProperties: [{ property: 'freshness', value: 1, unit: 'd', element: `t${index}.at` }],
  }
}
