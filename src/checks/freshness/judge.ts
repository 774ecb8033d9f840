import { lastFiring } from '../../core/calendar/cron.ts'
import { type Instant, spell } from '../../core/calendar/time.ts'
import { spellWallTime, startOfDay } from '../../core/calendar/wall-time.ts'
import type { Judgement, Observation } from '../../core/check.ts'
import type { FreshnessParams } from '../../core/questions.ts'
import type { Evidence, Judged, Verdict } from '../../core/verdict.ts'
import { promisedSince } from './hours.ts'
import { type FreshnessMemo, readWatermark, spellFuture } from './watermark.ts'

type Rule<B> = Extract<FreshnessParams['rule'], { readonly by: B }>

/** A breach begins at the watermark plus the limit, or at the deadline; not when somebody looked. */
export function judgeFreshness(params: FreshnessParams, seen: Observation, remembered: unknown): Judgement {
  const memo: FreshnessMemo = remembered ?? {}
  const found = readWatermark(params, seen, memo)
  if (found === 'emptied') {
    const reason = `the dataset has become empty; its newest data was of ${spellWallTime(memo.watermark ?? seen.now, params.zone)}`
    return { verdict: { state: 'fail', code: 'emptied', reason, ...named(params) } }
  }
  if ('state' in found) return { verdict: found }
  const { rule } = params
  const judged = rule.by === 'age' ? judgeAge(rule, params, found.at, seen.now) : judgeDeadline(rule, params, found.at, seen.now, memo)
  const verdict = found.future !== undefined && judged.state === 'pass' ? futureDated(judged, found.future, params) : judged
  const missed =
    judged.code === 'missed-deadline'
      ? { missed: judged.since }
      : judged.code === 'arrived-late' && memo.missed !== undefined
        ? { missed: memo.missed }
        : {}
  return { verdict, memo: { watermark: Math.max(found.at, memo.watermark ?? found.at), ...missed } }
}

function judgeAge({ limit, hours }: Rule<'age'>, params: FreshnessParams, watermark: Instant, now: Instant): Judged {
  const age = now - watermark
  const facts = { value: age, unit: 'milliseconds', expected: { high: limit }, evidence: evidenceOf(watermark) } as const
  const promised = hours === undefined ? Number.NEGATIVE_INFINITY : promisedSince(hours, now)
  if (promised === undefined) return { state: 'pass', code: 'outside-hours', reason: 'nothing is promised at this hour', ...facts }
  const due = Math.max(watermark, promised) + limit
  const seen = `${subject(params)} ${spell(age)} old; promised at most ${spell(limit)}`
  if (now <= due) return { state: 'pass', code: 'fresh', reason: seen, ...facts }
  const words = hours === undefined ? '' : ' in the promised hours'
  return {
    state: 'fail',
    code: 'late',
    reason: `${seen}${words}; late since ${spellWallTime(due, params.zone)}`,
    ...facts,
    ...named(params),
    since: due,
  }
}

function judgeDeadline(rule: Rule<'deadline'>, params: FreshnessParams, watermark: Instant, now: Instant, memo: FreshnessMemo): Judged {
  const { zone } = rule.due
  const due = lastFiring(rule.due, now - rule.grace)
  const facts = { value: watermark, unit: 'instant', evidence: evidenceOf(watermark) } as const
  if (due === undefined) return { state: 'pass', code: 'not-due', reason: 'no deadline has passed yet', ...facts }
  const wanted = startOfDay(due, zone, rule.covers)
  const deadline = spellWallTime(due, zone)
  const day = spellWallTime(wanted, zone).slice(0, -6)
  if (watermark < wanted) {
    const reason = `the data of ${day} was promised by ${deadline} and is not there; newest is ${spellWallTime(watermark, zone)}`
    return { state: 'fail', code: 'missed-deadline', reason, ...facts, ...named(params), expected: { low: wanted }, since: due }
  }
  const expected = { low: wanted }
  if (memo.missed === due)
    return {
      state: 'pass',
      code: 'arrived-late',
      reason: `the data of ${day} arrived ${spell(now - due)} after ${deadline}`,
      ...facts,
      expected,
    }
  return { state: 'pass', code: 'on-time', reason: `the data of ${day} is there, as promised by ${deadline}`, ...facts, expected }
}

function futureDated(judged: Judged, future: Instant, params: FreshnessParams): Verdict {
  return { ...judged, ...named(params), state: 'warn', code: 'future-dated', reason: `${spellFuture(future)}; ${judged.reason}` }
}

/** Metrics read the watermark here, in epoch milliseconds. */
function evidenceOf(watermark: Instant): Evidence {
  return { watermark }
}

function named({ field }: FreshnessParams): { readonly fields?: readonly string[] } {
  return field === undefined ? {} : { fields: [field] }
}

function subject({ field }: FreshnessParams): string {
  return field === undefined ? 'the last change is' : `the newest ${field} is`
}
