/** Running totals must not fall from one delivery (or probe) to the next; `by` tells the totals of one field apart. */

import type { Instant } from '../../core/calendar/time.ts'
import type { History, Judgement, Observation } from '../../core/check.ts'
import { type Metric, NO_SEGMENT } from '../../core/metric.ts'
import type { QualityParams } from '../../core/questions.ts'
import type { Unknown } from '../../core/verdict.ts'
import { remembered } from '../memo.ts'
import { isUnknown, notPresent, type Reading, readGroups, readNumber } from '../reading.ts'
import { count, spellNumber, spellValue } from '../words.ts'
import { bucketOf } from './judge.ts'

type Monotonic = Extract<QualityParams, { readonly rule: 'monotonic' }>
type Totals = Readonly<Record<string, number>>

const MEMO = 1

/** Totals of the delivery before, and of the one seen last: a delivery published again is compared with the one before it. */
interface MonotonicMemo {
  readonly v: typeof MEMO
  readonly before?: Totals
  readonly last: Totals
  readonly bucket?: Instant
}

const MOST_NAMED = 10

export function totalsMetric({ fields, by }: Monotonic): Metric {
  return { fn: 'max', fields, ...(by === undefined ? {} : { by }) }
}

export function judgeMonotonic(params: Monotonic, seen: Observation, past: Pick<History, 'memo'>): Judgement {
  const absent = notPresent(seen.facts)
  if (absent) return { verdict: absent }
  const found = readTotals(params, seen)
  if (isUnknown(found)) return { verdict: found }
  const totals = found.value
  const memo = remembered<MonotonicMemo>(past, MEMO)
  const bucket = seen.facts.partition?.at
  const base = isAgain(bucket, memo) ? memo?.before : memo?.last
  const next: MonotonicMemo = {
    v: MEMO,
    // A segment that is missing today has not begun anew.
    last: { ...base, ...totals },
    ...(base ? { before: base } : {}),
    ...(bucket === undefined ? {} : { bucket }),
  }
  return { verdict: verdictOn(params, totals, base, seen), memo: next }
}

function isAgain(bucket: Instant | undefined, memo: MonotonicMemo | undefined): boolean {
  return bucket !== undefined && memo?.bucket !== undefined && bucket <= memo.bucket
}

function verdictOn(
  { fields: [field = ''], by }: Monotonic,
  totals: Totals,
  base: Totals | undefined,
  seen: Observation,
): Judgement['verdict'] {
  const falls = Object.entries(totals)
    .map(([segment, value]) => ({ segment, value, by: (base?.[segment] ?? value) - value }))
    .filter((fall) => fall.by > 0)
    .sort((a, b) => b.by - a.by)
  const worst = falls[0]
  if (!worst) return { state: 'pass', code: 'rising', reason: `${field} did not fall`, ...bucketOf(seen) }
  const where = by === undefined ? '' : ` in ${spellValue(worst.segment)}`
  const others = falls.length > 1 ? `, and in ${falls.length - 1} more of ${count(Object.keys(totals).length, 'segment')}` : ''
  const fall = `from ${spellNumber(worst.value + worst.by)} to ${spellNumber(worst.value)}`
  return {
    state: 'fail',
    code: 'total-fell',
    reason: `${field} fell${where} ${fall}${others}; a running total must not fall`,
    value: -worst.by,
    unit: 'number',
    fields: [field],
    ...(by === undefined ? {} : { segments: falls.slice(0, MOST_NAMED).map(({ segment }) => spellValue(segment)) }),
    ...bucketOf(seen),
  }
}

function readTotals(params: Monotonic, seen: Observation): Reading<Totals> | Unknown {
  const metric = totalsMetric(params)
  if (params.by === undefined) {
    const found = readNumber(seen, metric)
    return isUnknown(found) ? found : { ...found, value: { [metric.fn]: found.value } }
  }
  const found = readGroups(seen, metric)
  return isUnknown(found)
    ? found
    : { ...found, value: Object.fromEntries(found.value.flatMap(({ key, value }) => (key === NO_SEGMENT ? [] : [[key, value]]))) }
}
