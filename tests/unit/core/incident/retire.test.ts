import { expect, test } from 'vitest'
import type { Incident, Member } from '../../../../src/core/incident/incident.ts'
import { retire } from '../../../../src/core/incident/retire.ts'

const member = (check: string, cleared = false): Member => ({
  check,
  kind: 'quality',
  verdict: { state: 'fail', code: 'bad', reason: 'it is bad' },
  cleared,
})
const incident = (...members: readonly Member[]) => ({ id: 'i1', status: 'open', members }) as unknown as Incident

test('an incident whose checks are all gone is over, and says why', () => {
  const { incidents, transitions } = retire([incident(member('a'), member('b'))], () => false, 7)
  expect(incidents).toMatchObject([{ status: 'resolved', resolvedAt: 7, members: [{ cleared: true }, { cleared: true }] }])
  expect(transitions).toEqual([{ incident: 'i1', kind: 'resolved', at: 7, reason: 'it is no longer watched' }])
})

test('one that still has a failing check goes on in silence without the others', () => {
  const { incidents, transitions } = retire([incident(member('a'), member('b'))], (check) => check === 'b', 7)
  expect(incidents).toMatchObject([{ status: 'open', members: [{ cleared: true }, { cleared: false }] }])
  expect(transitions).toEqual([])
})

test('a check that had passed before it went does not keep it open', () => {
  expect(retire([incident(member('a', true), member('b'))], (check) => check === 'a', 7).incidents).toMatchObject([{ status: 'resolved' }])
})

test('what is still watched is left as it is', () => {
  expect(retire([incident(member('a'))], () => true, 7)).toEqual({ incidents: [], transitions: [] })
})
