/** A volume that is learned per day, and what people say of it: a false alarm, a step that stays, a level that must never be learned. */
import { expect, test } from 'vitest'
import { DAY, HOUR, isoTime } from '../../src/core/calendar/time.ts'
import { type MeshHandle, openMesh } from '../../src/index.ts'
import { makePlace } from '../support/program.ts'
import { contractOf } from './contract-text.ts'
import { COLUMNS, openStory } from './story.ts'

/** A Thursday morning; the day before is counted by now. */
const MORNING = '2026-11-19T05:00:00Z'
const YESTERDAY = Date.parse('2026-11-18T00:00:00Z')
const VOLUME = 'shop.orders/orders/volume/updated_at'
const CONTRACT = contractOf('orders', { timeField: 'updated_at' })

/** Rows of the day that is so many days from yesterday. */
function dayOf(days: number, rows: number): readonly { readonly at: string }[] {
  return Array.from({ length: rows }, (_, row) => ({ at: isoTime(YESTERDAY + days * DAY + Math.floor((row / rows) * 23 * HOUR)) }))
}

/** About sixty rows a day for five weeks. */
const BEFORE = Array.from({ length: 35 }, (_, day) => dayOf(day - 35, 56 + ((day * 7) % 9))).flat()

test('a false alarm that is taught as expected is over at once and stays over after a restart, until it is taken back', async () => {
  const { load, at, told, teach, unteach, restart } = await openStory({
    start: MORNING,
    contracts: { orders: CONTRACT },
    defaults: { learn: true, interval: '5m', profile: '60d', incidents: { unstableAfter: 9 } },
  })
  await load('orders', ...BEFORE, ...dayOf(0, 15))
  await at('05:06')
  expect(told('#shop')).toHaveLength(1)
  await teach({ check: 'orders/volume/updated_at', verb: 'expected', by: 'Ada', note: 'stocktaking' })
  await at('05:07')
  expect(told('#shop').slice(1)).toEqual([
    expect.stringMatching(/^edit/),
    expect.stringMatching(/^> Resolved .*Taught as expected by Ada: “stocktaking”; 15 rows on Wed 18 Nov/),
  ])
  await restart()
  await at('05:20')
  expect(told('#shop')).toHaveLength(3)
  await unteach({ check: VOLUME, verb: 'expected' })
  await at('05:21')
  expect(told('#shop').slice(3)).toEqual([expect.stringMatching(/^edit: .*unusual volume/), expect.stringMatching(/^> Broken again/)])
})

/** The shop day after day, each judged the morning after by a program that begins anew. */
function openShop() {
  const rows = [...BEFORE]
  const place = makePlace({ 'monitors/shop/orders.odcs.yaml': CONTRACT })
  let now = Date.parse(MORNING) - DAY
  const config = {
    registry: place.at('monitors'),
    store: `sqlite:${place.at('state.db')}`,
    sources: { lake: { type: 'local', path: place.at('lake') } },
    defaults: { learn: true },
  }
  const using = async <T>(work: (mesh: MeshHandle) => Promise<T>): Promise<T> => {
    const mesh = await openMesh({ config, now: () => now })
    try {
      return await work(mesh)
    } finally {
      await mesh.close()
    }
  }
  const judged = () => using(async (mesh) => (await mesh.check({ select: VOLUME })).verdicts[0])
  return {
    using,
    judged,
    async passes(day: number, amount: number) {
      rows.push(...dayOf(day, amount))
      now = Date.parse(MORNING) + day * DAY
      place.write('lake/orders.csv', `${COLUMNS}\n${rows.map(({ at }, id) => `${id},${at},10`).join('\n')}\n`)
      return judged()
    },
  }
}

test('what was expected once is learned, and the days after it are as usual as before', { timeout: 60_000 }, async () => {
  const { passes, judged, using } = openShop()
  expect(await passes(0, 15)).toMatchObject({ state: 'fail', code: 'below-band' })
  await using((mesh) => mesh.teach({ check: VOLUME, verb: 'expected', by: 'Ada' }))
  expect(await judged()).toMatchObject({ state: 'pass', code: 'taught' })
  for (const day of [1, 2, 3]) expect(await passes(day, 58 + day)).toMatchObject({ state: 'pass', code: 'usual' })
  expect(await passes(4, 12)).toMatchObject({ state: 'fail' })
  const why = await using((mesh) => mesh.why('orders/volume/updated_at'))
  expect(why.series[0]?.points.find(({ value }) => value === 15)).toMatchObject({ mark: 'expected' })
  expect(why.sentences).toContainEqual({ about: 'taught', text: 'Wed 18 Nov 00:00 UTC is expected, by Ada, Thu 19 Nov 05:00 UTC.' })
})

test('a new normal is learned from where it began: the days after it are usual at once, and the old ones no longer', {
  timeout: 60_000,
}, async () => {
  const { passes, judged, using } = openShop()
  expect(await passes(0, 150)).toMatchObject({ state: 'fail', code: 'above-band' })
  await using((mesh) => mesh.teach({ check: VOLUME, verb: 'new-normal', by: 'Ben' }))
  expect(await judged()).toMatchObject({ state: 'pass', code: 'taught' })
  expect(await using((mesh) => mesh.incidents({ status: 'open' }))).toEqual([])
  for (const day of [1, 2, 3, 4]) expect(await passes(day, 148 + day)).not.toMatchObject({ state: 'fail' })
  expect(await passes(5, 60)).toMatchObject({ state: 'fail', code: 'below-band' })
})

test('a level that lasts is accepted, unless somebody calls it an anomaly', { timeout: 60_000 }, async () => {
  const { passes, using } = openShop()
  for (const day of [0, 1]) expect(await passes(day, 150)).toMatchObject({ state: 'fail' })
  let last = await passes(2, 150)
  let days = 3
  for (; last?.state === 'fail' && days < 8; days++) last = await passes(days, 150)
  expect(last).toMatchObject({ state: 'pass', code: 'accepted' })
  const { series, sentences } = await using((mesh) => mesh.why(VOLUME))
  expect(series[0]?.accepted).toMatchObject([{ from: isoTime(YESTERDAY), as: 'new level' }])
  const { text = '' } = sentences.find(({ about }) => about === 'accepted') ?? {}
  expect(text).toContain(`meshwatch teach anomaly ${VOLUME} --from ${isoTime(YESTERDAY)} --to `)

  await using((mesh) => mesh.teach({ check: VOLUME, verb: 'anomaly', from: YESTERDAY, to: YESTERDAY + days * DAY, by: 'Ada' }))
  expect(await passes(days, 60)).toMatchObject({ state: 'pass', code: 'usual' })
  const after = await using((mesh) => mesh.why(VOLUME))
  expect(after.series[0]).toMatchObject({ accepted: [], leftOut: [{ points: days, because: 'taught as an anomaly by Ada' }] })
})
