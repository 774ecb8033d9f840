import type { Check, History, Judgement } from '../../core/check.ts'
import type { SegmentParams } from '../../core/questions.ts'
import { appearing, changedConstant, gone } from '../../detect/panel/happenings.ts'
import { judgePanel, NEEDED } from '../../detect/panel/judge-panel.ts'
import { layOut, type Panel } from '../../detect/panel/panel.ts'
import { type RareMemo, rareAmong } from '../../detect/panel/rare.ts'
import { stillLearning } from '../learned.ts'
import { MEMO, NO_SERIES, panelOptions, recollect, type SegmentMemo, segmentsOf, spellFindings } from '../segment-changes.ts'
import { spellSegments, withSegments } from '../segment-words.ts'
import { only, ROWS_MEASURE, type SegmentLooks } from '../segments.ts'

export function judgeLooks(check: Check<SegmentParams>, { looks, isCut, bucket }: SegmentLooks, past: Pick<History, 'memo'>): Judgement {
  const { params } = check
  const memo = recollect(past)?.series
  const panel = layOut(looks)
  const constant = constantsOf(panel, memo?.constant ?? NO_SERIES.constant)
  const sums = judgePanel(
    only(looks, (measure) => measure !== ROWS_MEASURE && !constant.has(measure)),
    memo?.panel,
    panelOptions(check),
  )
  const missing = rareAmong(isCut ? [] : gone(panel), memo?.gone ?? NO_SERIES.gone)
  const newcomers = (isCut ? [] : appearing(panel)).at(-1)?.to ?? []
  const kept: SegmentMemo = {
    v: MEMO,
    judged: bucket,
    series: {
      panel: sums.memo,
      gone: missing.memo,
      appeared: [],
      constant: Object.fromEntries([...constant].map(([measure, one]) => [measure, one.memo])),
    },
  }
  const have = looks.length - 1
  if (have < NEEDED) return { verdict: stillLearning({ have, need: NEEDED }), memo: kept }
  const of = panel.segments.length
  const base = { bucket, evidence: { samples: have, segments: of, cells: sums.cells } } as const
  const fail = (code: string, reason: string, fields: readonly string[], segments: readonly string[]): Judgement => ({
    verdict: { state: 'fail', code, reason, fields, ...withSegments(segments, params), ...base },
    memo: kept,
  })
  const lost = missing.rare.map(({ segment }) => segment)
  const found = newcomers.map(({ segment }) => segment)
  if (lost.length > 0 && found.length > 0) {
    const reason = `${spellSegments(lost, of, params)} is gone from ${params.by} while ${spellSegments(found, of, params)} is new, as if renamed`
    return fail('segments-renamed', reason, [params.by], [...lost, ...found])
  }
  for (const [measure, { rare }] of constant) {
    const segments = rare.map(({ segment }) => segment)
    if (rare.length > 0)
      return fail(
        'constant-changed',
        `${measure} changed in ${spellSegments(segments, of, params)}; it hardly ever does`,
        [measure],
        segments,
      )
  }
  if (sums.findings.length > 0) {
    const fields = [...new Set(sums.findings.map(({ measure }) => measure))]
    return fail('segments-unusual', spellFindings(sums, params, of), fields, segmentsOf(sums))
  }
  return { verdict: { state: 'pass', code: 'usual', reason: `the numbers of all ${of} segments are as usual`, ...base }, memo: kept }
}

type Constants = ReadonlyMap<string, ReturnType<typeof rareAmong>>

/** Measures that never change in any segment, and what was rare about them now. */
function constantsOf(panel: Panel, memo: Readonly<Record<string, RareMemo>>): Constants {
  const found = new Map<string, ReturnType<typeof rareAmong>>()
  for (const [index, measure] of panel.measures.entries()) {
    if (measure === ROWS_MEASURE) continue
    const looks = changedConstant(panel, index)
    if (looks) found.set(measure, rareAmong(looks, memo[measure] ?? []))
  }
  return found
}
