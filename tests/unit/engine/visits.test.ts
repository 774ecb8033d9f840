import { tmpdir } from 'node:os'
import { describe, expect, onTestFinished, test } from 'vitest'
import { SECOND } from '../../../src/core/calendar/time.ts'
import type { Check, CheckKind } from '../../../src/core/check.ts'
import { type Connector, type DatasetFacts, SourceFailure } from '../../../src/core/connector.ts'
import type { Dataset, Mesh } from '../../../src/core/mesh.ts'
import type { ProbeRecord } from '../../../src/core/store.ts'
import { unknown } from '../../../src/core/verdict.ts'
import { createPeerBoard } from '../../../src/engine/peers.ts'
import { createSequence } from '../../../src/engine/slots.ts'
import { createVisits, type Source } from '../../../src/engine/visits.ts'
import { openStore } from '../../../src/store/index.ts'
import { createStoryClock } from '../../../src/surface/demo/story-clock.ts'
import { outboxRow } from '../../contract/store/samples.ts'

const NAMES = ['a', 'b', 'c']
const POLICY = { openAfter: 1, resolveAfter: 1, unknownAfter: 3, severity: 'high' } as const
const PRESENT: DatasetFacts = { state: 'present', relation: 't', fields: [] }

/** Fails when the dataset is there, is unknown when it is not. */
const grumbler: CheckKind<never> = {
  kind: 'grumble',
  type: 'quality',
  learns: false,
  needs: () => [],
  judge: (_, { facts }) => ({
    verdict: facts.state === 'present' ? { state: 'fail', code: 'bad', reason: 'it is bad' } : unknown(facts.state, 'could not look'),
  }),
}

function dataset(name: string): Dataset {
  const id = `shop.orders/${name}`
  const check = {
    id: `${id}/grumble`,
    kind: 'grumble',
    product: 'shop.orders',
    dataset: id,
    policy: POLICY,
    schedule: {},
  } as unknown as Check
  return { id, product: 'shop.orders', name, ref: { source: 'lake', name }, fields: [], key: [], checks: [check], sampleAbove: 1_000 }
}

interface Given {
  readonly catalog?: Connector['catalog']
  readonly source?: Partial<Source>
}

async function agency({ catalog, source = {} }: Given = {}) {
  const turn = () => new Promise((next) => setImmediate(next))
  const clock = createStoryClock(0, async () => {
    for (let turns = 0; turns < 20; turns++) await turn()
  })
  const log = { error() {}, warn() {}, info() {}, debug() {} }
  const store = await openStore('sqlite::memory:', { clock, log, root: tmpdir(), mode: 'daemon' })
  onTestFinished(() => store.close())
  const connector = {
    kind: 'lake',
    dialect: {},
    can: { maxStatement: 1_000, maxColumns: 10 },
    catalog: catalog ?? (async (refs) => refs.map(() => PRESENT)),
    query: async () => [],
    discover: async () => [],
    close: async () => {},
  } as unknown as Connector
  const lake: Source = { name: 'lake', concurrency: 2, timeout: 10 * SECOND, connect: async () => connector, ...source }
  const datasets = NAMES.map(dataset)
  const meshWith = (watched: readonly Dataset[]) =>
    ({
      products: new Map([['shop.orders', { id: 'shop.orders', domain: 'shop' }]]),
      datasets: new Map(watched.map((one) => [one.id, one])),
      dependents: new Map(),
    }) as unknown as Mesh
  let mesh = meshWith(datasets)
  const probed: string[] = []
  const broke: unknown[] = []
  const visits = createVisits({
    clock,
    store,
    kinds: { grumble: grumbler },
    inTurn: createSequence(),
    events: {
      probed: ({ record }) => void probed.push(record.dataset ?? ''),
      probeBroke: ({ error }) => void broke.push(error),
      settled() {},
    },
    sources: () => new Map([['lake', lake]]),
    mesh: () => mesh,
    calendarOf: () => undefined,
    hush: { over: (record) => record },
    peers: createPeerBoard(store, {}),
    route: async ({ transitions }: Omit<ProbeRecord, 'outbox'>) => transitions.map(({ incident: id }) => outboxRow(`${id}.root`, id)),
  })
  const due = datasets.map((one) => ({ dataset: one, checks: one.checks, due: 0 }))
  return { visits, due, clock, store, probed, broke, turn, watch: (watched: readonly Dataset[]) => (mesh = meshWith(watched)), datasets }
}

test('each dataset is judged, committed and told', async () => {
  const { visits, due, store, probed } = await agency()
  expect(await visits.run(due)).toHaveLength(3)
  expect(probed).toHaveLength(3)
  expect(await store.incidents({})).toHaveLength(3)
  expect((await store.outbox({ state: 'waiting' })).length).toBe(3)
})

test('a quiet visit records the same and tells nobody', async () => {
  const { visits, due, store } = await agency()
  await visits.run(due, { quiet: true })
  expect(await store.incidents({})).toHaveLength(3)
  expect((await store.outbox({ state: 'waiting' })).length).toBe(0)
})

describe('a source', () => {
  test('that cannot be opened breaks the probes, and each is counted', async () => {
    const { visits, due, broke, store } = await agency({ source: { connect: () => Promise.reject(new Error('no such driver')) } })
    let done = 0
    expect(await visits.run(due, { done: () => done++ })).toEqual([])
    expect(broke).toHaveLength(3)
    expect(done).toBe(3)
    expect(await store.states()).toEqual([])
  })

  test('that is down makes every check unknown, with its reason', async () => {
    const down = new SourceFailure('unreachable', 'connection refused')
    const { visits, due, store } = await agency({ catalog: () => Promise.reject(down) })
    await visits.run(due)
    expect((await store.states()).map(({ verdict }) => verdict)).toEqual(Array(3).fill(unknown('unreachable', 'could not look')))
  })

  test('that does not answer is left when its time is over', async () => {
    const { visits, due, clock, store } = await agency({
      catalog: (_, { signal }) =>
        new Promise((_, fail) => signal.addEventListener('abort', () => fail(new SourceFailure('timeout', 'too slow')))),
    })
    const run = visits.run(due)
    await clock.moveTo(10 * SECOND)
    await run
    expect((await store.states()).map(({ verdict }) => verdict.state === 'unknown' && verdict.code)).toEqual(Array(3).fill('timeout'))
  })
})

describe('a visit that was called off', () => {
  test('leaves no trace: it is nobody’s fault that nothing was seen', async () => {
    const stopping = new AbortController()
    const { visits, due, store, probed, broke, turn } = await agency({
      catalog: (_, { signal }) =>
        new Promise((_, fail) => signal.addEventListener('abort', () => fail(new SourceFailure('timeout', 'interrupted')))),
    })
    const run = visits.run(due, { cancel: stopping.signal })
    await turn()
    stopping.abort(new Error('the daemon is stopping'))
    expect(await run).toEqual([])
    expect([await store.states(), await store.probed(), probed, broke]).toEqual([[], new Map(), [], []])
  })
})

test('what was removed while it was visited is not recorded, and the others are', async () => {
  let answer = () => {}
  const asked = new Promise<void>((done) => (answer = done))
  const { visits, due, store, watch, datasets } = await agency({
    catalog: async (refs) => {
      await asked
      return refs.map(() => PRESENT)
    },
  })
  const run = visits.run(due)
  watch(datasets.slice(1))
  answer()
  expect(await run).toHaveLength(2)
  expect((await store.incidents({})).map((one) => one.dataset).toSorted()).toEqual(['shop.orders/b', 'shop.orders/c'])
})

test('no more visits at once than the source allows, those of other runs included', async () => {
  let busy = 0
  let most = 0
  const { visits, due } = await agency({
    catalog: async (refs) => {
      most = Math.max(most, ++busy)
      await new Promise((next) => setImmediate(next))
      busy--
      return refs.map(() => PRESENT)
    },
  })
  await Promise.all(Array.from({ length: 6 }, (_, index) => visits.run(due.slice(0, 1), { quiet: index % 2 === 0 })))
  expect(most).toBe(2)
  expect(visits.waiting).toBe(0)
})
