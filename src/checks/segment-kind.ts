/** What all kinds that judge segments are made of: what they measure of each, and how they judge the looks at them. */
import type { Check, CheckKind, History, IncidentType, Judgement } from '../core/check.ts'
import type { DatasetFacts } from '../core/connector.ts'
import type { SegmentParams } from '../core/questions.ts'
import { withoutSeries } from './memo.ts'
import { notPresent } from './reading.ts'
import { answerOnce, oldestLook } from './segment-answers.ts'
import { MEMO, recollect } from './segment-changes.ts'
import { type Measure, readLooks, type SegmentLooks, segmentMetrics, unreadable } from './segments.ts'

export interface SegmentQuestion {
  readonly kind: string
  readonly type: IncidentType
  measures(params: SegmentParams, facts: DatasetFacts): readonly Measure[]
  judgeLooks(check: Check<SegmentParams>, looks: SegmentLooks, past: Pick<History, 'memo'>): Judgement
  readonly recall: NonNullable<CheckKind<SegmentParams>['recall']>
}

export function segmentKind({ kind, type, measures, judgeLooks, recall }: SegmentQuestion): CheckKind<SegmentParams> {
  return {
    kind,
    type,
    learns: true,
    dear: 'exact',
    needs: ({ params }, facts, past, at) =>
      facts.state === 'present' ? segmentMetrics(params, measures(params, facts), at, recollect(past)) : [],
    judge(check, seen, past) {
      const { params } = check
      const absent = notPresent(seen.facts)
      if (absent) return { verdict: absent }
      const read = readLooks(params, measures(params, seen.facts), seen, past)
      if ('state' in read) return unreadable(read, recollect(past), MEMO)
      return answerOnce(read.looks, check, past, () => judgeLooks(check, read, past))
    },
    learnedTo: oldestLook,
    relearn: withoutSeries,
    recall,
  }
}
