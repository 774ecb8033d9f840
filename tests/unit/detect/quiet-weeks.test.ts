/** Ten weeks of daily deliveries without a fault, in many shapes: what a learned band is worth is how seldom it cries wolf there. */
import { describe, expect, test } from 'vitest'
import { DAY } from '../../../src/core/calendar/time.ts'
import { alarms, noise, options, play, START, states, times } from './series.ts'

const DAYS = 70
const isWeekend = (day: number) => day % 7 > 4

interface Shape {
  readonly weekend: number
  readonly noise: number
  readonly rows: number
}

const SHAPES: readonly Shape[] = [0, 0.05, 0.1, 0.3, 0.5, 0.6, 0.8, 1].flatMap((weekend) =>
  [0.03, 0.06, 0.08, 0.1, 0.15].flatMap((noise) => [20, 60, 200, 600, 2_000].map((rows) => ({ weekend, noise, rows }))),
)

function deliveries(shape: Shape, seed: number): readonly number[] {
  const random = noise(seed)
  return times(DAYS, (day) => Math.max(0, Math.round(shape.rows * (isWeekend(day) ? shape.weekend : 1) * (1 + shape.noise * random()))))
}

/** Days on which an alarm begins. */
function incidents(values: readonly number[]): readonly number[] {
  const judged = states(play(values, options('count')))
  return judged.flatMap((state, day) => (state === 'unusual' && judged[day - 1] !== 'unusual' ? [day] : []))
}

test('alarms less than once in five runs in the first three weeks, and once in ten in all the weeks after', () => {
  const days = SHAPES.flatMap((shape, seed) => incidents(deliveries(shape, seed + 1)))
  expect(SHAPES).toHaveLength(200)
  expect(days.filter((day) => day < 21).length).toBeLessThanOrEqual(SHAPES.length / 5)
  expect(days.filter((day) => day >= 21).length).toBeLessThanOrEqual(SHAPES.length / 10)
})

test('half a delivery on an ordinary weekday is found nine times in ten', () => {
  const calm = SHAPES.filter((shape) => shape.noise <= 0.08)
  const found = calm.filter((shape, seed) => {
    const halved = 35 + (seed % 5)
    const values = deliveries(shape, seed + 1).slice(0, halved + 1)
    return play(values.with(halved, Math.round((values[halved] ?? 0) / 2)), options('count')).at(-1)?.state === 'unusual'
  })
  expect(found.length).toBeGreaterThanOrEqual(0.9 * calm.length)
})

describe('what is off the band on the same weekday', () => {
  const steady = times(35, 1_000)
  const saturdays = (value: number, weeks: number) => [...steady, ...times(7 * weeks, (day) => (day % 7 === 5 ? value : 1_000))]
  const news = (values: readonly number[]) =>
    states(play(values, options('count'))).filter((state) => state !== 'usual' && state !== 'learning')

  test.each([300, 0])('for the third week, as %i rows, is a rhythm, visibly, and silent once it is learned', (value) => {
    const judged = play(saturdays(value, 12), options('count'))
    const told = states(judged).filter((_, day) => day >= 35 && day % 7 === 5)
    expect(told.slice(0, 3)).toEqual(['unusual', 'unusual', 'accepted'])
    expect(new Set(told.slice(3))).toEqual(new Set(['usual']))
    expect(judged[35 + 14 + 5]).toMatchObject({ as: 'weekly rhythm', run: 3, since: START + (35 + 5) * DAY })
  })

  test('twice only is news twice', () => {
    expect(news([...saturdays(0, 2), ...times(14, 1_000)])).toEqual(['unusual', 'unusual'])
  })

  test('is no rhythm while nothing else comes either', () => {
    expect(alarms(play([...steady, ...times(28, 0)], options('count')))).toBe(28)
  })

  test('is no rhythm when its values disagree, or lie on different weekdays', () => {
    const strange = (values: Readonly<Record<number, number>>) => times(63, (day) => values[day] ?? 1_000)
    expect(news(strange({ 40: 500, 47: 50, 54: 5 }))).toEqual(['unusual', 'unusual', 'unusual'])
    expect(news(strange({ 40: 300, 48: 300, 56: 300 }))).toEqual(['unusual', 'unusual', 'unusual'])
  })
})

test('a short past is no limit: the first days that are judged may lie a little beyond it', () => {
  const week = [205, 196, 201, 198, 203, 20, 21]
  expect(play([...week, 225], options('count')).at(-1)?.state).toBe('usual')
  expect(play([...week, 200, 200, 200, 200, 200, 18], options('count')).at(-1)?.state).toBe('usual')
  expect(play([...week, 0], options('count')).at(-1)?.state).toBe('unusual')
})
