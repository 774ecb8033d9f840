import { describe, expect, test } from 'vitest'
import type { PanelMemo } from '../../../../src/detect/panel/cells.ts'
import { judgePanel, type PanelAnswer } from '../../../../src/detect/panel/judge-panel.ts'
import { type PanelLook, REMEMBERED } from '../../../../src/detect/panel/panel.ts'
import { looksOf, nameOf } from './looks.ts'

/** Judges look after look, remembering as the store does: as JSON. */
function lives(looks: readonly PanelLook[]): readonly PanelAnswer[] {
  let memo: PanelMemo | undefined
  return looks.map((_, index) => {
    const answer = judgePanel(looks.slice(Math.max(0, index - REMEMBERED), index + 1), memo)
    memo = JSON.parse(JSON.stringify(answer.memo))
    return answer
  })
}

const odd = (answers: readonly PanelAnswer[]) => answers.flatMap(({ state }, day) => (state === 'unusual' ? [day] : []))
const named = (answer: PanelAnswer | undefined) => answer?.findings.map(({ segment }) => segment)

describe('a look at all segments', () => {
  test('is not judged before fourteen others', () => {
    expect(lives(looksOf({ segments: 5, days: 15 })).map(({ state }) => state)).toEqual([...Array(14).fill('learning'), 'usual'])
  })

  test.each([
    [10, 60],
    [100, 60],
    [1_000, 32],
  ])('of %i quiet segments is quiet on all but a day in %i', (segments, days) => {
    const rhythm = (day: number) => (day % 7 > 4 ? 0.6 : 1)
    expect(odd(lives(looksOf({ segments, days, rhythm, seed: 7 }))).length).toBeLessThanOrEqual(1)
  })

  test.each([10, 100, 1_000])('of %i segments finds the one that is ten times as large, and names it', (segments) => {
    const answers = lives(looksOf({ segments, days: 30, change: (came, day) => day === 29 && came.set('S3', 10 * (came.get('S3') ?? 0)) }))
    expect(named(answers.at(-1))).toEqual(['S3'])
    expect(answers.at(-1)?.findings[0]).toMatchObject({ measure: 'cases', expected: expect.closeTo(500, -2) })
  })

  test('takes what moved everywhere for one thing, and finds no segment odd for it', () => {
    const answers = lives(looksOf({ segments: 60, days: 40, rhythm: (day) => (day === 39 ? 0.2 : 1), size: () => 300 }))
    expect(named(answers.at(-1))).toEqual([undefined])
    expect(answers.at(-1)?.changes.get('cases')?.size).toBe(60)
  })

  test('knows running totals by their manners and judges what came', () => {
    const late = looksOf({ segments: 20, days: 30, total: true, change: (came, day) => day === 29 && came.set('S4', -700) })
    const answer = lives(late).at(-1)
    expect(answer?.findings).toMatchObject([{ segment: 'S4', kind: 'total', value: -700 }])
  })

  test('lets small segments do as they please', () => {
    const size = (index: number) => (index === 0 ? 3_000 : 0.3)
    const answers = lives(looksOf({ segments: 50, days: 35, size, change: (came, day) => day === 34 && came.set('S30', 4) }))
    expect(answers.at(-1)?.state).toBe('usual')
  })

  test('lets a segment catch up after a silence', () => {
    const change = (came: Map<string, number>, day: number) => {
      if (day !== 28 && day !== 29) return
      for (let index = 0; index < 12; index++) came.set(nameOf(index), day === 28 ? 0 : 2 * (came.get(nameOf(index)) ?? 0))
    }
    const answers = lives(looksOf({ segments: 40, days: 30, total: true, size: () => 200, change }))
    expect(named(answers[29])).toEqual([])
  })

  test('learns what is odd again and again', () => {
    const change = (came: Map<string, number>, day: number) => day % 4 === 3 && day > 18 && came.set('S2', 9 * (came.get('S2') ?? 0))
    const days = odd(lives(looksOf({ segments: 30, days: 60, change })))
    expect(days.slice(0, 2)).toEqual([19, 23])
    expect(days.length).toBeLessThanOrEqual(4)
  })

  test('answers the same when it is judged again, and after a restart without memory', () => {
    const looks = looksOf({ segments: 15, days: 33, change: (came, day) => day === 32 && came.set('S1', 9_000) })
    const { memo, findings } = lives(looks).at(-1) as PanelAnswer
    expect(judgePanel(looks, memo)).toMatchObject({ findings })
    expect(judgePanel(looks, undefined)).toMatchObject({ findings })
  })

  test('is not put off by gaps, by segments that come and go, or by values that are no numbers', () => {
    const looks = looksOf({
      segments: 12,
      days: 40,
      change: (came, day) => {
        if (day % 5 === 2) came.delete('S7')
        if (day % 6 === 1) came.set('S8', Number.NaN)
        if (day > 30) came.set('S99', 12)
      },
    }).filter((_, day) => day % 9 !== 4)
    const answers = lives(looks)
    expect(odd(answers)).toEqual([])
    expect(answers.every(({ findings }) => findings.every(({ chance }) => Number.isFinite(chance)))).toBe(true)
  })
})
