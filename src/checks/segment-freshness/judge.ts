import type { Check, History, Judgement, Observation } from '../../core/check.ts'
import type { SegmentParams } from '../../core/questions.ts'
import { standingStill } from '../../detect/panel/happenings.ts'
import { layOut } from '../../detect/panel/panel.ts'
import { type RareMemo, rareAmong } from '../../detect/panel/rare.ts'
import { stillLearning } from '../learned.ts'
import { remembered } from '../memo.ts'
import type { Looked } from '../periods.ts'
import { notPresent } from '../reading.ts'
import { answerOnce } from '../segment-answers.ts'
import { spellSegments, withSegments } from '../segment-words.ts'
import { measuresOf, readLooks, type SegmentLooks, unreadable } from '../segments.ts'

const MEMO = 3

interface Memo extends Looked {
  readonly v: typeof MEMO
  readonly series?: RareMemo
}

export function recollect(past: Pick<History, 'memo'>): Memo | undefined {
  return remembered<Memo>(past, MEMO)
}

/** Looks before the judged one. */
const NEED = 8

export function judge(check: Check<SegmentParams>, seen: Observation, past: History): Judgement {
  const { params } = check
  const absent = notPresent(seen.facts)
  if (absent) return { verdict: absent }
  const read = readLooks(params, measuresOf(params, seen.facts), seen, past)
  if ('state' in read) return unreadable(read, recollect(past), MEMO)
  return answerOnce(read.looks, check, past, () => judgeLooks(check, read, past))
}

function judgeLooks({ params }: Check<SegmentParams>, { looks, bucket }: SegmentLooks, past: History): Judgement {
  const have = looks.length - 1
  if (have < NEED) return { verdict: stillLearning({ have, need: NEED }), memo: { v: MEMO, judged: bucket } satisfies Memo }
  const panel = layOut(looks)
  const { rare, memo } = rareAmong(standingStill(panel), recollect(past)?.series ?? [])
  const kept: Memo = { v: MEMO, judged: bucket, series: memo }
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
