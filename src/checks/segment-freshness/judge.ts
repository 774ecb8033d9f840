import type { Check, History, Judgement } from '../../core/check.ts'
import type { SegmentParams } from '../../core/questions.ts'
import { standingStill } from '../../detect/panel/happenings.ts'
import { layOut } from '../../detect/panel/panel.ts'
import { type RareMemo, rareAmong } from '../../detect/panel/rare.ts'
import { stillLearning } from '../learned.ts'
import { MEMO, recollect, type SegmentMemo } from '../segment-changes.ts'
import { spellSegments, withSegments } from '../segment-words.ts'
import type { SegmentLooks } from '../segments.ts'

/** The measures are remembered for whoever asks why: history alone does not name them. */
export interface Memo extends SegmentMemo<RareMemo> {
  readonly measures?: readonly string[]
}

/** Looks before the judged one. */
export const NEED = 8

export function judgeLooks({ params }: Check<SegmentParams>, { looks, bucket }: SegmentLooks, past: Pick<History, 'memo'>): Judgement {
  const have = looks.length - 1
  if (have < NEED) return { verdict: stillLearning({ have, need: NEED }), memo: { v: MEMO, judged: bucket } satisfies Memo }
  const panel = layOut(looks)
  const { rare, memo } = rareAmong(standingStill(panel), recollect<RareMemo>(past)?.series ?? [])
  const kept: Memo = { v: MEMO, judged: bucket, series: memo, measures: panel.measures }
  const evidence = { samples: have, segments: panel.segments.length }
  if (rare.length === 0)
    return {
      verdict: { state: 'pass', code: 'moving', reason: 'something came of every segment that usually moves', bucket, evidence },
      memo: kept,
    }
  const names = rare.map(({ segment }) => segment)
  const one = rare.length === 1
  return {
    verdict: {
      state: 'fail',
      code: 'segments-stand-still',
      reason: `nothing changed in ${spellSegments(names, panel.segments.length, params)} since the look before; usually ${one ? 'it changes' : 'they change'} every time`,
      ...withSegments(names, params),
      bucket,
      evidence,
    },
    memo: kept,
  }
}
