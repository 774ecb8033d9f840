import { lastFiring } from '../../core/calendar/cron.ts'
import { dueAfter } from '../../core/calendar/promised-hours.ts'
import { type Instant, spell } from '../../core/calendar/time.ts'
import { startOfDay } from '../../core/calendar/wall-time.ts'
import type { History, Judgement, Observation } from '../../core/check.ts'
import type { FreshnessParams } from '../../core/questions.ts'
import type { Evidence, Judged } from '../../core/verdict.ts'
import { remembered } from '../memo.ts'
import { spellDay, spellMoment } from '../words.ts'
import { FRESHNESS_MEMO, type FreshnessMemo, readWatermark } from './watermark.ts'

type Rule<B> = Extract<FreshnessParams['rule'], { readonly by: B }>

/** A breach begins at the watermark plus the limit, or at the deadline; not when somebody looked. */
export function judgeFreshness(params: FreshnessParams, seen: Observation, past: Pick<History, 'memo'>): Judgement {
  const memo = remembered<FreshnessMemo>(past, FRESHNESS_MEMO)
  const found = readWatermark(params, seen, memo?.watermark)
  if (found === 'emptied') {
    const reason = `the dataset has become empty; its newest data was of ${spellTime(memo?.watermark ?? seen.now, params, seen.now)}`
    return { verdict: { state: 'fail', code: 'emptied', reason, ...named(params) } }
  }
  if ('state' in found) return { verdict: found }
  const { rule } = params
  const judged =
    rule.by === 'age'
      ? { verdict: judgeAge(rule, params, found.at, seen.now) }
      : judgeDeadline(rule, params, found.at, seen.now, memo?.missed)
  const watermark = Math.max(found.at, memo?.watermark ?? found.at)
  const verdict =
    found.future !== undefined && judged.verdict.state === 'pass'
      ? futureDated(judged.verdict, found.future, params, seen.now)
      : judged.verdict
  return {
    verdict,
    memo: { v: FRESHNESS_MEMO, watermark, ...('missed' in judged && { missed: judged.missed }) } satisfies FreshnessMemo,
  }
}

function judgeAge({ limit, hours }: Rule<'age'>, params: FreshnessParams, watermark: Instant, now: Instant): Judged {
  const age = now - watermark
  const facts = { value: age, unit: 'milliseconds', expected: { high: limit }, evidence: evidenceOf(watermark) } as const
  const due = hours === undefined ? watermark + limit : dueAfter(hours, watermark, limit)
  const words = hours === undefined ? '' : ' in the promised hours'
  const reason = `${subject(params)} ${spell(age)} old; promised at most ${spell(limit)}${words}`
  if (due === undefined || now <= due) return { state: 'pass', code: 'fresh', reason, ...facts }
  return {
    state: 'fail',
    code: 'late',
    reason: `${reason}; late since ${spellTime(due, params, now)}`,
    ...facts,
    ...named(params),
    since: due,
  }
}

interface DeadlineJudgement {
  readonly verdict: Judged
  readonly missed?: NonNullable<FreshnessMemo['missed']>
}

/** Nobody is accused before the grace is over; then the promise counts as broken since the deadline itself. */
function judgeDeadline(
  rule: Rule<'deadline'>,
  params: FreshnessParams,
  watermark: Instant,
  now: Instant,
  before: FreshnessMemo['missed'],
): DeadlineJudgement {
  const { zone } = rule.due
  const due = lastFiring(rule.due, now - rule.grace)
  const facts = { value: watermark, unit: 'instant', evidence: evidenceOf(watermark) } as const
  if (due === undefined) return { verdict: { state: 'pass', code: 'not-due', reason: 'no deadline has passed yet', ...facts } }
  const wanted = startOfDay(due, zone, rule.covers)
  const promised = { ...facts, expected: { low: wanted } }
  const day = spellDay(wanted, zone)
  // Mostly the data of a day is due on that day, and saying so twice helps nobody.
  const deadline = spellTime(due, params, now).replace(`${day} `, '')
  if (watermark < wanted) {
    const reason = `the data of ${day} was promised by ${deadline} and is not there; the newest is of ${spellTime(watermark, params, now)}`
    return {
      verdict: { state: 'fail', code: 'missed-deadline', reason, ...promised, ...named(params), since: due },
      missed: { due },
    }
  }
  if (before?.due !== due)
    return { verdict: { state: 'pass', code: 'on-time', reason: `the data of ${day} is there, promised by ${deadline}`, ...promised } }
  const missed = { due, arrived: before.arrived ?? now }
  const reason = `the data of ${day} arrived ${spell(missed.arrived - due)} after its deadline, ${deadline}`
  return { verdict: { state: 'pass', code: 'arrived-late', reason, ...promised }, missed }
}

function futureDated(judged: Judged, future: Instant, params: FreshnessParams, now: Instant): Judged {
  const reason = `a row is dated ${spellTime(future, params, now)}, which is still to come; without it ${judged.reason}`
  return { ...judged, ...named(params), state: 'warn', code: 'future-dated', reason }
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

/** In the zone of the promise, which may be another than the one its timestamps are meant in. */
function spellTime(at: Instant, { rule, zone }: FreshnessParams, now: Instant): string {
  return spellMoment(at, rule.by === 'deadline' ? rule.due.zone : (rule.hours?.zone ?? zone), now)
}
