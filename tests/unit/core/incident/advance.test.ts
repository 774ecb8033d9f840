import { describe, expect, test } from 'vitest'
import type { Check, IncidentPolicy, IncidentType } from '../../../../src/core/check.ts'
import { advance, type JudgedCheck, type Scene } from '../../../../src/core/incident/advance.ts'
import { nextState } from '../../../../src/core/incident/check-state.ts'
import type { CheckState, Incident } from '../../../../src/core/incident/incident.ts'
import { type Judged, type UnknownCause, unknown, type Verdict } from '../../../../src/core/verdict.ts'

const SCENE: Scene = {
  domain: 'shop',
  product: 'shop.orders',
  dataset: 'shop.orders/orders',
  source: 'warehouse',
  affects: ['finance.revenue'],
}
const POLICY: IncidentPolicy = { openAfter: 1, resolveAfter: 1, unknownAfter: 3, severity: 'high' }

const pass: Verdict = { state: 'pass', code: 'ok', reason: 'all is well' }
const fail = (more: Partial<Judged> = {}): Verdict => ({ state: 'fail', code: 'bad', reason: 'it is bad', ...more })
const blind = (code: UnknownCause) => unknown(code, `could not look: ${code}`)

/** A dataset that is probed again and again: remembers states and incidents as the store does. */
function story(policy: Partial<IncidentPolicy> = {}) {
  const states = new Map<string, CheckState>()
  const incidents = new Map<string, Incident>()
  const reasons: string[] = []
  const probe = (now: number, verdicts: Partial<Record<IncidentType, Verdict>>, scene = SCENE) => {
    const judged = Object.entries(verdicts).map(([type, verdict]): JudgedCheck => {
      const check = {
        id: `${scene.dataset}/${type}`,
        kind: type,
        product: scene.product,
        dataset: scene.dataset,
        policy: { ...POLICY, ...policy },
      } as Check
      const state = nextState(states.get(check.id), check, { verdict: verdict as Verdict }, now)
      states.set(check.id, state)
      return { check, type: type as IncidentType, state }
    })
    const open = [...incidents.values()].filter(({ status }) => status !== 'resolved')
    const answer = advance(open, judged, scene, now)
    for (const incident of answer.incidents) incidents.set(incident.id, incident)
    reasons.push(...answer.transitions.map(({ reason }) => reason))
    return answer.transitions.map(({ kind, incident }) => `${kind} ${incidents.get(incident)?.type}`)
  }
  return { probe, reasons, incidents: () => [...incidents.values()] }
}

describe('one check', () => {
  test('opens, goes on in silence, and is told to be over', () => {
    const { probe, incidents } = story()
    expect(probe(1, { freshness: fail({ since: 0 }) })).toEqual(['opened freshness'])
    expect(probe(2, { freshness: fail({ since: 0 }) })).toEqual([])
    expect(probe(3, { freshness: pass })).toEqual(['resolved freshness'])
    expect(incidents()).toMatchObject([
      { since: 0, openedAt: 1, resolvedAt: 3, status: 'resolved', severity: 'high', affects: ['finance.revenue'] },
    ])
  })

  test('keeps the words of its trouble when it ends; those of the recovery are told with its end', () => {
    const { probe, reasons, incidents } = story({ resolveAfter: 2 })
    probe(1, { freshness: fail({ reason: 'two hours late' }) })
    for (const now of [2, 3]) probe(now, { freshness: pass })
    expect(incidents()).toMatchObject([{ status: 'resolved', reason: 'two hours late' }])
    expect(reasons.at(-1)).toBe('all is well')
  })

  test('needs as many failures and passes as the policy asks', () => {
    const { probe } = story({ openAfter: 2, resolveAfter: 2 })
    expect(probe(1, { volume: fail() })).toEqual([])
    expect(probe(2, { volume: fail() })).toEqual(['opened volume'])
    expect(probe(3, { volume: pass })).toEqual(['recovering volume'])
    expect(probe(4, { volume: fail() })).toEqual(['relapsed volume'])
    expect(probe(5, { volume: pass })).toEqual(['recovering volume'])
    expect(probe(6, { volume: pass })).toEqual(['resolved volume'])
  })

  test('a second breach is a second incident', () => {
    const { probe, incidents } = story()
    probe(1, { schema: fail() })
    probe(2, { schema: pass })
    expect(probe(3, { schema: fail() })).toEqual(['opened schema'])
    expect(new Set(incidents().map((one) => one.id)).size).toBe(2)
  })

  test('a warning opens an incident of low severity, and a failure raises it', () => {
    const { probe, incidents } = story()
    probe(1, { schema: { ...fail({ fields: ['a'] }), state: 'warn' } as Verdict })
    expect(incidents()[0]?.severity).toBe('low')
    expect(probe(2, { schema: fail({ fields: ['a'] }) })).toEqual(['changed schema'])
    expect(incidents()[0]?.severity).toBe('high')
  })

  test('naming a new field is news; the same trouble in a new delivery is only noted', () => {
    const { probe, incidents } = story()
    probe(1, { distribution: fail({ fields: ['a'], bucket: 100 }) })
    expect(probe(2, { distribution: fail({ fields: ['a'], bucket: 200 }) })).toEqual([])
    expect(probe(3, { distribution: fail({ fields: ['a', 'b'], bucket: 200 }) })).toEqual(['changed distribution'])
    expect(incidents()).toMatchObject([{ confirmedAt: [2, 3], fields: ['a', 'b'] }])
  })
})

describe('several checks', () => {
  test('symptoms join the incident of their cause, whatever their order', () => {
    const { probe, incidents } = story()
    expect(probe(1, { quality: fail(), distribution: fail(), schema: fail() })).toEqual(['opened schema', 'joined schema', 'joined schema'])
    expect(probe(2, { quality: pass, distribution: pass, schema: fail() })).toEqual([])
    expect(probe(3, { schema: pass })).toEqual(['resolved schema'])
    expect(incidents()).toHaveLength(1)
  })

  test('too few rows belong to late data; too many do not', () => {
    const { probe } = story()
    probe(1, { freshness: fail() })
    expect(probe(2, { volume: fail({ value: 5, expected: { low: 10, high: 20 } }) })).toEqual(['joined freshness'])
    const other = story()
    other.probe(1, { freshness: fail() })
    expect(other.probe(2, { volume: fail({ value: 50, expected: { low: 10, high: 20 } }) })).toEqual(['opened volume'])
  })

  test('rows that are gone are not late: the loss leads, and the age that cannot be told joins it', () => {
    expect(story().probe(1, { freshness: fail({ code: 'emptied' }), volume: fail() })).toEqual(['opened volume', 'joined volume'])
  })

  test('a schema change and a step in volume are two problems', () => {
    expect(story().probe(1, { schema: fail(), volume: fail() })).toEqual(['opened schema', 'opened volume'])
  })

  test('rows that are there twice are the cause of too many rows, not of too few', () => {
    const doubled = fail({ code: 'duplicated' })
    const more = fail({ value: 200, expected: { low: 90, high: 110 } })
    const fewer = fail({ value: 20, expected: { low: 90, high: 110 } })
    expect(story().probe(1, { volume: more, quality: doubled })).toEqual(['opened quality', 'joined quality'])
    expect(story().probe(1, { volume: fewer, quality: doubled })).toEqual(['opened quality', 'opened volume'])
    expect(story().probe(1, { volume: more, quality: fail() })).toEqual(['opened volume', 'joined volume'])
    const later = story()
    expect(later.probe(1, { volume: pass, quality: doubled })).toEqual(['opened quality'])
    expect(later.probe(2, { volume: more, quality: doubled })).toEqual(['joined quality'])
  })

  test('a cause that ends in this very probe explains nothing', () => {
    const { probe } = story()
    probe(1, { freshness: fail() })
    expect(probe(2, { freshness: pass, distribution: fail() })).toEqual(['resolved freshness', 'opened distribution'])
  })
})

describe('not being able to look', () => {
  test('neither opens nor closes an incident about data', () => {
    const { probe } = story()
    probe(1, { freshness: fail() })
    expect(probe(2, { freshness: blind('unreachable') })).toEqual([])
    expect(probe(3, { volume: blind('unreachable') })).toEqual([])
  })

  test('becomes one monitoring incident of the source, which ends as soon as the source answers', () => {
    const { probe, incidents } = story()
    const other = { ...SCENE, product: 'shop.payments', dataset: 'shop.payments/payments' }
    for (const now of [1, 2]) expect(probe(now, { freshness: blind('unreachable') })).toEqual([])
    expect(probe(3, { freshness: blind('unreachable') })).toEqual(['opened monitoring'])
    for (const now of [4, 5, 6]) probe(now, { freshness: blind('unreachable') }, other)
    expect(incidents()).toMatchObject([{ source: 'warehouse', affects: ['shop.payments'] }])
    expect(probe(7, { freshness: pass }, other)).toEqual(['resolved monitoring'])
  })

  test('is not over because another source answers', () => {
    const { probe } = story()
    for (const now of [1, 2, 3]) probe(now, { freshness: blind('unreachable') })
    const downstream = { ...SCENE, product: 'finance.revenue', dataset: 'finance.revenue/daily', source: 'lake' }
    expect(probe(4, { freshness: pass }, downstream)).toEqual([])
  })

  test('its end says that somebody can look again, not what was seen then', () => {
    const { probe, reasons } = story()
    for (const now of [1, 2, 3]) probe(now, { freshness: blind('unreachable') })
    probe(4, { freshness: pass })
    for (const now of [5, 6, 7]) probe(now, { volume: blind('no-permission') })
    probe(8, { volume: pass })
    expect(reasons.filter((_, index) => index % 2 === 1)).toEqual(['the source answers again', 'it can be observed again'])
  })

  test('no permission on one dataset is an incident of that dataset', () => {
    const { probe, incidents } = story()
    for (const now of [1, 2, 3]) probe(now, { volume: blind('no-permission') })
    expect(incidents()).toMatchObject([{ type: 'monitoring', status: 'open' }])
    expect(incidents()[0]?.source).toBeUndefined()
    expect(probe(4, { volume: pass })).toEqual(['resolved monitoring'])
  })

  test('a second reason for not seeing is told, once for all checks that have it', () => {
    const { probe, incidents } = story()
    for (const now of [1, 2, 3]) probe(now, { quality: blind('invalid-query') })
    for (const now of [4, 5])
      probe(now, { quality: blind('invalid-query'), freshness: blind('no-permission'), volume: blind('no-permission') })
    expect(probe(6, { quality: blind('invalid-query'), freshness: blind('no-permission'), volume: blind('no-permission') })).toEqual([
      'joined monitoring',
    ])
    expect(incidents()).toMatchObject([{ confirmedAt: [6], reason: 'could not look: no-permission' }])
  })

  test('learning is normal life', () => {
    const { probe } = story()
    for (const now of [1, 2, 3, 4]) expect(probe(now, { volume: blind('learning') })).toEqual([])
  })

  test('a field that the schema incident already reports as gone is not reported again as unobservable', () => {
    const { probe } = story()
    probe(1, { schema: fail({ fields: ['a'] }), quality: blind('missing') })
    probe(2, { schema: fail({ fields: ['a'] }), quality: blind('missing') })
    expect(probe(3, { schema: fail({ fields: ['a'] }), quality: blind('missing') })).toEqual([])
  })

  test('a check that can look again and finds bad data opens an incident of the domain, while its neighbour stays blind', () => {
    const { probe, incidents } = story()
    for (const now of [1, 2, 3]) probe(now, { quality: blind('no-permission'), volume: blind('no-permission') })
    expect(probe(4, { quality: fail(), volume: blind('no-permission') })).toEqual(['opened quality'])
    expect(incidents()).toMatchObject([
      { type: 'monitoring', status: 'open' },
      { type: 'quality', status: 'open' },
    ])
    expect(probe(5, { quality: pass, volume: pass })).toEqual(['resolved monitoring', 'resolved quality'])
  })

  test('polls in which a check learned do not count as polls in which it was blind', () => {
    const { probe } = story()
    for (const now of [1, 2, 3, 4]) probe(now, { volume: blind('learning') })
    expect(probe(5, { volume: blind('unreachable') })).toEqual([])
    expect(probe(6, { volume: blind('timeout') })).toEqual([])
    expect(probe(7, { volume: blind('unreachable') })).toEqual(['opened monitoring'])
  })

  test('a source that does not answer in time does not answer again', () => {
    const { probe } = story()
    for (const now of [1, 2, 3]) probe(now, { volume: blind('unreachable') })
    expect(probe(4, { volume: blind('timeout') })).toEqual([])
    expect(probe(5, { volume: blind('locked') })).toContain('resolved monitoring')
  })

  test('a table that can be read again and is empty can be observed again', () => {
    const { probe } = story()
    for (const now of [1, 2, 3]) probe(now, { volume: blind('no-permission') })
    expect(probe(4, { volume: blind('no-data') })).toEqual(['resolved monitoring'])
  })
})
