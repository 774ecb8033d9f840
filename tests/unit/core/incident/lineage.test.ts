import { describe, expect, test } from 'vitest'
import type { Check, IncidentType } from '../../../../src/core/check.ts'
import { advance, type Scene } from '../../../../src/core/incident/advance.ts'
import { nextState } from '../../../../src/core/incident/check-state.ts'
import type { Incident } from '../../../../src/core/incident/incident.ts'
import type { Judged, Verdict } from '../../../../src/core/verdict.ts'

const HOUR = 3_600_000
const REGIONS: Scene = {
  domain: 'dpc',
  product: 'dpc.regions',
  dataset: 'dpc.regions/regions',
  source: 'files',
  affects: ['dpc.national'],
  upstream: new Set(),
}
const NATIONAL: Scene = {
  ...REGIONS,
  product: 'dpc.national',
  dataset: 'dpc.national/national',
  affects: [],
  upstream: new Set(['dpc.regions']),
}

const pass: Verdict = { state: 'pass', code: 'ok', reason: 'all is well' }
const fell = (fields: readonly string[], segments?: readonly string[]): Judged => ({
  state: 'fail',
  code: 'fell',
  reason: `${fields} fell`,
  fields,
  ...(segments && { segments }),
})

/** Two products that are probed in any order; incidents are kept as the store keeps them. */
function story() {
  const incidents = new Map<string, Incident>()
  return {
    probe(scene: Scene, now: number, type: IncidentType, verdict: Verdict) {
      const policy = { openAfter: 1, resolveAfter: 1, unknownAfter: 3, severity: 'medium' }
      const check = { id: `${scene.dataset}/${type}`, kind: type, product: scene.product, dataset: scene.dataset, policy } as Check
      const state = nextState(undefined, check, { verdict }, now)
      const open = [...incidents.values()].filter(({ status }) => status !== 'resolved')
      for (const incident of advance(open, [{ check, type, state }], scene, now).incidents) incidents.set(incident.id, incident)
    },
    all: () => [...incidents.values()],
    open: () => [...incidents.values()].filter(({ status }) => status === 'open'),
  }
}

describe('trouble that comes down the lineage', () => {
  test('joins the incident of its cause, and ends with it', () => {
    const { probe, all } = story()
    probe(REGIONS, 0, 'distribution', fell(['cases'], ['Piemonte']))
    probe(NATIONAL, 5, 'quality', fell(['cases']))
    expect(all()).toMatchObject([
      { dataset: REGIONS.dataset, status: 'open', fields: ['cases'], segments: ['Piemonte'], members: [{}, {}] },
    ])
    probe(REGIONS, 24 * HOUR, 'distribution', pass)
    expect(all()).toMatchObject([{ status: 'open' }])
    probe(NATIONAL, 24 * HOUR, 'quality', pass)
    expect(all()).toMatchObject([{ status: 'resolved' }])
  })

  test('is handed over when its cause is seen a little later', () => {
    const { probe, all, open } = story()
    probe(NATIONAL, 0, 'quality', fell(['cases']))
    probe(REGIONS, 5, 'distribution', fell(['cases'], ['Piemonte']))
    expect(open()).toMatchObject([{ dataset: REGIONS.dataset, members: [{}, {}] }])
    const over = all().find(({ dataset }) => dataset === NATIONAL.dataset)
    expect(over).toMatchObject({ status: 'resolved', cause: open()[0]?.id })
  })

  test.each<readonly [string, number, IncidentType, Judged]>([
    ['of another field', 5, 'quality', fell(['tests'])],
    ['of another kind', 5, 'schema', fell(['cases'])],
    ['of another day', 30 * HOUR, 'quality', fell(['cases'])],
  ])('is its own incident when it is %s', (_, now, type, verdict) => {
    const { probe, open } = story()
    probe(REGIONS, 0, 'distribution', fell(['cases'], ['Piemonte']))
    probe(NATIONAL, now, type, verdict)
    expect(open()).toHaveLength(2)
  })

  test('explains nothing upstream: there the cause is looked for anew', () => {
    const { probe, open } = story()
    probe(NATIONAL, 0, 'quality', fell(['cases']))
    probe(REGIONS, 2 * HOUR, 'distribution', fell(['cases']))
    expect(open()).toHaveLength(2)
  })
})

describe('segments that stand still', () => {
  test.each([
    ['explain what is odd about them', ['Piemonte', 'Lazio'], 1],
    ['explain nothing about others', ['Veneto'], 2],
  ])('%s', (_, segments, incidents) => {
    const { probe, open } = story()
    probe(REGIONS, 0, 'freshness', fell([], ['Piemonte']))
    probe(REGIONS, 0, 'distribution', fell(['cases'], segments))
    expect(open()).toHaveLength(incidents)
  })
})
