import { expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../../src/core/calendar/time.ts'
import type { AgePromise } from '../../../src/sla/freshness.ts'
import { ageTail, recordAge, recordHeld } from '../../../src/sla/record.ts'

const promise: AgePromise = { due: (watermark) => watermark + 30 * MINUTE, hold: 10 * MINUTE }
const at = (minutes: number) => minutes * MINUTE
const look = (minutes: number, watermark: number, arrived?: number) => ({
  at: at(minutes),
  watermark: at(watermark),
  ...(arrived === undefined ? {} : { arrived: at(arrived) }),
})
const inMinutes = (spans: readonly { from: number; to: number; state: string }[]) =>
  spans.map(({ from, to, state }) => `${from / MINUTE}-${to / MINUTE} ${state}`)

test('a breach begins when the promise ran out, not when somebody looked', () => {
  const { memo } = recordAge(undefined, look(60, 58), promise)
  expect(inMinutes(recordAge(memo, look(95, 58), promise).spans)).toEqual(['60-88 good', '88-95 bad'])
})

test('it ends when the data came where the source tells, else at the look that found it', () => {
  const { memo } = recordAge(undefined, look(90, 58), promise)
  expect(inMinutes(recordAge(memo, look(96, 93, 94), promise).spans)).toEqual(['90-94 bad', '94-96 good'])
  expect(inMinutes(recordAge(memo, look(96, 93), promise).spans)).toEqual(['90-96 bad'])
})

test('time in which nobody could look is unknown only where a later look does not tell', () => {
  const first = recordAge(undefined, look(60, 58), promise)
  const blind = recordAge(first.memo, { at: at(150), why: 'timeout' }, promise)
  expect(blind.spans.map(({ cause }) => cause)).toEqual([undefined, 'timeout'])
  expect(inMinutes(blind.spans)).toEqual(['60-88 good', '88-150 unknown'])
  const same = recordAge(blind.memo, look(160, 58), promise)
  expect(inMinutes(same.spans)).toEqual(['60-88 good', '88-160 bad'])
  expect(same.amends).toBe(at(150))
  const told = recordAge(blind.memo, look(160, 140, 142), promise)
  expect(inMinutes(told.spans)).toEqual(['60-88 good', '88-142 bad', '142-160 good'])
  const untold = recordAge(blind.memo, look(160, 140), promise)
  expect(inMinutes(untold.spans)).toEqual(['60-88 good', '88-160 unknown'])
})

test('what is promised still is good without a look, and nobody knows of what comes then', () => {
  const { memo } = recordAge(undefined, look(60, 58), promise)
  if (!memo) throw new Error('a look leaves a memo')
  expect(inMinutes(ageTail(memo, at(200), promise))).toEqual(['60-88 good', '88-200 unknown'])
})

test('a clock that was set back, and a watermark that went back, change nothing', () => {
  const { memo } = recordAge(undefined, look(60, 58), promise)
  expect(recordAge(memo, look(50, 49), promise)).toEqual({ memo, spans: [] })
  const back = recordAge(memo, look(70, 20), promise)
  expect(inMinutes(back.spans)).toEqual(['60-70 good'])
  expect(back.memo?.look.watermark).toBe(at(58))
})

test('what is known at looks only stands for a while', () => {
  const first = recordHeld(undefined, { at: 0, state: 'bad', cause: 'i1' }, HOUR)
  expect(first.spans).toEqual([])
  const next = recordHeld(first.memo, { at: 3 * HOUR, state: 'good' }, HOUR)
  expect(inMinutes(next.spans)).toEqual(['0-60 bad', '60-180 unknown'])
  expect(next.spans[0]?.cause).toBe('i1')
})
