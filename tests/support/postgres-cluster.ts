/**
 * A throw-away Postgres from the system's own binaries, for tests and the bench: made in about a second, on a free loopback port,
 * trusting everyone, and gone with its data when it is stopped or when the process that started it dies in whatever way.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { findProgram } from './find-program.ts'
import { freePort } from './free-port.ts'

export interface PostgresCluster {
  readonly port: number
  /** A new empty database; answers its URL, as superuser `postgres`. */
  createDatabase(): Promise<string>
  stop(): Promise<void>
}

/** The newest installed binaries: Debian keeps them out of PATH, in a folder per version. */
const initdb = findProgram('initdb', globSync('/usr/lib/postgresql/*/bin').sort(byVersion))
const setpriv = findProgram('setpriv')

export const postgresInstalled: boolean = initdb !== undefined && setpriv !== undefined

export async function startPostgres(): Promise<PostgresCluster> {
  if (initdb === undefined || setpriv === undefined) throw new Error('PostgreSQL is not installed: apt-get install postgresql')
  const folder = mkdtempSync(join(tmpdir(), 'meshwatch-pg-'))
  const data = join(folder, 'data')
  const asRoot = process.getuid?.() === 0
  // Postgres refuses to run as root.
  const asUser = asRoot ? ['--reuid=postgres', '--regid=postgres', '--clear-groups'] : []
  chmodSync(folder, 0o755)
  if (asRoot) run('chown', ['postgres', folder])
  run(setpriv, [...asUser, initdb, '-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync', '-N'])

  const port = await freePort()
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`]
  const fast = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off']
  const flags = [...settings, ...fast].flatMap((setting) => ['-c', setting])
  const server = spawn(setpriv, [...asUser, '--pdeathsig=QUIT', initdb.replace(/initdb$/, 'postgres'), '-D', data, ...flags], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let log = ''
  server.stderr.on('data', (chunk) => {
    log = (log + chunk).slice(-4_000)
  })
  server.unref()
  const urlOf = (database: string): string => `postgres://postgres@127.0.0.1:${port}/${database}`
  try {
    await untilReady(server, join(data, 'postmaster.pid'))
  } catch (cause) {
    throw new Error(`Postgres did not start: ${log}`, { cause })
  }

  let databases = 0
  return {
    port,
    async createDatabase() {
      const name = `test_${++databases}`
      const client = new pg.Client(urlOf('postgres'))
      await client.connect()
      await client.query(`create database ${name} template template0`).finally(() => client.end())
      return urlOf(name)
    },
    async stop() {
      if (server.exitCode === null) {
        server.ref()
        server.kill('SIGQUIT')
        await once(server, 'exit')
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The server writes `ready` as the last line of its pid file once it takes connections. */
async function untilReady(server: ChildProcess, pidFile: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (server.exitCode !== null) throw new Error(`it ended with status ${server.exitCode}`)
    if (readIfThere(pidFile).trimEnd().endsWith('ready')) return
    await sleep(50)
  }
  throw new Error('it was not ready after 30 s')
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function run(program: string, args: readonly string[]): void {
  const done = spawnSync(program, args, { cwd: '/', encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${done.stderr}${done.stdout}`)
}

function byVersion(a: string, b: string): number {
  return b.localeCompare(a, 'en', { numeric: true })
}
