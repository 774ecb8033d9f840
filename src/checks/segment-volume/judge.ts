import type { Check, History, Judgement } from '../../core/check.ts'
import type { SegmentParams } from '../../core/questions.ts'
import type { Judged } from '../../core/verdict.ts'
import { appearing, changedConstant, gone } from '../../detect/panel/happenings.ts'
import { judgePanel, NEEDED } from '../../detect/panel/judge-panel.ts'
import { layOut, type PanelLook } from '../../detect/panel/panel.ts'
import { rareAmong } from '../../detect/panel/rare.ts'
import { stillLearning } from '../learned.ts'
import { MEMO, NO_SERIES, panelOptions, recollect, type SegmentMemo, segmentsOf, spellFindings } from '../segment-changes.ts'
import { spellSegments, withSegments } from '../segment-words.ts'
import { ROWS_MEASURE, type SegmentLooks } from '../segments.ts'

export function judgeLooks(check: Check<SegmentParams>, { looks, isCut, bucket }: SegmentLooks, past: Pick<History, 'memo'>): Judgement {
  const { params } = check
  const memo = recollect(past)?.series
  const panel = layOut(looks)
  const missing = rareAmong(isCut ? [] : gone(panel), memo?.gone ?? NO_SERIES.gone)
  const appearances = isCut ? [] : appearing(panel)
  const appeared = rareAmong(appearances, memo?.appeared ?? NO_SERIES.appeared)
  const newcomers = appearances.at(-1)?.to ?? []
  const amounts = judgePanel(withZeros(looks), memo?.panel, { ...panelOptions(check), pauses: false })
  const constant = rareAmong(changedConstant(panel, 0) ?? [], memo?.constant[ROWS_MEASURE] ?? [])
  const kept: SegmentMemo = {
    v: MEMO,
    judged: bucket,
    series: { panel: amounts.memo, gone: missing.memo, appeared: appeared.memo, constant: { [ROWS_MEASURE]: constant.memo } },
  }
  const have = looks.length - 1
  if (have < NEEDED) return { verdict: stillLearning({ have, need: NEEDED }), memo: kept }
  const of = panel.segments.length
  const base = { bucket, evidence: { samples: have, segments: of, cells: amounts.cells } } as const
  const fail = (code: string, reason: string, segments: readonly string[]): Judgement => ({
    verdict: { state: 'fail', code, reason, ...withSegments(segments, params), ...base } satisfies Judged,
    memo: kept,
  })
  const names = (list: readonly { readonly segment: string }[]) => list.map(({ segment }) => segment)
  // One that is gone while another is new has another name.
  const isRenamed = missing.rare.length > 0 && newcomers.length > 0
  if (missing.rare.length > 0 && !isRenamed)
    return fail(
      'segments-missing',
      `there are no rows of ${spellSegments(names(missing.rare), of, params)}, which has always had some`,
      names(missing.rare),
    )
  if (amounts.findings.length > 0 && !isRenamed) return fail('segments-unusual', spellFindings(amounts, params, of), segmentsOf(amounts))
  if (constant.rare.length > 0)
    return fail(
      'segments-unusual',
      `the rows of ${spellSegments(names(constant.rare), of, params)} changed; they hardly ever do`,
      names(constant.rare),
    )
  if (appeared.rare.length > 0 && !isRenamed)
    return fail(
      'segments-new',
      `there are rows of ${spellSegments(names(appeared.rare), of, params)} for the first time`,
      names(appeared.rare),
    )
  return { verdict: { state: 'pass', code: 'usual', reason: `the rows of all ${of} segments are as usual`, ...base }, memo: kept }
}

/** No rows of a segment that had some before are zero rows. */
export function withZeros(looks: readonly PanelLook[]): readonly PanelLook[] {
  const { segments, values, days, measures } = layOut(looks)
  const known = new Set<number>()
  return days.map((at, look) => {
    const row = (values[look] ?? new Float64Array(0)).map((value, segment) => {
      if (!Number.isNaN(value)) known.add(segment)
      return Number.isNaN(value) && known.has(segment) ? 0 : value
    })
    return { at, measures, segments, values: row }
  })
}
