import { expect, test } from 'vitest'
import { MINUTE } from '../../../../src/core/calendar/time.ts'
import { createStoryClock } from '../../../../src/surface/demo/story-clock.ts'

const START = Date.parse('2026-11-20T07:20:00Z')
const calm = async () => {}

test('alarms ring in their order and at their time, also those that others set', async () => {
  const clock = createStoryClock(START, calm)
  const rung: [string, number][] = []
  const ring = (name: string) => () => void rung.push([name, (clock.now() - START) / MINUTE])
  clock.after(3 * MINUTE, ring('late'))
  clock.after(MINUTE, () => {
    ring('early')()
    clock.after(MINUTE, ring('between'))
  })
  clock.after(9 * MINUTE, ring('after the end'))
  clock.after(2 * MINUTE, ring('called off'))()
  await clock.moveTo(START + 5 * MINUTE)
  expect(rung).toEqual([
    ['early', 1],
    ['between', 2],
    ['late', 3],
  ])
  expect(clock.now()).toBe(START + 5 * MINUTE)
})

test('time stands still while work goes on', async () => {
  let working = false
  const clock = createStoryClock(START, async () => {
    while (working) await new Promise((next) => setImmediate(next))
  })
  let doneAt = 0
  clock.after(MINUTE, async () => {
    working = true
    await new Promise((next) => setTimeout(next, 20))
    doneAt = clock.now()
    working = false
  })
  await clock.moveTo(START + 10 * MINUTE)
  expect(doneAt).toBe(START + MINUTE)
})

test('cron times come as often as they fire, until nobody listens', async () => {
  const clock = createStoryClock(START, calm)
  const rung: number[] = []
  const every10 = {
    expression: '*/10 * * * *',
    zone: 'UTC',
    minutes: [0, 10, 20, 30, 40, 50],
    hours: [],
    days: [],
    months: [],
    weekdays: [],
    lastDay: false,
  }
  const stop = clock.ticker.on(every10, () => void rung.push((clock.now() - START) / MINUTE))
  await clock.moveTo(START + 25 * MINUTE)
  stop()
  await clock.moveTo(START + 60 * MINUTE)
  expect(rung).toEqual([10, 20])
})
