import { describe, expect, test } from 'vitest'
import { segmentDistribution } from '../../../src/checks/segment-distribution/index.ts'
import { segmentFreshness } from '../../../src/checks/segment-freshness/index.ts'
import { segmentVolume } from '../../../src/checks/segment-volume/index.ts'
import type { FieldFacts } from '../../../src/core/connector.ts'
import type { Group, MetricValue } from '../../../src/core/metric.ts'
import type { SegmentParams } from '../../../src/core/questions.ts'
import type { DayCalendar } from '../../../src/core/series.ts'
import type { Judged, Verdict } from '../../../src/core/verdict.ts'
import { at, column, delivery, life, present } from './kit.ts'

const DAY = 86_400_000
const START = at('2026-01-05')
const FIELDS: readonly FieldFacts[] = [column('region'), column('cases', 'bigint', 'integer'), column('at', 'timestamp', 'timestamp')]
const PARAMS: SegmentParams = { by: 'region', isHashed: false, most: 100, except: [], measure: { of: 'rows', zone: 'UTC' } }
const REGIONS = ['North', 'South', 'East', 'West', 'Isles', 'Centre']

/** Running totals that grow by about a hundred a day and region. */
function totals(day: number): Record<string, number> {
  return Object.fromEntries(REGIONS.map((region, index) => [region, 1_000 * (index + 1) + 100 * day + ((day * 7 + index * 3) % 11)]))
}

type Table = Readonly<Record<string, { readonly rows: number; readonly cases: number }>>

function table(day: number, rows = 4): Table {
  return Object.fromEntries(Object.entries(totals(day)).map(([region, cases]) => [region, { rows, cases }]))
}

function answers(of: Table): Record<string, MetricValue> {
  const groups = (key: 'rows' | 'cases'): readonly Group[] =>
    Object.entries(of).map(([region, values]) => ({ key: region, value: values[key] }))
  const sum = (key: 'rows' | 'cases') => Object.values(of).reduce((total, values) => total + values[key], 0)
  return {
    'rows(by region)': groups('rows'),
    'sum(cases by region)': groups('cases'),
    'rows()': sum('rows'),
    'sum(cases)': sum('cases'),
  }
}

type Kind = typeof segmentVolume

function deliveries(
  kind: Kind,
  days: number,
  of: (day: number) => Table,
  params: Partial<SegmentParams> = {},
  calendar?: DayCalendar,
): readonly Verdict[] {
  const check = life(kind, { ...PARAMS, ...params }, calendar)
  return Array.from({ length: days }, (_, day) =>
    check.look(START + day * DAY + DAY / 2, { facts: delivery(START + day * DAY, { fields: FIELDS }), values: answers(of(day)) }),
  )
}

const bad = (verdicts: readonly Verdict[]) => verdicts.flatMap(({ state }, day) => (state === 'fail' ? [day] : []))

describe('segments of deliveries', () => {
  test.each([
    ['freshness', segmentFreshness, 8],
    ['volume', segmentVolume, 14],
    ['distribution', segmentDistribution, 14],
  ])('their %s says what it is learning, then that all is well', (_, kind, need) => {
    const verdicts = deliveries(kind, 18, table)
    expect(verdicts[need - 1]).toMatchObject({ state: 'unknown', code: 'learning', evidence: { have: need - 1, need } })
    expect(verdicts.slice(need).map(({ state }) => state)).toEqual(Array(18 - need).fill('pass'))
  })

  test('one that stands still is named on that day only', () => {
    const verdicts = deliveries(segmentFreshness, 20, (day) => ({ ...table(day), ...(day === 17 && { West: table(16).West }) }) as Table)
    expect(bad(verdicts)).toEqual([17])
    expect(verdicts[17]).toMatchObject({ code: 'segments-stand-still', segments: ['West'] })
    expect(verdicts[17]?.reason).toBe('nothing changed in West since the look before; usually it changes every time')
  })

  test('what began in a window is not learned from, and what is seen in one is no failure', () => {
    const inWindow = (day: number) => day >= 15 && day < 25
    const dayOf = (moment: number) => Math.floor((moment - START) / DAY)
    const windows = { isQuiet: (moment: number) => inWindow(dayOf(moment)), dayOf: () => 'backfill' }
    const thrice = (day: number) =>
      ({ ...table(day, 400), ...((inWindow(day) || day === 28) && { East: { rows: 1_200, cases: totals(day).East } }) }) as Table
    const learned = deliveries(segmentVolume, 29, thrice)
    const spared = deliveries(segmentVolume, 29, thrice, {}, windows)
    expect(bad(learned)).toContain(15)
    expect(bad(spared)).toEqual([28])
    expect(spared[28]).toMatchObject({ segments: ['East'] })
    expect(spared[20]).toMatchObject({ state: 'pass', code: 'announced' })
  })

  test('the largest of those that changed is named first, with its share', () => {
    const wrong = (day: number) => ({
      ...table(day),
      ...(day === 17 && {
        North: { rows: 4, cases: (totals(17).North ?? 0) + 9_000 },
        East: { rows: 4, cases: (totals(17).East ?? 0) + 3_000 },
      }),
    })
    const verdict = deliveries(segmentDistribution, 18, wrong as (day: number) => Table)[17] as Judged
    expect(verdict).toMatchObject({ state: 'fail', code: 'segments-unusual', fields: ['cases'], segments: ['North', 'East'] })
    expect(verdict.reason).toMatch(/^cases rose by 9,\d+ in North, expected about \d+ \(\d+(\.\d)? % of the change\); also East$/)
  })

  test('values that may not be shown are counted, not named', () => {
    const still = (day: number) => ({ ...table(day), ...(day === 17 && { West: table(16).West }) }) as Table
    const hashed = life(segmentFreshness, { ...PARAMS, isHashed: true })
    const asHashed = (of: Table) =>
      Object.fromEntries(Object.entries(answers(of)).map(([key, value]) => [key.replace('by region', 'by region hashed'), value]))
    const verdicts = Array.from({ length: 18 }, (_, day) =>
      hashed.look(START + day * DAY, { facts: delivery(START + day * DAY, { fields: FIELDS }), values: asHashed(still(day)) }),
    )
    expect(verdicts[17]).not.toHaveProperty('segments')
    expect(verdicts[17]?.reason).toContain('nothing changed in 1 of 6 segments')
  })

  test('one without rows is missing, one with its first rows is new, and both at once are a new name', () => {
    const { South, ...others } = table(17)
    const change = (of: Table) => (day: number) => (day === 17 ? of : table(day))
    expect(deliveries(segmentVolume, 18, change(others))[17]).toMatchObject({ code: 'segments-missing', segments: ['South'] })
    const more = { ...table(17), Overseas: { rows: 4, cases: 2_000 } }
    expect(deliveries(segmentVolume, 18, change(more))[17]).toMatchObject({ code: 'segments-new', segments: ['Overseas'] })
    const renamed = { ...others, 'The South': South as { rows: number; cases: number } }
    expect(deliveries(segmentVolume, 18, change(renamed))[17]).toMatchObject({ state: 'pass' })
    expect(deliveries(segmentDistribution, 18, change(renamed))[17]).toMatchObject({
      code: 'segments-renamed',
      fields: ['region'],
      segments: ['South', 'The South'],
    })
  })

  test('rows that come three times are unusual for their segment', () => {
    const thrice = (day: number) => ({ ...table(day, 400), ...(day === 17 && { East: { rows: 1_200, cases: totals(17).East } }) }) as Table
    expect(deliveries(segmentVolume, 18, thrice)[17]).toMatchObject({ code: 'segments-unusual', segments: ['East'] })
  })

  test('a row more is news where there are always as many', () => {
    const twice = (day: number) => ({ ...table(day, 1), ...(day === 17 && { East: { rows: 2, cases: totals(17).East } }) }) as Table
    expect(deliveries(segmentVolume, 18, twice)[17]).toMatchObject({ state: 'fail', segments: ['East'] })
  })

  test('a delivery that is published again is judged like the first time, and not missed twice', () => {
    const check = life(segmentFreshness, PARAMS)
    const look = (day: number, of: Table) =>
      check.look(START + day * DAY, { facts: delivery(START + day * DAY, { fields: FIELDS }), values: answers(of) })
    for (let day = 0; day < 17; day++) look(day, table(day))
    const still = { ...table(17), West: table(16).West } as Table
    expect(look(17, still)).toMatchObject({ state: 'fail', segments: ['West'] })
    expect(look(17, still)).toMatchObject({ state: 'fail', segments: ['West'] })
    expect(look(17, table(17))).toMatchObject({ state: 'pass' })
  })

  test('those beyond the limit are one segment together', () => {
    const wrong = (day: number) => {
      const all = Object.entries(day === 17 ? { ...table(day), Isles: { rows: 4, cases: 90_000 } } : table(day))
      return all as readonly (readonly [string, { rows: number; cases: number }])[]
    }
    const check = life(segmentDistribution, { ...PARAMS, most: 4 })
    const verdicts = Array.from({ length: 18 }, (_, day) => {
      const all = Object.fromEntries(wrong(day))
      const top = answers(Object.fromEntries(wrong(day).slice(0, 4)))
      const { 'rows()': rows = 0, 'sum(cases)': cases = 0 } = answers(all)
      return check.look(START + day * DAY, {
        facts: delivery(START + day * DAY, { fields: FIELDS }),
        values: { ...top, 'rows()': rows, 'sum(cases)': cases },
      })
    })
    expect(verdicts[16]).toMatchObject({ state: 'pass' })
    expect(verdicts[17]).toMatchObject({ state: 'fail', segments: ['(others)'] })
  })
})

describe('whoever asks why is shown', () => {
  function lived(kind: Kind, of: (day: number) => Table, days = 18, params: Partial<SegmentParams> = {}) {
    const check = life(kind, { ...PARAMS, ...params })
    for (let day = 0; day < days; day++)
      check.look(START + day * DAY + DAY / 2, { facts: delivery(START + day * DAY, { fields: FIELDS }), values: answers(of(day)) })
    return check
  }
  const NOW = START + 20 * DAY

  test('the segment that was found unusual, with the band that it left and a score beyond what an alarm needs', async () => {
    const thrice = (day: number) =>
      ({ ...table(day, 400 + ((day * 5) % 7)), ...(day === 17 && { East: { rows: 1_200, cases: 1 } }) }) as Table
    const shown = await lived(segmentVolume, thrice).recall(NOW, 'East')
    expect(shown.map(({ series }) => series.name)).toEqual(['rows over all segments', 'rows of East'])
    const east = shown[1]
    expect(east?.series.unit).toBe('rows')
    const last = east?.answers.at(-1)
    if (last?.state !== 'unusual') throw new Error('the last look was unusual')
    expect(last.point).toMatchObject({ value: 1_200, mark: 'excluded' })
    expect(last.grounds.expected).toBeGreaterThan(395)
    expect(last.grounds.expected).toBeLessThan(410)
    expect(last.grounds.band.high).toBeLessThan(1_200)
    expect(last.grounds.band.low).toBeLessThan(400)
    expect(last.grounds.score).toBeGreaterThan(east?.series.options.alarm ?? Number.POSITIVE_INFINITY)
    expect(last.grounds.samples).toBe(17)
    const usual = east?.answers.at(-2)
    if (usual?.state !== 'usual') throw new Error('the look before was usual')
    expect(usual.point.value).toBeGreaterThan(usual.grounds.band.low ?? Number.POSITIVE_INFINITY)
    expect(usual.point.value).toBeLessThan(usual.grounds.band.high ?? 0)
  })

  test('that a value at the edge of the band is found, and one inside is not', async () => {
    const rows = (east: number) => (day: number) =>
      ({ ...table(day, 400 + ((day * 5) % 7)), ...(day === 17 && { East: { rows: east, cases: 1 } }) }) as Table
    const [shown] = await lived(segmentVolume, rows(402)).recall(NOW, 'East')
    const last = shown?.answers.at(-1)
    if (last?.state !== 'usual') throw new Error('402 rows are usual')
    const high = last.grounds.band.high ?? 0
    expect(deliveries(segmentVolume, 18, rows(Math.ceil(high * 1.03)))[17]).toMatchObject({ state: 'fail', segments: ['East'] })
    expect(deliveries(segmentVolume, 18, rows(Math.floor(high * 0.97)))[17]).toMatchObject({ state: 'pass' })
  })

  test('the growth of a running total, under the name of a segment or of a series', async () => {
    const check = lived(segmentDistribution, (day) =>
      day === 17 ? { ...table(day), North: { rows: 4, cases: (totals(17).North ?? 0) + 9_000 } } : table(day),
    )
    const shown = await check.recall(NOW, 'North')
    const north = shown.find(({ series }) => series.name === 'growth of cases of North')
    expect(north?.answers.at(-1)).toMatchObject({ state: 'unusual' })
    expect(north?.answers.at(-1)?.point.value).toBeGreaterThan(9_000)
    const other = await check.recall(NOW, 'growth of cases of West')
    expect(other.map(({ series }) => series.name)).toContain('growth of cases of West')
  })

  test('the largest segments and all together where nothing is odd', async () => {
    const shown = await lived(segmentVolume, (day) => table(day, 400 + ((day * 5) % 7))).recall(NOW)
    expect(shown.map(({ series }) => series.name)).toEqual([
      'rows over all segments',
      ...['Centre', 'East', 'Isles', 'North'].map((name) => `rows of ${name}`),
    ])
    expect(shown.every(({ answers: all }) => all.at(-1)?.state === 'usual')).toBe(true)
  })

  test('the changes of one that stands still, of which zero was never seen', async () => {
    const still = (day: number) => ({ ...table(day), ...(day === 17 && { West: table(16).West }) }) as Table
    const shown = await lived(segmentFreshness, still).recall(NOW, 'West')
    expect(shown.map(({ series }) => series.name)).toEqual(['change of cases in West'])
    const last = shown[0]?.answers.at(-1)
    if (last?.state !== 'unusual') throw new Error('it stood still')
    expect(last.point.value).toBe(0)
    expect(last.grounds.band.low).toBeGreaterThan(80)
    expect(last.grounds.score).toBeGreaterThan(1)
  })

  test('no name where values may not be shown', async () => {
    const hashed = life(segmentVolume, { ...PARAMS, isHashed: true })
    for (let day = 0; day < 18; day++) {
      const values = Object.entries(answers(table(day, 400 + ((day * 5) % 7)))).map(([key, value]) => [
        key.replace('by region', 'by region hashed'),
        value,
      ])
      hashed.look(START + day * DAY, { facts: delivery(START + day * DAY, { fields: FIELDS }), values: Object.fromEntries(values) })
    }
    const shown = await hashed.recall(NOW)
    expect(shown.map(({ series }) => series.name).slice(0, 2)).toEqual([
      'rows over all segments',
      expect.stringMatching(/^rows of segment \d$/),
    ])
    expect(JSON.stringify(shown)).not.toMatch(/North|South|East|West|Isles|Centre/)
  })

  test('a table that is polled, by its closed days', async () => {
    const check = life(segmentVolume, PARAMS)
    for (let hour = 0; hour < 24 * 18; hour += 6)
      check.look(START + hour * 3_600_000, {
        facts: present({ fields: FIELDS }),
        values: answers(table(Math.floor(hour / 24), 400 + (hour % 5))),
      })
    const [all] = await check.recall(NOW)
    expect(all?.answers.length).toBeGreaterThan(14)
    expect(all?.answers.at(-1)).toMatchObject({ state: 'usual' })
  })
})

describe('segments of a table that is polled', () => {
  test('are judged by the last state of each closed day', () => {
    const check = life(segmentFreshness, PARAMS)
    const verdicts: Verdict[] = []
    for (let hour = 0; hour < 24 * 16; hour += 6) {
      const day = Math.floor(hour / 24)
      const of = { ...table(day), ...(day >= 13 && { West: table(12).West }) } as Table
      verdicts.push(check.look(START + hour * 3_600_000, { facts: present({ fields: FIELDS }), values: answers(of) }))
    }
    const failed = bad(verdicts)
    expect(failed[0]).toBe(4 * 14)
    expect(verdicts[4 * 14]).toMatchObject({ segments: ['West'] })
  })
})
