import { describe, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../../../src/core/calendar/time.ts'
import type { Check } from '../../../../src/core/check.ts'
import { advance, type Scene } from '../../../../src/core/incident/advance.ts'
import { attend } from '../../../../src/core/incident/attend.ts'
import { nextState } from '../../../../src/core/incident/check-state.ts'
import { perform } from '../../../../src/core/incident/deed.ts'
import type { CheckState, Incident } from '../../../../src/core/incident/incident.ts'
import { type Life, USUAL_LIFE } from '../../../../src/core/incident/life.ts'
import { tellingOf } from '../../../../src/core/incident/telling.ts'
import type { Verdict } from '../../../../src/core/verdict.ts'

const SCENE: Scene = { domain: 'shop', product: 'shop.orders', dataset: 'shop.orders/orders', source: 'lake', affects: [] }
const PASS: Verdict = { state: 'pass', code: 'ok', reason: 'all is well' }
const FAIL: Verdict = { state: 'fail', code: 'bad', reason: 'it is bad' }
const ANNE = { name: 'the owner', via: 'cli' }

/** One check of one dataset: what each probe or minute makes of its incident. */
function story(life: Partial<Life> = {}, counts: { openAfter?: number; resolveAfter?: number } = {}) {
  const check = {
    id: 'shop.orders/orders/volume',
    kind: 'volume',
    product: SCENE.product,
    dataset: SCENE.dataset,
    policy: { openAfter: 1, resolveAfter: 1, unknownAfter: 3, severity: 'high', ...counts, life: { ...USUAL_LIFE, ...life } },
  } as unknown as Check
  let state: CheckState | undefined
  let incident: Incident | undefined
  return {
    probe(at: number, verdict: Verdict): readonly string[] {
      state = nextState(state, check, { verdict }, at)
      const { incidents, transitions } = advance(incident ? [incident] : [], [{ check, type: 'volume', state }], SCENE, at)
      incident = incidents.at(-1) ?? incident
      return transitions.map(({ kind }) => kind)
    },
    wait(at: number): string | undefined {
      const next = incident && attend(incident, check.policy.life ?? USUAL_LIFE, at)
      if (next) incident = next.incident
      return next && `${next.transition.kind}${next.transition.to === undefined ? '' : ` ${next.transition.to}`}`
    },
    deed(deed: Parameters<typeof perform>[1], at: number): void {
      if (incident) incident = perform(incident, deed, ANNE, at).incident
    },
    get now() {
      return incident
    },
  }
}

describe('the end of an incident', () => {
  test('comes by time where that is asked: it recovers first', () => {
    const { probe } = story({ resolveFor: 10 * MINUTE })
    probe(0, FAIL)
    expect(probe(5 * MINUTE, PASS)).toEqual(['recovering'])
    expect(probe(10 * MINUTE, PASS)).toEqual([])
    expect(probe(15 * MINUTE, PASS)).toEqual(['resolved'])
  })

  test('is not near any more when it fails again on the way, and whoever took it still has it', () => {
    const one = story({ resolveFor: 10 * MINUTE })
    one.probe(0, FAIL)
    one.deed({ do: 'acknowledge' }, MINUTE)
    expect(one.probe(5 * MINUTE, PASS)).toEqual(['recovering'])
    expect(one.now).toMatchObject({ status: 'recovering', acknowledgedBy: 'the owner' })
    expect(one.probe(10 * MINUTE, FAIL)).toEqual(['relapsed'])
    expect(one.now?.status).toBe('acknowledged')
    expect(one.probe(15 * MINUTE, PASS)).toEqual(['recovering'])
    expect(one.probe(25 * MINUTE, PASS)).toEqual(['resolved'])
  })
})

test('an incident begins by time where that is asked', () => {
  const { probe } = story({ openFor: 10 * MINUTE })
  expect(probe(0, FAIL)).toEqual([])
  expect(probe(9 * MINUTE, FAIL)).toEqual([])
  expect(probe(10 * MINUTE, FAIL)).toEqual(['opened'])
})

describe('what comes back', () => {
  test('within the hour is the same incident, and nobody has taken care of it', () => {
    const one = story({ unstableAfter: 9 })
    one.probe(0, FAIL)
    const { id } = one.now ?? {}
    one.deed({ do: 'acknowledge' }, MINUTE)
    one.probe(5 * MINUTE, PASS)
    expect(one.probe(65 * MINUTE, FAIL)).toEqual(['reopened'])
    expect(one.now).toMatchObject({ id, status: 'open', reopenedAt: [65 * MINUTE] })
    expect(one.now).not.toHaveProperty('resolvedAt')
    expect(one.now).not.toHaveProperty('acknowledgedAt')
  })

  test('later is another one', () => {
    const one = story()
    one.probe(0, FAIL)
    one.probe(5 * MINUTE, PASS)
    expect(one.probe(66 * MINUTE, FAIL)).toEqual(['opened'])
  })

  test('again and again is unstable, and over when it has been calm', () => {
    const one = story()
    one.probe(0, FAIL)
    one.probe(5 * MINUTE, PASS)
    expect(one.probe(10 * MINUTE, FAIL)).toEqual(['unstable'])
    for (let at = 15; at < 60; at += 10) {
      expect(one.probe(at * MINUTE, PASS)).toEqual(['recovering'])
      expect(one.probe((at + 5) * MINUTE, FAIL)).toEqual(['relapsed', 'changed'])
    }
    expect(one.probe(65 * MINUTE, PASS)).toEqual(['recovering'])
    expect(one.probe(85 * MINUTE, PASS)).toEqual([])
    expect(one.probe(90 * MINUTE, PASS)).toEqual(['resolved'])
    expect(one.now).not.toHaveProperty('unstableSince')
  })
})

describe('what is told', () => {
  const incident = { status: 'open', members: [] } as unknown as Incident
  test('of an unstable or snoozed incident is that it is so, that it is back, and its end', () => {
    for (const quiet of [{ unstableSince: 0 }, { snoozedUntil: HOUR }, { mutedUntil: HOUR }]) {
      const told = (kind: 'changed' | 'joined' | 'reopened' | 'unstable' | 'woken' | 'resolved') =>
        tellingOf({ kind, at: MINUTE }, { ...incident, ...quiet })
      expect([told('changed'), told('joined'), told('reopened')]).toEqual(['shown', 'shown', 'shown'])
      expect([told('unstable'), told('woken'), told('resolved')]).toEqual(['told', 'told', 'told'])
    }
  })

  test('is never a step on the way', () => {
    expect(tellingOf({ kind: 'recovering', at: 0 }, incident)).toBe('shown')
  })
})

describe('the passing of time', () => {
  test('reminds of what nobody takes care of, and not of what somebody does', () => {
    const one = story()
    one.probe(0, FAIL)
    expect(one.wait(4 * HOUR - 1)).toBeUndefined()
    expect(one.wait(4 * HOUR)).toBe('reminded')
    expect(one.wait(5 * HOUR)).toBeUndefined()
    expect(one.wait(8 * HOUR)).toBe('reminded')
    one.deed({ do: 'acknowledge' }, 9 * HOUR)
    expect(one.wait(20 * HOUR)).toBeUndefined()
    one.deed({ do: 'unacknowledge' }, 20 * HOUR)
    expect(one.wait(20 * HOUR)).toBe('reminded')
  })

  test('wakes what was snoozed', () => {
    const one = story()
    one.probe(0, FAIL)
    one.deed({ do: 'snooze', until: 5 * HOUR }, HOUR)
    expect(one.wait(5 * HOUR - 1)).toBeUndefined()
    expect(one.wait(5 * HOUR)).toBe('woken')
    expect(one.wait(9 * HOUR - 1)).toBeUndefined()
    expect(one.wait(9 * HOUR)).toBe('reminded')
  })

  test('escalates step by step, by time and by how often it failed, until somebody takes care of it', () => {
    const escalate = [
      { after: 30 * MINUTE, to: '#oncall' },
      { failures: 3, to: '@lead' },
      { after: 2 * HOUR, to: 'pager' },
    ]
    const one = story({ escalate })
    one.probe(0, FAIL)
    expect(one.wait(29 * MINUTE)).toBeUndefined()
    expect(one.wait(30 * MINUTE)).toBe('escalated #oncall')
    expect(one.wait(31 * MINUTE)).toBeUndefined()
    one.probe(35 * MINUTE, FAIL)
    expect(one.wait(36 * MINUTE)).toBeUndefined()
    one.probe(40 * MINUTE, FAIL)
    expect(one.wait(41 * MINUTE)).toBe('escalated @lead')
    one.deed({ do: 'acknowledge' }, HOUR)
    expect(one.wait(3 * HOUR)).toBeUndefined()
  })

  test('does nothing to what is over', () => {
    const one = story()
    one.probe(0, FAIL)
    one.probe(MINUTE, PASS)
    expect(one.wait(100 * HOUR)).toBeUndefined()
  })
})

test('what is over cannot be taken, and nothing is put aside for ever', () => {
  const one = story()
  one.probe(0, FAIL)
  expect(() => one.deed({ do: 'snooze', until: 400 * 24 * HOUR }, 0)).toThrow(/At most|until a time/)
  one.probe(MINUTE, PASS)
  expect(() => one.deed({ do: 'acknowledge' }, 2 * MINUTE)).toThrow(/is over/)
})
