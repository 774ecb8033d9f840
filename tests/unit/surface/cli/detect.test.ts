import { describe, expect, test } from 'vitest'
import type { Grounds, SeriesAnswer } from '../../../../src/core/series.ts'
import { guessKind } from '../../../../src/surface/cli/detect/detect.ts'
import { lineOf, printedScore } from '../../../../src/surface/cli/detect/line.ts'
import { parseIso } from '../../../../src/surface/cli/detect/parse-time.ts'
import { readSeries } from '../../../../src/surface/cli/detect/read-series.ts'

const NINE = Date.UTC(2026, 2, 1, 9)
const HOUR = 3_600_000

describe('a file of measurements', () => {
  test('has a header or none, and its cells may be quoted', () => {
    const points = [
      { at: NINE, value: 5 },
      { at: NINE + HOUR, value: -1.5e3 },
    ]
    const bodies = ['2026-03-01T09:00:00Z,5\n2026-03-01T10:00:00Z,-1.5e3', '"2026-03-01 09:00","5"\r\n2026-03-01 10:00:00.000;-1500\r\n']
    for (const body of bodies)
      for (const head of ['', 'timestamp,value\n', '\uFEFF"time";"rows"\n'])
        expect(readSeries('a.csv', head + body, 'UTC')).toEqual({ points, notes: [], faults: [] })
  })

  test('tells what it left out and what it put in order, and keeps every line of one moment', () => {
    const text =
      '2026-03-01T10:00Z,3\n2026-03-01T09:00Z,1\n\n2026-03-01T10:00Z,4\n2026-03-01T11:00Z,\n2026-03-01T12:00Z,NaN\n2026-03-01T13:00Z,-inf\n'
    const { points, notes, faults } = readSeries('a.csv', text, 'UTC')
    expect(points.map(({ at, value }) => [(at - NINE) / HOUR, value])).toEqual([
      [0, 1],
      [1, 3],
      [1, 4],
    ])
    expect(notes.map((note) => note.slice(0, 20))).toEqual(['a.csv: 3 lines are n', 'a.csv: 1 line is ear', 'a.csv: 1 line is of '])
    expect(faults).toEqual([])
  })

  test('is refused with every line that cannot be read', () => {
    const text = 'timestamp,value\n2026-03-01T09:00Z\nyesterday,5\n2026-02-30,5\n2026-03-01T10:00Z,five\n2026-03-01T10:00Z,5,6\n'
    const { faults } = readSeries('a.csv', text, 'UTC')
    expect(faults.map((fault) => fault.split(': ')[0])).toEqual(['a.csv:2', 'a.csv:3', 'a.csv:4', 'a.csv:5', 'a.csv:6'])
    expect(readSeries('a.csv', 'timestamp,value\n', 'UTC').faults).toEqual(['a.csv:1: there is no value in it'])
    expect(readSeries('a.csv', 'x\n'.repeat(1_000), 'UTC').faults).toHaveLength(10)
  })
})

test('times have the offset they name, else the clock of the zone', () => {
  expect(parseIso('2026-03-01T09:00:00Z', 'Europe/Rome')).toBe(NINE)
  expect(parseIso('2026-03-01T10:30:00.250+01:30', 'Europe/Rome')).toBe(NINE + 250)
  expect(parseIso('2026-03-01T05:00:00-0400', 'Europe/Rome')).toBe(NINE)
  expect(parseIso('2026-03-01 10:00', 'Europe/Rome')).toBe(NINE)
  expect(parseIso('2026-07-01', 'Europe/Rome')).toBe(Date.UTC(2026, 5, 30, 22))
  for (const text of ['', '9', '2026-13-01', '2026-03-01T24:10Z', '2026-03-01T09:00:00X', '01/03/2026'])
    expect(parseIso(text, 'UTC')).toBeUndefined()
})

describe('a printed line', () => {
  const grounds: Grounds = {
    band: { low: 90, high: 110 },
    expected: 100,
    score: 5,
    samples: 50,
    leftOut: 0,
    season: 'none',
    evidence: 'value',
    margin: 1,
    heldBack: [],
  }
  const answer = (state: 'usual' | 'unusual' | 'accepted', more: Partial<Grounds> = {}): SeriesAnswer => ({
    state,
    grounds: { ...grounds, ...more },
    since: NINE,
    run: 1,
    ...(state === 'accepted' ? { as: 'new level' } : {}),
  })

  test('has a score that reaches the alarm exactly where it is an anomaly', () => {
    expect(printedScore(answer('unusual'), 2.9)).toBe(5)
    expect(printedScore(answer('unusual', { score: 2.8999999 }), 2.9)).toBe(2.9)
    expect(printedScore(answer('usual', { score: 1 }), 2.9)).toBe(1)
    for (const held of [answer('usual', { heldBack: ['too small a change'] }), answer('accepted')])
      expect(printedScore(held, 2.9)).toBe(1.45)
    expect(printedScore({ state: 'learning', learning: { have: 1, need: 8 } }, 2.9)).toBe(0)
  })

  test('says why in words where there is something to say', () => {
    const told = (one: SeriesAnswer) => lineOf('a.csv', { at: NINE, value: 60 }, one, 2.9)
    expect(told(answer('unusual'))).toEqual({
      series: 'a.csv',
      timestamp: '2026-03-01T09:00:00.000Z',
      value: 60,
      expected: 100,
      low: 90,
      high: 110,
      score: 5,
      anomaly: true,
      state: 'unusual',
      reason: '60; usual is between 90 and 110',
    })
    expect(told(answer('usual', { score: 1 })).reason).toBeUndefined()
    expect(told(answer('usual', { heldBack: ['too small a change'] })).reason).toMatch(/held back: too small a change$/)
    expect(told(answer('accepted')).reason).toMatch(/accepted as a new level after 1 in a row$/)
    expect(told({ state: 'learning', learning: { have: 1, need: 8 } })).toMatchObject({ expected: null, low: null, high: null, score: 0 })
  })
})

test('whole numbers from 0 on are taken for a count', () => {
  const guess = (...values: readonly number[]) => guessKind(values.map((value) => ({ at: NINE, value })))
  expect([guess(0, 5, 1e6), guess(1, 2.5), guess(1, -2)]).toEqual(['count', 'gauge', 'gauge'])
})
