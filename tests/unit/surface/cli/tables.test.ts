import { describe, expect, test } from 'vitest'
import type { VerdictAnswer } from '../../../../src/surface/answers.ts'
import { junitXml } from '../../../../src/surface/cli/junit.ts'
import { createPaint } from '../../../../src/surface/cli/paint.ts'
import { checkText, countStates } from '../../../../src/surface/cli/tables.ts'
import { elementsOf } from '../../../support/xml.ts'

const at = '2026-03-02T10:00:00.000Z'
const verdict = (kind: string, more: Partial<VerdictAnswer>): VerdictAnswer => ({
  check: `shop.orders/orders/${kind}`,
  kind,
  domain: 'shop',
  product: 'shop.orders',
  dataset: 'orders',
  state: 'pass',
  code: 'fine',
  reason: `${kind} is fine`,
  measuredAt: at,
  ...more,
})
const verdicts = [
  verdict('schema', {}),
  verdict('freshness', { state: 'fail', code: 'late', reason: 'late by <3 h> & "more"\u0001' }),
  verdict('volume', { state: 'unknown', code: 'learning', reason: '2 of 7 samples', evidence: { readyWhen: '2026-11-24T06:00:00.000Z' } }),
  verdict('quality', { state: 'unknown', code: 'timeout', reason: 'it took too long' }),
  verdict('distribution', { state: 'warn', code: 'shifted', reason: 'a shift' }),
]
const plain = createPaint(false)

describe('text', () => {
  test('names what is to be looked at, counts the rest, and lists all on demand', () => {
    const some = checkText({ at, verdicts, incidents: [] }, plain, false)
    expect(some.split('\n')).toEqual([
      'shop.orders/orders  1 passed, 1 learning (ready about 2026-11-24 06:00 UTC), 3 to look at',
      '  FAIL freshness: late by <3 h> & "more"\u0001',
      '  ?    quality: it took too long',
      '  warn distribution: a shift',
      '',
      '1 failed',
    ])
    const all = checkText({ at, verdicts, incidents: [] }, plain, true)
    expect(all).toContain('\n  pass schema: schema is fine\n')
    expect(all).toContain('\n  wait volume: 2 of 7 samples\n')
  })

  test('does not count learning as something that could not be measured', () => {
    expect(countStates(verdicts)).toEqual({ fail: 1, unknown: 1 })
    expect(checkText({ at, verdicts: verdicts.slice(2, 3), incidents: [] }, plain, false)).toMatch(/nothing failed$/)
    expect(checkText({ at, verdicts: verdicts.slice(3, 4), incidents: [] }, plain, false)).toMatch(
      /nothing failed, 1 could not be measured$/,
    )
  })
})

test('JUnit counts failures and skips, and stays XML whatever a reason says', () => {
  const [root, suite, ...rest] = elementsOf(junitXml({ at, verdicts, incidents: [] }))
  expect(root?.name).toBe('testsuites')
  expect(suite?.attributes).toMatchObject({ tests: '5', failures: '1', skipped: '2', errors: '0', timestamp: at })
  expect(rest.filter(({ name }) => name === 'failure')).toMatchObject([
    { attributes: { type: 'late', message: 'late by <3 h> & "more"?' } },
  ])
})
