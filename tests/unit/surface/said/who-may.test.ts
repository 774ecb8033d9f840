import { describe, expect, test } from 'vitest'
import type { Speaker } from '../../../../src/core/incident/said.ts'
import { askInstead, mayAct, type People } from '../../../../src/surface/said/who-may.ts'
import { incidentOf } from '../../../contract/notifiers/notices.ts'
import { meshOf, product } from '../http/daemon.ts'

const speaker = (...ids: readonly string[]): Speaker => ({ name: 'Ada', via: 'slack', isMeantBy: async (id) => ids.includes(id) })
const people = (admins: readonly string[], members: Readonly<Record<string, readonly string[]>> = {}): People => ({
  admins,
  members: new Map(Object.entries(members)),
})

describe('whoever presses a button', () => {
  test.each([
    ['when nobody is named anywhere', people([]), ['U1'], true],
    ['as one of the domain', people([], { storefront: ['U1'] }), ['U1'], true],
    ['as one of a group of the domain', people([], { storefront: ['S1'] }), ['U1', 'S1'], true],
    ['as one of another domain', people([], { finance: ['U1'], storefront: ['U2'] }), ['U1'], false],
    ['where its domain names nobody and others do', people([], { finance: ['U2'] }), ['U1'], false],
    ['as one of the platform team', people(['U1'], { storefront: ['U2'] }), ['U1'], true],
    ['where only the platform team is named', people(['U2']), ['U1'], false],
  ])('%s', async (_, named, ids, may) => {
    expect(await mayAct(incidentOf(), named, speaker(...ids))).toBe(may)
  })

  test('as one of any domain that shares the trouble of a source', async () => {
    const members = ['storefront.orders/orders/volume', 'finance.revenue/revenue/volume'].map((check) => ({
      ...incidentOf().members[0],
      check,
    }))
    const shared = incidentOf({ source: 'warehouse', type: 'volume', members: members as never })
    expect(await mayAct(shared, people([], { finance: ['U1'] }), speaker('U1'))).toBe(true)
    expect(await mayAct(shared, people([], { growth: ['U1'] }), speaker('U1'))).toBe(false)
  })
})

test('a refusal names whom to ask, as far as anybody is named', () => {
  const mesh = meshOf([product('storefront.orders')])
  const named = {
    ...mesh,
    domains: new Map([['storefront', { id: 'storefront', zone: 'UTC', team: 'Storefront', channel: '#storefront' }]]),
  }
  expect(askInstead(incidentOf(), named, '#platform')).toBe(
    'Ask Storefront (storefront) in #storefront, or the platform team in #platform.',
  )
  expect(askInstead(incidentOf(), mesh, undefined)).toBe('Ask the people of storefront, or the platform team.')
})
