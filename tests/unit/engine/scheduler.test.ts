import { expect, onTestFinished, test } from 'vitest'
import type { CronSpec } from '../../../src/core/calendar/cron.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/core/calendar/time.ts'
import type { Check } from '../../../src/core/check.ts'
import type { Dataset, Mesh } from '../../../src/core/mesh.ts'
import { createScheduler, type DueVisit } from '../../../src/engine/scheduler.ts'
import { createStoryClock } from '../../../src/surface/demo/story-clock.ts'

const START = Date.parse('2026-11-18T10:00:00Z')
const NOON: CronSpec = {
  expression: '0 12 * * *',
  zone: 'UTC',
  minutes: [0],
  hours: [12],
  days: [],
  months: [],
  weekdays: [],
  lastDay: false,
}

function dataset(id: string, schedules: Readonly<Record<string, Check['schedule']>>, source = 'lake'): Dataset {
  const checks = Object.entries(schedules).map(([kind, schedule]) => ({ id: `${id}/${kind}`, kind, dataset: id, schedule }) as Check)
  return { id, ref: { source, name: id }, checks } as unknown as Dataset
}

const meshOf = (...datasets: readonly Dataset[]) => ({ datasets: new Map(datasets.map((one) => [one.id, one])) }) as unknown as Mesh
const every = (length: number) => ({ every: length })

/** Visits that last as long as `visit` says; what was visited is noted with the time since the start. */
function office(visit: (due: readonly DueVisit[]) => Promise<unknown> = async () => {}, troubled: ReadonlySet<string> = new Set()) {
  const clock = createStoryClock(START, async () => {
    for (let turn = 0; turn < 5; turn++) await new Promise((next) => setImmediate(next))
  })
  const seen: { readonly at: number; readonly what: string }[] = []
  const note = (due: readonly DueVisit[]) => {
    for (const { checks } of due) for (const { id } of checks) seen.push({ at: clock.now() - START, what: id })
  }
  const scheduler = createScheduler(clock, clock.ticker, async (due) => {
    note(due)
    await visit(due)
    return troubled
  })
  onTestFinished(() => scheduler.stop())
  return {
    clock,
    scheduler,
    seen,
    pass: (length: number) => clock.moveTo(clock.now() + length),
    times: (what: string) => seen.filter((one) => one.what === what).map(({ at }) => at),
  }
}

const fresh = new Map([
  ['a', START],
  ['b', START],
])

test('a dataset is visited once an interval', async () => {
  const { scheduler, pass, times } = office()
  scheduler.watch(meshOf(dataset('a', { volume: every(5 * MINUTE) })), fresh)
  await pass(HOUR)
  const visits = times('a/volume')
  expect(visits).toHaveLength(12)
  expect(visits.slice(1).map((at, index) => at - (visits[index] ?? 0))).toEqual(Array(11).fill(5 * MINUTE))
})

test('what is overdue at the start is visited within twenty seconds, not all at once, and then goes back to its own beat', async () => {
  const { scheduler, pass, seen } = office()
  const many = Array.from({ length: 40 }, (_, index) => dataset(`d${index}`, { volume: every(HOUR) }))
  scheduler.watch(meshOf(...many), new Map(many.map(({ id }) => [id, START - DAY])))
  await pass(20 * SECOND)
  expect(seen).toHaveLength(40)
  expect(new Set(seen.map(({ at }) => at)).size).toBeGreaterThan(10)
  await pass(HOUR)
  expect(seen).toHaveLength(80)
})

test('checks of a dataset that are due together share a visit', async () => {
  const groups: number[] = []
  const { scheduler, pass } = office(async (due) => void groups.push(...due.map(({ checks }) => checks.length)))
  scheduler.watch(meshOf(dataset('a', { volume: every(5 * MINUTE), freshness: every(5 * MINUTE) })), fresh)
  await pass(10 * MINUTE)
  expect(groups).toEqual([2, 2])
})

test('a cron time is a visit at that time; the interval goes on beside it', async () => {
  const { scheduler, pass, times } = office()
  scheduler.watch(meshOf(dataset('a', { freshness: { every: HOUR, at: [NOON] }, deadline: { at: [NOON] } })), fresh)
  await pass(24 * HOUR)
  expect(times('a/deadline')).toEqual([2 * HOUR])
  expect(times('a/freshness')).toContain(2 * HOUR)
  expect(times('a/freshness')).toHaveLength(25)
})

test('what fails in an open incident is asked again at its quicker pace, until it is over', async () => {
  const troubled = new Set<string>()
  const { scheduler, pass, times } = office(undefined, troubled)
  const seldom = { every: HOUR, troubled: 5 * MINUTE }
  scheduler.watch(meshOf(dataset('a', { rows: seldom, values: seldom, fields: every(HOUR) })), fresh)
  await pass(HOUR)
  troubled.add('a/rows').add('a/fields')
  await pass(2 * HOUR)
  const [asked = [], steady = [], unhurried = []] = ['a/rows', 'a/values', 'a/fields'].map(times)
  expect([steady.length, unhurried.length]).toEqual([3, 3])
  expect(asked.filter((at) => at > (steady[1] ?? 0) && at <= (steady[2] ?? 0))).toHaveLength(12)
  troubled.clear()
  await pass(2 * HOUR)
  expect(times('a/rows').filter((at) => at > 3 * HOUR)).toHaveLength(3)
})

test('what failed before a restart is asked soon, not after its whole interval', async () => {
  const { scheduler, pass, times } = office()
  scheduler.watch(meshOf(dataset('a', { rows: { every: 12 * HOUR, troubled: 5 * MINUTE } })), fresh, new Set(['a/rows']))
  await pass(5 * MINUTE)
  expect(times('a/rows')).toHaveLength(1)
})

test('while a visit lasts its dataset is not visited again, and all missed turns are one', async () => {
  let open = () => {}
  const { scheduler, pass, times } = office(() => new Promise<void>((done) => (open = done)))
  scheduler.watch(meshOf(dataset('a', { volume: every(MINUTE) })), fresh)
  await pass(30 * MINUTE)
  expect(times('a/volume')).toHaveLength(1)
  expect(scheduler.busy).toBe(true)
  open()
  await pass(SECOND)
  expect(times('a/volume')).toHaveLength(2)
  open()
})

test('a source that hangs does not hold back the turns of another one that was asked together with it', async () => {
  let open = () => {}
  const hangs = new Promise<void>((done) => (open = done))
  const { scheduler, pass, times } = office(async ([first]) => (first?.dataset.ref.source === 'slow' ? hangs : undefined))
  const a = dataset('a', { volume: every(10 * SECOND), deadline: { at: [NOON] } })
  scheduler.watch(meshOf(a, dataset('b', { deadline: { at: [NOON] } }, 'slow')), fresh)
  await pass(2 * HOUR)
  const before = times('a/volume').length
  await pass(30 * SECOND)
  expect(times('a/volume').length - before).toBe(3)
  expect(times('b/deadline')).toHaveLength(1)
  open()
})

test('a reload keeps turns, follows a shorter interval at once, and drops what is gone', async () => {
  const { scheduler, pass, times } = office()
  const b = dataset('b', { volume: every(10 * MINUTE) })
  scheduler.watch(meshOf(dataset('a', { volume: every(6 * HOUR) }), b), fresh)
  for (let reloads = 0; reloads < 30; reloads++) {
    await pass(MINUTE)
    scheduler.watch(meshOf(dataset('a', { volume: every(6 * HOUR) }), b), fresh)
  }
  expect(times('b/volume')).toHaveLength(3)
  scheduler.watch(meshOf(dataset('a', { volume: every(MINUTE) })), fresh)
  const before = times('a/volume').length
  await pass(10 * MINUTE)
  expect(times('a/volume')).toHaveLength(before + 10)
  expect(times('b/volume')).toHaveLength(3)
})

test('stopping waits for visits under way; afterwards nothing wakes, not even for a reload', async () => {
  let open = () => {}
  const { scheduler, pass, seen } = office(() => new Promise<void>((done) => (open = done)))
  const mesh = meshOf(dataset('a', { volume: every(MINUTE), deadline: { at: [NOON] } }))
  scheduler.watch(mesh, fresh)
  await pass(MINUTE)
  let stopped = false
  const stopping = scheduler.stop().then(() => (stopped = true))
  await pass(0)
  expect(stopped).toBe(false)
  open()
  await stopping
  scheduler.watch(mesh, new Map())
  await pass(DAY)
  expect(seen).toHaveLength(1)
})

test('two hundred thousand checks can be watched', async () => {
  const { scheduler, pass, seen } = office()
  const schedules = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`k${index}`, every(HOUR)]))
  const many = Array.from({ length: 100 }, (_, index) => dataset(`d${index}`, schedules))
  scheduler.watch(meshOf(...many), new Map(many.map(({ id }) => [id, START])))
  await pass(MINUTE)
  expect(seen.length).toBeLessThan(200_000)
})
