/** What the embedded store does when the machine fails it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { MINUTE } from '../../../src/core/calendar/time.ts'
import { commit } from '../../../src/store/commit.ts'
import { migrate } from '../../../src/store/migrations/migrate.ts'
import { openSqlite } from '../../../src/store/sqlite.ts'
import { folder, open } from './place.ts'
import { incident, NOON, outboxRow, record, state } from './samples.ts'
import { clock } from './surroundings.ts'

const PAGE = 4096
const MANY = Array.from({ length: 400 }, (_, index) => `i${index}`)

/** A closed store with some hundred incidents. */
async function filled(): Promise<string> {
  const path = join(folder(), 'state.db')
  const store = await open(`sqlite:${path}`)
  await store.commit(record({ incidents: MANY.map((id) => incident(id)), outbox: MANY.map((id) => outboxRow(id, id)) }))
  await store.close()
  return path
}

/** Changes one page in the middle of the incidents. */
function damage(path: string, change: (page: Buffer) => void): void {
  const bytes = readFileSync(path)
  const at = bytes.indexOf('parcels is late', bytes.length / 4)
  change(bytes.subarray(at - (at % PAGE), at - (at % PAGE) + PAGE))
  writeFileSync(path, bytes)
}

function rawOn(path: string): DatabaseSync {
  const database = new DatabaseSync(path)
  onTestFinished(() => {
    if (database.isOpen) database.close()
  })
  return database
}

async function expectRefused(path: string, code: string): Promise<void> {
  const before = readFileSync(path)
  for (const mode of ['reader', 'daemon'] as const) {
    await expect(open(`sqlite:${path}`, mode)).rejects.toMatchObject({ code, hint: expect.any(String) })
  }
  expect(readFileSync(path).equals(before)).toBe(true)
}

describe('a file that is no sound store is refused and left byte for byte', () => {
  test('no database at all', async () => {
    const path = join(folder(), 'state.db')
    writeFileSync(path, 'dear diary, '.repeat(1_000))
    await expectRefused(path, 'STORE_CORRUPT')
  })

  test('a page among the incidents that was overwritten', async () => {
    const path = await filled()
    damage(path, (page) => void page.fill(0xff, 0, 64))
    await expectRefused(path, 'STORE_CORRUPT')
  })

  test('a page among the incidents with rows in a wrong order', async () => {
    const path = await filled()
    // The list of cells begins at byte 8 of a leaf, two bytes for each.
    damage(path, (page) => page.subarray(8, 12).swap16().reverse())
    await expectRefused(path, 'STORE_CORRUPT')
  })

  test('a damaged page beside a write-ahead log that a crash left behind', async () => {
    const living = await filled()
    const store = await open(`sqlite:${living}`)
    await store.commit(record({ states: [state('a')] }))
    const path = join(folder(), 'state.db')
    for (const end of ['', '-wal']) copyFileSync(living + end, path + end)
    damage(path, (page) => void page.fill(0xff, 0, 64))
    await expectRefused(path, 'STORE_CORRUPT')
    expect(readFileSync(`${path}-wal`).length).toBeGreaterThan(0)
  })

  test('a file that lost its end', async () => {
    const path = await filled()
    truncateSync(path, readFileSync(path).length - 3 * PAGE)
    await expectRefused(path, 'STORE_CORRUPT')
  })

  test('the database of another program', async () => {
    const path = join(folder(), 'photos.db')
    const photos = rawOn(path)
    photos.exec('create table photos (id integer)')
    photos.close()
    await expectRefused(path, 'CONFIG_INVALID')
  })
})

test('a path that cannot be a file is named as the trouble', async () => {
  const path = folder()
  writeFileSync(join(path, 'file'), '')
  await expect(open(`sqlite:${path}`)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
  await expect(open(`sqlite:${path}/file/state.db`)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
})

test('kill -9 in the middle of commits loses nothing that was committed and leaves nothing in part', async () => {
  const path = join(folder(), 'state.db')
  let next = 0
  for (let kill = 0; kill < 6; kill++) {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'killed-writer.ts'), `sqlite:${path}`, String(next)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    child.stdout.on('data', (chunk) => {
      said += chunk
      if (said.length > 100 + 37 * kill) child.kill('SIGKILL')
    })
    await once(child, 'close')
    const done = Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1))
    // The place of the dead daemon is free at once.
    const store = await open(`sqlite:${path}`, 'daemon')
    const incidents = await store.incidents({})
    next = incidents.length
    expect(next === done + 1 || next === done + 2).toBe(true)
    expect((await store.history({ dataset: record().dataset ?? '', series: 'probe', since: 0, before: NOON * 2, step: 0 })).length).toBe(
      next,
    )
    expect((await store.states()).map(({ streak }) => streak)).toEqual([next - 1])
    expect((await store.outbox({ state: 'waiting' })).length).toBe(next)
    expect(await store.transitions(`i${next - 1}`)).toHaveLength(1)
    await store.close()
  }
  expect(next).toBeGreaterThan(100)
})

describe('while another process holds the file', () => {
  test('a commit waits for it without stopping everything else', async () => {
    const path = await filled()
    const store = await open(`sqlite:${path}`)
    const other = rawOn(path)
    other.exec('begin immediate')
    let turns = 0
    const ticking = setInterval(() => {
      if (++turns === 5) other.exec('commit')
    }, 10)
    onTestFinished(() => clearInterval(ticking))
    await store.commit(record({ states: [state('a')] }))
    expect(turns).toBeGreaterThanOrEqual(5)
    expect(await store.states()).toHaveLength(1)
  })

  test('reading goes on, and a commit gives up with a reason after a while', async () => {
    const path = await filled()
    const store = await open(`sqlite:${path}`)
    const other = rawOn(path)
    other.exec('begin immediate')
    expect(await store.incidents({})).toHaveLength(MANY.length)
    await expect(store.commit(record({ states: [state('a')] }))).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    other.exec('rollback')
    await store.commit(record({ states: [state('a')] }))
    expect(await store.states()).toHaveLength(1)
  })
})

test('the reason is told even where SQLite has rolled back by itself', async () => {
  const path = join(folder(), 'state.db')
  const store = await open(`sqlite:${path}`)
  rawOn(path).exec(`create trigger stop before insert on outbox begin select raise(rollback, 'the true reason'); end`)
  await expect(store.commit(record({ incidents: [incident('i')], outbox: [outboxRow('n', 'i')] }))).rejects.toThrow('the true reason')
  expect(await store.incidents({})).toEqual([])
})

test('a full disk fails the commit as a whole; with space again the next one is stored', async () => {
  const path = join(folder(), 'state.db')
  const backend = openSqlite(path, 'daemon', clock)
  onTestFinished(() => backend.close())
  await migrate(backend, NOON)
  await commit(backend.db, record({ incidents: [incident('small')] }))
  const size = await sql<{ page_count: number }>`pragma page_count`.execute(backend.db)
  await sql`pragma max_page_count = ${sql.lit(size.rows[0]?.page_count ?? 0)}`.execute(backend.db)
  const big = record({ at: NOON + MINUTE, states: [state('a')], incidents: MANY.map((id) => incident(id)) })
  const error = await commit(backend.db, big).catch((reason: unknown) => reason)
  expect(backend.explain(error)).toMatchObject({ code: 'STORE_UNREACHABLE', message: expect.stringContaining('the disk is full') })
  const reader = await open(`sqlite:${path}`)
  expect((await reader.incidents({})).map(({ id }) => id)).toEqual(['small'])
  expect(await reader.states()).toEqual([])
  await sql`pragma max_page_count = 1000000`.execute(backend.db)
  await commit(backend.db, big)
  expect(await reader.incidents({})).toHaveLength(MANY.length + 1)
})
