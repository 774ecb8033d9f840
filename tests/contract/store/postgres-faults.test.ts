/** What the store does when its Postgres goes away and comes back, or was never there. */
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Secret } from '../../../src/core/secret.ts'
import { createDatabase, noPostgres } from '../../support/postgres.ts'
import { ask } from './ask-postgres.ts'
import { open } from './place.ts'
import { record, state } from './samples.ts'

interface Line {
  readonly url: string
  /** Breaks all connections and takes no new ones, as a server that restarts. */
  down(): Promise<void>
  up(): Promise<void>
}

/** A way to the database that a test can cut. */
async function line(database: string): Promise<Line> {
  const target = new URL(database)
  const sockets = new Set<Socket>()
  const server: Server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => void other.destroy())
      socket.pipe(other)
    }
  })
  let port = 0
  const up = async (): Promise<void> => {
    await once(server.listen(port, '127.0.0.1'), 'listening')
    const address = server.address()
    if (address !== null && typeof address !== 'string') port = address.port
  }
  const down = async (): Promise<void> => {
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    sockets.clear()
    await closed
  }
  await up()
  onTestFinished(() => (server.listening ? down() : undefined))
  const url = new URL(database)
  url.port = String(port)
  return { url: url.href, down, up }
}

describe.skipIf(noPostgres)('the Postgres store', () => {
  test('says what is wrong while the server is away, and goes on when it is back', async () => {
    const { url, down, up } = await line(await createDatabase())
    const store = await open(url, 'daemon')
    await store.commit(record({ states: [state('a')] }))
    await down()
    await expect(store.commit(record({ states: [state('b')] }))).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    await expect(store.states()).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    await up()
    await store.commit(record({ states: [state('c')] }))
    expect((await store.states()).map(({ check }) => check)).toEqual(['a', 'c'])
  })

  test('a connection that breaks in the middle of calls ends those calls, not the process', async () => {
    const { url, down, up } = await line(await createDatabase())
    const store = await open(url)
    const calls = Array.from({ length: 40 }, (_, index) => store.commit(record({ states: [state(`c${index}`)] })))
    await calls[0]
    await down()
    const ends = await Promise.allSettled(calls)
    const failed = ends.filter((end) => end.status === 'rejected')
    expect(failed.length).toBeGreaterThan(0)
    for (const { reason } of failed) expect(reason).toMatchObject({ code: 'STORE_UNREACHABLE' })
    await up()
    expect((await store.states()).length).toBeGreaterThanOrEqual(ends.length - failed.length)
  })

  test('a daemon that was cut off does not write any more once another one has taken its place', async () => {
    const database = await createDatabase()
    const { url, down, up } = await line(database)
    const first = await open(url, 'daemon')
    await down()
    await expect
      .poll(() =>
        open(database, 'daemon').then(
          () => 'taken',
          (error) => error.code,
        ),
      )
      .toBe('taken')
    await up()
    await expect(first.commit(record({ states: [state('a')] }))).rejects.toMatchObject({ code: 'STORE_IN_USE' })
    await expect(first.claim(0, 1, 1)).rejects.toMatchObject({ code: 'STORE_IN_USE' })
    expect(await first.states()).toEqual([])
  })

  test('works for a user who may use the schema but not make one', async () => {
    const database = await createDatabase()
    await (await open(database)).close()
    const tables = 'grant all on all tables in schema meshwatch to guest'
    await ask(database, 'create role guest login', 'grant usage, create on schema meshwatch to guest', tables)
    const url = new URL(database)
    url.username = 'guest'
    const store = await open(url.href)
    await store.commit(record({ states: [state('a')] }))
    expect(await store.states()).toHaveLength(1)
  })
})

describe('a Postgres URL', () => {
  test('that leads nowhere is named without its password', async () => {
    const url = new Secret('postgres://ada:hunter2@127.0.0.1:1/state')
    const error: unknown = await open(url).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'STORE_UNREACHABLE', message: expect.stringContaining('127.0.0.1:1/state') })
    expect(String(error)).not.toContain('hunter2')
  })

  test.each(['postgres://ada:hunter2@a b/state', 'mysql://ada:hunter2@db/state', 'sqlite://state.db', 'sqlite:', 'hunter2'])(
    'that cannot be read is not repeated: %s',
    async (url) => {
      const error: unknown = await open(url).catch((reason: unknown) => reason)
      expect(error).toMatchObject({ code: 'CONFIG_INVALID', hint: expect.any(String) })
      expect(String(error)).not.toContain('hunter2')
    },
  )
})
