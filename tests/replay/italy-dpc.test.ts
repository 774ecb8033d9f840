/**
 * The whole way on real history: contract files, files that arrive when they really did, checks, incidents, and a score against what
 * truly happened. Data: Presidenza del Consiglio dei Ministri – Dipartimento della Protezione Civile (CC BY 4.0).
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { dataFolder, noData } from '../support/data.ts'
import { type ReplayResult, replayItaly, type Score, scoredForm, scoreItaly } from './italy.ts'

describe.skipIf(noData)('330 days of three tables, as they were published', () => {
  const folder = join(dataFolder, 'replay', 'italy-dpc')
  let result: ReplayResult
  let score: Score

  const subtype = (wanted: string): readonly string[] => {
    const truth: { incidents: readonly { id: string; tier: string; subtype: string }[] } = JSON.parse(
      readFileSync(join(folder, 'truth.json'), 'utf8'),
    )
    return truth.incidents.filter(({ tier, subtype: own }) => tier === 'must' && own === wanted).map(({ id }) => id)
  }

  beforeAll(async () => {
    result = await replayItaly(folder)
    const place = mkdtempSync(join(tmpdir(), 'meshwatch-score-'))
    writeFileSync(join(place, 'incidents.json'), JSON.stringify(scoredForm(result.incidents)))
    score = scoreItaly(folder, join(place, 'incidents.json'))
    rmSync(place, { recursive: true })
    process.stdout.write(`${JSON.stringify({ probes: result.probes, seconds: Math.round(result.seconds), ...score }, null, 2)}\n`)
  }, 600_000)

  test('every documented change of the schema is found', () => {
    expect(score.types.schema).toMatchObject({ must: 12, found: 12 })
  })

  test('the step from 128 to 149 rows is found', () => {
    expect(score.types.volume).toMatchObject({ must: 1, found: 1 })
  })

  test('every late day is found', () => {
    const late = subtype('late_publication')
    expect(late).toHaveLength(6)
    expect(late.filter((id) => score.types.freshness.missed.includes(id))).toEqual([])
  })

  test('every segment that stood still is found', () => {
    expect(subtype('stale_segment').filter((id) => score.types.freshness.missed.includes(id))).toEqual([])
    expect(subtype('stale_segment')).toHaveLength(7)
  })

  test('nearly all that was wrong is found, and most of it by name', () => {
    expect(score.recall).toBeGreaterThanOrEqual(0.95)
    expect(score.strictRecall).toBeGreaterThanOrEqual(0.9)
  })

  test('it does not cry wolf', () => {
    expect(score.precision).toBeGreaterThanOrEqual(0.9)
    expect(score.falseAlarmsPerTableMonth).toBeLessThanOrEqual(0.5)
    expect(score.alertsPerTableMonth).toBeLessThanOrEqual(4.5)
  })

  test('trouble that is over is said to be over', () => {
    const data = result.incidents.filter(({ type }) => type === 'freshness' || type === 'schema' || type === 'volume')
    expect(data.filter(({ status }) => status !== 'resolved')).toEqual([])
  })

  test('nobody is told that the files could not be read', () => {
    expect(result.incidents.filter(({ type }) => type === 'monitoring').map(({ reason }) => reason)).toEqual([])
  })
})
