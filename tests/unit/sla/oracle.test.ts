/** The ledger equals the oracle to the second, in histories around both clock changes of eight zones. */
import { expect, test } from 'vitest'
import { dueAfter } from '../../../src/core/calendar/promised-hours.ts'
import { HOUR, MINUTE, SECOND } from '../../../src/core/calendar/time.ts'
import { wallTime } from '../../../src/core/calendar/wall-time.ts'
import { outOfHours, withoutExcluded } from '../../../src/sla/exclude.ts'
import type { AgePromise } from '../../../src/sla/freshness.ts'
import { type AgeMemo, ageTail, recordAge } from '../../../src/sla/record.ts'
import { amountsOf, clipped, laidOver, type Span, type SpanState } from '../../../src/sla/span.ts'
import { everySecond, type History } from './oracle.ts'

/** When clocks change in 2026: in spring and in autumn of the north. */
const CHANGES: readonly (readonly [string, string, string])[] = [
  ['Europe/Berlin', '2026-03-29T01:00Z', '2026-10-25T01:00Z'],
  ['America/New_York', '2026-03-08T07:00Z', '2026-11-01T06:00Z'],
  ['America/Santiago', '2026-04-05T03:00Z', '2026-09-06T04:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00Z', '2026-10-03T15:30Z'],
  ['Africa/Cairo', '2026-04-23T22:00Z', '2026-10-29T21:00Z'],
  ['Pacific/Auckland', '2026-04-04T14:00Z', '2026-09-26T14:00Z'],
  ['America/St_Johns', '2026-03-08T05:30Z', '2026-11-01T04:30Z'],
  ['Asia/Beirut', '2026-03-28T22:00Z', '2026-10-24T21:00Z'],
]
const HISTORIES = 2_048
const SEED = 20_261_127

/** Mulberry32 (Tommy Ettinger, public domain): small, seeded, good enough to choose cases. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function randomHistory(index: number): History {
  const random = dice(SEED + index)
  const between = (low: number, high: number) => Math.floor((low + random() * (high - low)) / SECOND) * SECOND
  const [zone = '', spring = '', autumn = ''] = CHANGES[index % CHANGES.length] ?? []
  const change = Date.parse(index % 16 < 8 ? spring : autumn)
  const from = change - between(MINUTE, 4 * HOUR)
  const to = change + between(MINUTE, 6 * HOUR)
  const arrivals = [{ at: from - HOUR, watermark: from - HOUR - between(0, 2 * HOUR) }]
  for (let at = from; at < to; at += between(2 * MINUTE, random() < 0.2 ? 4 * HOUR : 40 * MINUTE)) {
    const watermark = Math.max(arrivals.at(-1)?.watermark ?? 0, at - between(0, 30 * MINUTE)) + SECOND
    arrivals.push({ at: Math.max(at, watermark), watermark })
  }
  const looks: History['looks'][number][] = []
  let sees = true
  for (
    let at = from + between(0, 30 * MINUTE);
    at < to;
    at += random() < 0.05 ? between(30 * MINUTE, 4 * HOUR) : between(MINUTE, 10 * MINUTE)
  ) {
    if (random() < 0.15) sees = !sees
    looks.push({ at, sees })
  }
  const opens = Math.floor(random() * 20) * 60
  const hours = {
    weekdays: [1, 2, 3, 4, 5, 6, 7].filter(() => random() < 0.8),
    from: opens,
    to: Math.min(1440, opens + 60 + Math.floor(random() * 1200)),
  }
  const windows = Array.from({ length: Math.floor(random() * 3) }, () => {
    const begins = between(from, to)
    return { from: begins, to: begins + between(MINUTE, 4 * HOUR) }
  })
  return {
    zone,
    from,
    to,
    limit: between(10 * MINUTE, random() < 0.3 ? 8 * HOUR : HOUR),
    hold: between(2 * MINUTE, HOUR / 2),
    ...(random() < 0.5 && hours.weekdays.length > 0 ? { hours } : {}),
    arrivals,
    looks,
    tells: random() < 0.4,
    windows,
  }
}

/** As the daemon does it: one look after the other, a memo in between, and windows applied when it is read. */
function ledgerOf({ zone, to, limit, hold, hours, arrivals, looks, tells, windows }: History): readonly Span[] {
  const promised = hours && { zone, ...hours }
  const promise: AgePromise = { hold, due: (watermark) => (promised ? dueAfter(promised, watermark, limit) : watermark + limit) }
  let memo: AgeMemo | undefined
  let ledger: readonly Span[] = []
  for (const { at, sees } of looks) {
    const newest = arrivals.filter((arrival) => arrival.at <= at).at(-1)
    const look = sees && newest ? { at, watermark: newest.watermark, ...(tells ? { arrived: newest.at } : {}) } : { at, why: 'timeout' }
    const recorded = recordAge(memo, look, promise)
    ledger = laidOver(ledger, recorded.spans)
    memo = recorded.memo
  }
  if (!memo) return []
  const whole = laidOver(ledger, ageTail(memo, to, promise))
  const closed = promised ? outOfHours(promised, whole[0]?.from ?? to, to) : []
  return withoutExcluded(whole, [
    ...closed.map((span) => ({ ...span, cause: 'hours' })),
    ...windows.map((span) => ({ ...span, cause: 'window' })),
  ])
}

function spelled(spans: readonly Span[]): readonly SpanState[] {
  return spans.flatMap((span) => Array.from({ length: (span.to - span.from) / SECOND }, () => span.state))
}

test('the clocks of each zone change when the histories are played', () => {
  for (const [zone, ...changes] of CHANGES) {
    for (const change of changes.map((text) => Date.parse(text))) {
      const minutes = [change - MINUTE, change].map((at) => wallTime(at, zone)).map(({ hour, minute }) => hour * 60 + minute)
      expect([zone, ((minutes[1] ?? 0) - (minutes[0] ?? 0) + 1440) % 1440]).not.toEqual([zone, 1])
    }
  }
})

test(`${HISTORIES} random histories equal the oracle to the second`, () => {
  const met: Record<SpanState, number> = { good: 0, bad: 0, unknown: 0, excluded: 0 }
  for (let index = 0; index < HISTORIES; index++) {
    const history = randomHistory(index)
    const wanted = everySecond(history)
    const ledger = clipped(ledgerOf(history), wanted.from, history.to)
    const seen = spelled(ledger)
    const odd = wanted.states.findIndex((state, second) => seen[second] !== state)
    const told = `history ${index} (seed ${SEED}), ${history.zone}, second ${odd} after ${new Date(wanted.from).toISOString()}`
    expect({ told, odd, seen: seen[odd], wanted: wanted.states[odd], length: seen.length }).toEqual({
      told,
      odd: -1,
      length: wanted.states.length,
    })
    for (const state of wanted.states) met[state]++
    const amounts = amountsOf(ledger)
    expect(amounts.good + amounts.bad + amounts.unknown + amounts.excluded).toBe(wanted.states.length * SECOND)
  }
  // Each state is met often enough for the comparison to mean something.
  for (const state of ['good', 'bad', 'unknown', 'excluded'] as const) expect(met[state]).toBeGreaterThan(HISTORIES * 500)
}, 120_000)

test('a day has 23, 24 or 25 hours of promise', () => {
  const of = (zone: string, from: string, to: string) => {
    const hours = { zone, weekdays: [1, 2, 3, 4, 5, 6, 7], from: 0, to: 1440 }
    return outOfHours(hours, Date.parse(from), Date.parse(to))
  }
  expect(of('Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z')).toEqual([])
  expect(of('Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z')).toEqual([])
})
