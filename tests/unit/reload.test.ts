import { createHook } from 'node:async_hooks'
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type FolderWatch, type WatchedFolder, watchFolders } from '../../src/config/watch-folders.ts'
import type { Clock } from '../../src/core/calendar/time.ts'
import type { Diagnostic } from '../../src/core/diagnostic.ts'
import type { Log } from '../../src/core/factory.ts'
import { createReloader, type Loaded } from '../../src/reload.ts'

const broken: Diagnostic = { severity: 'error', code: 'not-yaml', message: 'broken', file: 'meshwatch.yaml', line: 1, column: 1, path: '' }

/** A clock that is moved by hand. */
function handClock() {
  let now = 0
  const alarms = new Set<{ at: number; wake: () => void }>()
  const clock: Clock = {
    now: () => now,
    after(delay, wake) {
      const alarm = { at: now + delay, wake }
      alarms.add(alarm)
      return () => void alarms.delete(alarm)
    },
  }
  return {
    clock,
    alarms,
    async pass(length: number): Promise<void> {
      now += length
      for (const alarm of [...alarms].filter(({ at }) => at <= now)) {
        alarms.delete(alarm)
        alarm.wake()
      }
      await new Promise((done) => setImmediate(done))
    },
  }
}

function stage() {
  const time = handClock()
  const lines: string[] = []
  const write = (level: string) => (message: string) => void lines.push(`${level} ${message}`)
  const log: Log = { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') }
  const applied: string[] = []
  let onChange = (): void => {}
  let next: () => Loaded<string> | Promise<Loaded<string>> = () => ({ value: 'a', diagnostics: [] })
  let loads = 0
  const reloader = createReloader<string>({
    initial: { value: 'a', diagnostics: [] },
    load: async () => {
      loads++
      return next()
    },
    apply: (value) => {
      if (value === 'bad') throw new Error('cannot be swapped in')
      applied.push(value)
    },
    folders: () => [],
    watch: (wake) => {
      onChange = wake
      return { follow: () => false, close: () => {} }
    },
    clock: time.clock,
    log,
  })
  return {
    reloader,
    time,
    lines,
    applied,
    change: () => onChange(),
    loads: () => loads,
    files: (load: typeof next | Loaded<string>) => {
      next = typeof load === 'function' ? load : () => load
    },
  }
}

describe('a reload', () => {
  test('swaps in what is new, once', async () => {
    const { reloader, applied, files, time, lines } = stage()
    await time.pass(5)
    files({ value: 'b', diagnostics: [] })
    expect(await reloader.reload()).toEqual({ ok: true, at: 5, appliedAt: 5, generation: 2, diagnostics: [] })
    await time.pass(5)
    expect(await reloader.reload()).toEqual({ ok: true, at: 10, appliedAt: 5, generation: 2, diagnostics: [] })
    expect(applied).toEqual(['b'])
    expect(reloader.running).toBe('b')
    expect(lines).toEqual(['info reloaded'])
  })

  test('keeps what runs when the files cannot be used, says so once, and recovers', async () => {
    const { reloader, applied, files, lines } = stage()
    files({ diagnostics: [broken] })
    expect(await reloader.reload()).toMatchObject({ ok: false, generation: 1, diagnostics: [broken] })
    await reloader.reload()
    expect(reloader.running).toBe('a')
    expect(lines).toEqual(['warn the new state cannot be used, the last good one goes on'])
    files({ value: 'a', diagnostics: [] })
    expect(await reloader.reload()).toMatchObject({ ok: true, generation: 1, diagnostics: [] })
    expect(applied).toEqual([])
    expect(lines).toHaveLength(2)
  })

  test.each([
    ['the swap', () => ({ value: 'bad', diagnostics: [] })],
    ['the loader', () => Promise.reject(new Error('a bug'))],
  ])('keeps what runs when %s fails', async (_, load) => {
    const { reloader, files, lines } = stage()
    files(load)
    expect(await reloader.reload()).toMatchObject({ ok: false, generation: 1 })
    expect(reloader.running).toBe('a')
    expect(lines).toEqual(['error reload failed, the last good state goes on'])
  })

  test('asked for while one runs happens once more after it, however often it is asked', async () => {
    const { reloader, files, loads, applied } = stage()
    let release = (): void => {}
    files(() => new Promise((done) => (release = () => done({ value: 'b', diagnostics: [] }))))
    const first = reloader.reload()
    const later = [reloader.reload(), reloader.reload()]
    expect(loads()).toBe(1)
    files({ value: 'c', diagnostics: [] })
    release()
    expect((await first).generation).toBe(2)
    expect((await Promise.all(later)).map(({ generation }) => generation)).toEqual([3, 3])
    expect(loads()).toBe(2)
    expect(applied).toEqual(['b', 'c'])
  })

  test('comes a moment after the first of many signs, and once a minute without any', async () => {
    const { change, time, loads } = stage()
    for (let sign = 0; sign < 100; sign++) change()
    expect(loads()).toBe(0)
    await time.pass(250)
    expect(loads()).toBe(1)
    await time.pass(59_000)
    expect(loads()).toBe(1)
    await time.pass(1_000)
    expect(loads()).toBe(2)
    await time.pass(60_000)
    expect(loads()).toBe(3)
  })

  test('does not come after the end', async () => {
    const { reloader, change, files, time, applied, loads } = stage()
    let release = (): void => {}
    files(() => new Promise((done) => (release = () => done({ value: 'b', diagnostics: [] }))))
    void reloader.reload()
    change()
    const closing = reloader.close()
    release()
    await closing
    await time.pass(100_000)
    await reloader.reload()
    expect(applied).toEqual([])
    expect(loads()).toBe(1)
    expect(time.alarms.size).toBe(0)
  })
})

describe('watched folders', () => {
  let root = ''
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'meshwatch-watch-'))
    await mkdir(join(root, 'sales'))
  })
  afterEach(() => rm(root, { recursive: true, force: true }))

  function watched(...folders: readonly WatchedFolder[]) {
    let changes = 0
    let wake = (): void => {}
    const watch: FolderWatch = watchFolders(() => {
      changes++
      wake()
    })
    onTestFinished(() => watch.close())
    watch.follow(folders)
    return {
      watch,
      changes: () => changes,
      /** Ends at the next change, however long the machine takes to tell. */
      change: () => new Promise<void>((done) => (wake = done)),
    }
  }
  /** Handles of the operating system that watch, opened and not closed since this was called. */
  function countHandles(): () => Promise<number> {
    const open = new Set<number>()
    const hook = createHook({
      init: (id, type) => void (type === 'FSEVENTWRAP' && open.add(id)),
      destroy: (id) => void open.delete(id),
    }).enable()
    onTestFinished(() => void hook.disable())
    return async () => {
      for (let turn = 0; turn < 5; turn++) await new Promise((done) => setImmediate(done))
      return open.size
    }
  }

  test('tell of new, changed, renamed and deleted files', async () => {
    const { change } = watched({ path: join(root, 'sales') })
    const file = join(root, 'sales', 'a.odcs.yaml')
    for (const act of [() => writeFile(file, '1'), () => writeFile(file, '22'), () => rename(file, `${file}2`), () => rm(`${file}2`)]) {
      const told = change()
      await act()
      await told
    }
  })

  test('tell only of the names that matter', async () => {
    const { change, changes } = watched({ path: root, names: ['meshwatch.yaml'] })
    for (let round = 0; round < 20; round++) await writeFile(join(root, 'meshwatch.db'), `${round}`)
    const told = change()
    await symlink('sales', join(root, '..data'))
    await told
    expect(changes()).toBe(1)
    const again = change()
    await writeFile(join(root, 'meshwatch.yaml'), 'x')
    await again
  })

  test('a folder that is put in the place of another is watched anew', async () => {
    const sales = join(root, 'sales')
    const { watch, change } = watched({ path: sales })
    await rename(sales, join(root, 'old'))
    await mkdir(sales)
    expect(watch.follow([{ path: sales }])).toBe(true)
    const told = change()
    await writeFile(join(sales, 'a.odcs.yaml'), '1')
    await told
    expect(watch.follow([{ path: sales }, { path: join(root, 'gone') }])).toBe(false)
  })

  test('two hundred reloads leave as many watches as one', async () => {
    const handles = countHandles()
    const folders = [{ path: root }, { path: join(root, 'sales') }]
    const { clock } = handClock()
    let generation = 0
    const reloader = createReloader<string>({
      initial: { value: '', diagnostics: [] },
      load: async () => ({ value: `${++generation}`, diagnostics: [] }),
      apply: () => rm(join(root, 'sales'), { recursive: true }).then(async () => void (await mkdir(join(root, 'sales')))),
      folders: () => folders,
      watch: watchFolders,
      clock,
      log: { error() {}, warn() {}, info() {}, debug() {} },
    })
    const once = await handles()
    for (let round = 0; round < 200; round++) await reloader.reload()
    expect(generation).toBe(200)
    expect(once).toBe(2)
    expect(await handles()).toBe(once)
    await reloader.close()
    expect(await handles()).toBe(0)
  })
})
