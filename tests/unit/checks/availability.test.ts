import { expect, test } from 'vitest'
import { availability } from '../../../src/checks/availability/index.ts'
import { at, life, present } from './kit.ts'

const now = at('2026-11-21 12:00')

test('a dataset that answers is available', () => {
  expect(life(availability, { objective: 0.999 }).look(now)).toMatchObject({
    state: 'pass',
    code: 'answered',
    evidence: { objective: 0.999 },
  })
})

test('one that is gone is not', () => {
  expect(life(availability, {}).look(now, { facts: present({ state: 'missing', detail: 'there is no table orders' }) })).toMatchObject({
    state: 'fail',
    code: 'dataset-missing',
    reason: 'there is no table orders',
  })
})

test.each(['unreachable', 'timeout', 'locked', 'no-permission', 'unreadable'] as const)('%s says nothing about it', (state) => {
  expect(life(availability, {}).look(now, { facts: present({ state, detail: 'could not look' }) })).toMatchObject({
    state: 'unknown',
    code: state,
    reason: 'could not look',
  })
})
