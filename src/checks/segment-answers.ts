/**
 * What was said of looks that are looked at again. A delivery is judged when it comes and again at its deadline, and a polled table every
 * few minutes by its last closed day: as long as nothing arrived, the answer is the one that was given.
 */
import type { Instant } from '../core/calendar/time.ts'
import type { Check, History, Judgement } from '../core/check.ts'
import type { SegmentParams } from '../core/questions.ts'
import type { Verdict } from '../core/verdict.ts'
import type { PanelLook } from '../detect/panel/panel.ts'

/** The last answer, a print of all it rests on, and its oldest look. Worth nothing without the series that were learned with it. */
interface Answered {
  readonly print: string
  readonly verdict: Verdict
  readonly from: Instant
}

interface Memo {
  readonly series?: unknown
  readonly answered?: Answered
}

/** What was answered to the same looks and settings, else what is judged now, with the answer kept in its memo. */
export function answerOnce(
  looks: readonly PanelLook[],
  check: Check<SegmentParams>,
  { memo }: Pick<History, 'memo'>,
  judgeNow: () => Judgement,
): Judgement {
  const print = printOf(looks, check)
  const before = answeredIn(memo)
  if (before?.print === print) return { verdict: before.verdict }
  const { verdict, memo: kept } = judgeNow()
  return { verdict, memo: { ...(kept as Memo), answered: { print, verdict, from: looks[0]?.at ?? 0 } satisfies Answered } }
}

/** For `learnedTo`: looks before the oldest one that was judged by are never asked for again. */
export function oldestLook(memo: unknown): Instant | undefined {
  return answeredIn(memo)?.from
}

function answeredIn(memo: unknown): Answered | undefined {
  const { series, answered } = (memo ?? {}) as Memo
  return series === undefined ? undefined : answered
}

/** FNV-1a over the bits of all values, in two halves that differ by their first value and their prime. */
function printOf(looks: readonly PanelLook[], { params, alarm }: Check<SegmentParams>): string {
  let [one, other] = [0x811c9dc5, 0x9747b28c]
  const mix = (word: number) => {
    one = Math.imul(one ^ word, 0x01000193)
    other = Math.imul(other ^ word, 0x85ebca6b)
  }
  const mixText = (text: string) => {
    for (let index = 0; index < text.length; index++) mix(text.charCodeAt(index))
  }
  mixText(JSON.stringify([params, alarm]))
  for (const { at, measures, segments, values } of looks) {
    mixText(JSON.stringify([at, measures, segments]))
    const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length)
    for (let index = 0; index < words.length; index++) mix(words[index] ?? 0)
  }
  return `${(one >>> 0).toString(36)}-${(other >>> 0).toString(36)}`
}
