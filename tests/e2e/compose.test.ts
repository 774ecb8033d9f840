import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { createDatabase, noPostgres } from '../support/postgres.ts'
import { noPrometheus, promtool } from '../support/prometheus.ts'

interface Service {
  readonly image?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly volumes?: readonly string[]
  readonly ports?: readonly string[]
}

const root = join(import.meta.dirname, '../..')
const main = join(root, 'src/main.ts')
const services = Object.entries(parse(readFileSync(join(root, 'compose.yaml'), 'utf8')).services as Readonly<Record<string, Service>>)

describe('compose.yaml', () => {
  test('publishes every port on loopback alone', () => {
    const ports = services.flatMap(([, { ports = [] }]) => ports)
    expect(ports.length).toBeGreaterThan(0)
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([])
  })

  test('mounts only what is in the repository, and that only for reading', () => {
    const mounts = services.flatMap(([, { volumes = [] }]) => volumes.filter((volume) => volume.startsWith('.')))
    expect(mounts.length).toBeGreaterThan(0)
    expect(mounts.filter((mount) => !mount.endsWith(':ro') || !existsSync(join(root, mount.split(':', 1)[0] ?? '')))).toEqual([])
  })

  test('holds no password: each is asked for', () => {
    const secrets = services.flatMap(([, { environment = {} }]) =>
      Object.entries(environment).filter(([name]) => /PASSWORD|TOKEN/.test(name)),
    )
    expect(secrets.length).toBeGreaterThan(0)
    expect(secrets.filter(([name, value]) => !value.startsWith(`\${${name}:?`))).toEqual([])
  })

  test('names one version of every image', () => {
    const images = services.flatMap(([, { image }]) => image ?? [])
    expect(images.filter((image) => !/:v?\d/.test(image))).toEqual([])
  })
})

test.skipIf(noPrometheus)('Prometheus accepts its configuration and the rules beside it', () => {
  const folder = temporaryFolder()
  const token = join(folder, 'token')
  writeFileSync(token, 'secret')
  const config = readFileSync(join(root, 'dashboards/prometheus/prometheus.yml'), 'utf8')
  const path = join(folder, 'prometheus.yml')
  writeFileSync(
    path,
    config.replace('/run/secrets/meshwatch_token', token).replace(`'*.rules.yml'`, `'${root}/dashboards/prometheus/*.rules.yml'`),
  )
  expect(promtool(['check', 'config', path])).toMatchObject({ status: 0 })
  writeFileSync(path, config.replace('credentials_file', 'credential_file'))
  expect(promtool(['check', 'config', path])).toMatchObject({ status: 1 })
})

describe.skipIf(noPostgres)('the database that compose.yaml watches', () => {
  let url: URL
  beforeAll(async () => {
    url = await shop()
  })

  test('has orders, and a reader who cannot write', async () => {
    const client = new pg.Client(url.href)
    await client.connect()
    onTestFinished(() => client.end())
    const { rows } = await client.query(`select count(*)::int as orders, max(placed_at) > now() - interval '1 minute' as fresh from orders`)
    expect(rows).toEqual([{ orders: 1001, fresh: true }])
    await expect(client.query('delete from orders')).rejects.toMatchObject({ code: '25006' })
    await client.query('set default_transaction_read_only = off')
    await expect(client.query('delete from orders')).rejects.toMatchObject({ code: '42501' })
  })

  test.runIf(existsSync(main))('keeps its promises to meshwatch at first', { timeout: 60_000 }, async () => {
    const folder = temporaryFolder()
    cpSync(join(root, 'compose'), folder, { recursive: true })
    const config = join(folder, 'meshwatch.yaml')
    const words = readFileSync(config, 'utf8').replace('/var/lib/meshwatch', folder)
    const here = `host: ${url.hostname}\n    port: ${url.port}\n    database: ${url.pathname.slice(1)}`
    writeFileSync(config, words.replace(/host: postgres\n {4}database: shop/, here))
    const meshwatch = (...args: string[]) =>
      spawnSync(process.execPath, [main, ...args, '--config', config], {
        env: { ...process.env, MESHWATCH_TOKEN: 'token', READER_PASSWORD: 'reader' },
        encoding: 'utf8',
      })
    expect(meshwatch('validate')).toMatchObject({ status: 0 })
    const check = meshwatch('check', '--format', 'json')
    expect(check).toMatchObject({ status: 0, stderr: '' })
    const { verdicts } = JSON.parse(check.stdout) as { verdicts: readonly { kind: string; state: string }[] }
    expect(verdicts).toContainEqual(expect.objectContaining({ kind: 'freshness', state: 'pass' }))
  })
})

/** A database filled the way the container fills it; answers its URL for the reader. */
async function shop(): Promise<URL> {
  const url = new URL(await createDatabase())
  const names = { POSTGRES_USER: 'postgres', POSTGRES_DB: url.pathname.slice(1), READER_PASSWORD: `it's "long"` }
  const filled = spawnSync(join(root, 'compose/postgres/shop.sh'), {
    env: { ...process.env, PGHOST: url.hostname, PGPORT: url.port, ...names },
    encoding: 'utf8',
  })
  expect(filled).toMatchObject({ status: 0, stderr: '' })
  url.username = 'meshwatch_reader'
  return url
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'meshwatch-compose-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}
