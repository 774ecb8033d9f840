import { describe, expect, test } from 'vitest'
import { DAY } from '../../../../src/core/calendar/time.ts'
import type { Incident } from '../../../../src/core/incident/incident.ts'
import type { Grounds, Point, SeriesAnswer } from '../../../../src/core/series.ts'
import type { Teaching } from '../../../../src/core/teaching.ts'
import { unknown, type Verdict } from '../../../../src/core/verdict.ts'
import type { Recollection, Replayed } from '../../../../src/engine/recollect.ts'
import { whyAnswer } from '../../../../src/surface/why/explain.ts'
import { rarity } from '../../../../src/surface/why/grounds.ts'
import { chartOf } from '../../../../src/surface/why/picture.ts'
import { incident } from '../../../contract/store/samples.ts'
import { check } from '../http/daemon.ts'

/** A Monday. */
const MONDAY = Date.parse('2026-11-16T00:00:00Z')
const grounds: Grounds = {
  band: { low: 90, high: 110 },
  expected: 100,
  score: 0.2,
  samples: 41,
  leftOut: 3,
  season: 'weekday',
  evidence: 'value',
  margin: 10,
  heldBack: [],
}
const usual: SeriesAnswer = { state: 'usual', grounds, since: 0, run: 0 }
const unusual = (score: number): SeriesAnswer => ({ state: 'unusual', grounds: { ...grounds, score }, since: MONDAY, run: 1 })

const replayed = (answers: readonly SeriesAnswer[], marks: readonly Point['mark'][] = [], name = 'rows per day'): Replayed => {
  const points = answers.map((_, day): Point => {
    const mark = marks[day]
    return { at: MONDAY + day * DAY, value: 100 + day, ...(mark ? { mark } : {}) }
  })
  return {
    series: { name, unit: 'rows', options: { kind: 'count', zone: 'Europe/Berlin', polled: false }, points },
    answers: answers.map((answer, day) => ({ ...answer, point: points[day] as Point })),
  }
}

const learnedCheck = { ...check('shop.orders/orders', 'volume', {}), promise: undefined }
const { promise: _, ...learned } = learnedCheck

function known(parts: Partial<Recollection> & { readonly verdict?: Verdict }): Recollection {
  const { verdict, ...rest } = parts
  const series = parts.series ?? []
  const at = MONDAY + 7 * DAY
  return {
    check: learned,
    learns: true,
    series,
    teachings: [],
    incidents: [],
    ...(verdict ? { state: { check: learned.id, verdict, at, since: at, streak: 1 } } : {}),
    ...(series[0] ? { moment: series[0].series.points.at(-1)?.at ?? at } : {}),
    ...rest,
  }
}

const failed: Verdict = {
  state: 'fail',
  code: 'below-band',
  reason: '30 rows on Sun 22 Nov; usual is between 90 and 110',
  value: 30,
  unit: 'rows',
  expected: { low: 90, high: 110 },
  evidence: { expected: 100.4, score: 5.2, samples: 40, leftOut: 3, season: 'weekday', evidence: 'value', leastChange: 10, heldBack: [] },
}

const say = (recollection: Recollection, at?: number) =>
  whyAnswer(recollection, 'Europe/Berlin', at).sentences.map(({ about, text }) => `${about}: ${text}`)

describe('in words', () => {
  test('a failure: what was seen, expected, how rare it is, and what it rests on, as stored with it', () => {
    expect(say(known({ verdict: failed, series: [replayed([usual, unusual(3)])] }))).toEqual([
      'judged: Mon 23 Nov 01:00: failed; 30 rows on Sun 22 Nov; usual is between 90 and 110.',
      'expected: rows per day: 100 rows; usual is between 90 and 110.',
      'score: 5.2: about 1 in 200,000 usual values is this far out. An alarm needs 2.9 (1 in 800) and a change of at least 10 rows.',
      'season: weekday, in Europe/Berlin.',
      'learned from: 40 samples.',
    ])
  })

  test('another moment, as it is found by playing the past again', () => {
    const lines = say(known({ verdict: failed, series: [replayed([usual, unusual(3.3)])] }), MONDAY + DAY)
    expect(lines.slice(0, 3)).toEqual([
      'judged: Tue 17 Nov 01:00: rows per day was 101 rows, which is unusual.',
      'expected: rows per day: 100 rows; usual is between 90 and 110.',
      expect.stringMatching(/^score: 3\.3: about 1 in 2,000 /),
    ])
  })

  test('a gate that held an alarm back', () => {
    const held: SeriesAnswer = { ...usual, grounds: { ...grounds, score: 4, heldBack: ['too small a change', 'holiday'] } }
    expect(say(known({ series: [replayed([held])] }), MONDAY)).toContain('held back: too small a change, holiday: rare, but no alarm.')
  })

  test('what is missing while it learns, and until when', () => {
    const learning: SeriesAnswer = { state: 'learning', learning: { have: 5, need: 7, readyWhen: MONDAY + 3 * DAY } }
    const lines = say(known({ verdict: unknown('learning', 'learning what is usual'), series: [replayed([learning])] }))
    expect(lines).toContain(
      'learning: 5 of 7 samples, 2 missing; ready about Thu 19 Nov 01:00. Until then only limits of the contract hold.',
    )
  })

  test('what was left out, span by span, and why', () => {
    const lessons: readonly Teaching[] = [
      { check: learned.id, verb: 'anomaly', from: MONDAY, to: MONDAY + 2 * DAY, by: 'Ada', at: MONDAY + 5 * DAY, note: 'test data' },
    ]
    const open: Incident = incident('i7', { since: MONDAY + 4 * DAY, resolvedAt: MONDAY + 5 * DAY })
    const series = [replayed([usual, usual, usual, usual, usual, usual], ['excluded', 'excluded', undefined, undefined, 'excluded'])]
    const lines = say(known({ verdict: failed, series, teachings: lessons, incidents: [open] }))
    expect(lines).toEqual(
      expect.arrayContaining([
        'left out: 2 points, Mon 16 Nov 01:00 to Tue 17 Nov 01:00: taught as an anomaly by Ada.',
        'left out: 1 point, Fri 20 Nov 01:00: incident i7.',
        'taught: Mon 16 Nov 01:00 to Wed 18 Nov 01:00 is an anomaly, by Ada, Sat 21 Nov 01:00: “test data”.',
      ]),
    )
  })

  test('a level that was accepted, and the very words that take it back', () => {
    const accepted: SeriesAnswer = { state: 'accepted', grounds, since: MONDAY, run: 3, as: 'new level' }
    expect(say(known({ verdict: failed, series: [replayed([usual, usual, accepted, usual])] }))).toContain(
      `accepted: a new level since Mon 16 Nov 01:00, after 3 in a row. Where it is none, take it back: meshwatch teach anomaly ${learned.id} --from 2026-11-16T00:00:00.000Z --to 2026-11-18T00:00:00.001Z`,
    )
  })

  test('a promise of the contract instead of anything learned', () => {
    const promised = { ...check('shop.orders/orders', 'freshness', {}), promise: 'at most 1 h old' }
    const verdict: Verdict = { state: 'pass', code: 'fresh', reason: '4 min old' }
    expect(say(known({ check: promised, learns: false, verdict }))).toEqual([
      'judged: Mon 23 Nov 01:00: passed; 4 min old.',
      'promised: The contract says: at most 1 h old. Nothing is learned here, so there is nothing to teach; where it is wrong, change the contract.',
    ])
  })

  test('a check that was never judged', () => {
    expect(say(known({}))).toEqual(['judged: It was never judged.'])
  })
})

test.each([
  [0.1, 'every second usual value is this far out'],
  [1, 'about 1 in 10 usual values is this far out'],
  [2.9, 'about 1 in 800 usual values is this far out'],
  [3.6, 'about 1 in 4,000 usual values is this far out'],
  [300, 'fewer than 1 in a billion usual values is this far out'],
])('a score of %d means: %s', (score, words) => {
  expect(rarity(score)).toBe(words)
})

test('the series that the last verdict rests on comes before one that is odder by itself', () => {
  const series = [replayed([unusual(9)], [], 'largest value'), replayed([unusual(4)], [], 'null rate')]
  const said = { ...failed, evidence: { ...failed.evidence, series: 'null rate' } }
  const names = (at?: number) => whyAnswer(known({ verdict: said, series }), 'UTC', at).series.map(({ name }) => name)
  expect(names()).toEqual(['null rate', 'largest value'])
  expect(names(MONDAY)).toEqual(['largest value', 'null rate'])
})

test('of several series the most surprising one comes first and is drawn, and each can be asked for', () => {
  const answer = whyAnswer(known({ series: [replayed([usual], [], 'null rate'), replayed([unusual(4)], [], 'mean')] }), 'UTC', undefined)
  expect(answer.series.map(({ name }) => name)).toEqual(['mean', 'null rate'])
  expect(chartOf(answer)).toContain(`<title id="title">${learned.id}: mean</title>`)
  expect(chartOf(answer, 'null rate')).toContain(': null rate</title>')
})

test('the chart shows what a person said before what the detector found', () => {
  const answers = [unusual(4), unusual(4), usual, usual]
  const svg = chartOf(whyAnswer(known({ series: [replayed(answers, ['expected', undefined, 'excluded', 'new-level'])] }), 'UTC', undefined))
  for (const sign of ['expected', 'anomaly', 'left-out', 'new-level']) expect(svg).toMatch(new RegExp(`<path class="${sign}" d="M[^M]*"`))
})
