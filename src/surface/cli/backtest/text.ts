/** A backtest as text: the verdict first, then the noisiest checks, then what could not be played. */

import { spellMoment } from '../../../checks/words.ts'
import { DAY, spell, WEEK } from '../../../core/calendar/time.ts'
import { USUAL_ALARM } from '../../../core/series.ts'
import type { AlertAnswer, BacktestAnswer, BacktestSide, PlayedCheckAnswer } from '../../backtest-answer.ts'
import type { Paint } from '../paint.ts'

/** Alerts that are written out, of one check and of a difference; all of them are in the JSON. */
const MOST_OF_CHECK = 5
const MOST_CHANGED = 20

export function backtestText(answer: BacktestAnswer, paint: Paint, most: number | undefined): string {
  const { current, candidate, difference } = answer
  const side = candidate ?? current
  const parts =
    candidate && difference
      ? [headOf(answer, paint, most), ...comparison(current, candidate, paint), ...changes(difference, paint)]
      : [headOf(answer, paint, most), ...listing(side, paint)]
  return [...parts, ...restOf(side, answer.unmeasured, paint)].join('\n')
}

function headOf(answer: BacktestAnswer, paint: Paint, most: number | undefined): string {
  const { current, candidate, from, to, days } = answer
  const side = candidate ?? current
  if (from === undefined || to === undefined) return paint.doubtful(`nothing to judge in the last ${days} days`)
  const length = Date.parse(to) - Date.parse(from)
  const tooMany = most !== undefined && side.alertsPerWeek > most
  const rate = (one: BacktestSide) => `${many(one.alerts.length, 'alert')}, ${spellRate(one.alertsPerWeek)} a week`
  const result = candidate ? `${rate(candidate)} with ${candidate.config}; ${rate(current)} with ${current.config}` : rate(current)
  const limit = most === undefined ? '' : tooMany ? `, more than ${most} a week` : `, at most ${most} a week allowed`
  const played = side.checks.filter(({ state }) => state === 'played').length
  const over = `${many(played, 'learned check')} over ${spellLength(length)} of history, ${day(from)} to ${day(to)}`
  const colour = tooMany ? paint.bad : side.alerts.length === 0 ? paint.good : paint.strong
  return `${colour(`${result}${limit}`)}\n${paint.faint(over)}`
}

function listing({ checks, alerts }: BacktestSide, paint: Paint): readonly string[] {
  return noisiest(checks).flatMap((check) => {
    const own = alerts.filter((alert) => alert.checks[0] === check.check)
    const [shown, weaker] = strongest(own, MOST_OF_CHECK)
    const more = weaker > 0 ? [paint.faint(`    and ${many(weaker, 'weaker one')}`)] : []
    const joined = check.alerts > own.length ? paint.faint(`, ${check.alerts - own.length} of them of other checks`) : ''
    const head = `${paint.strong(check.check)}  ${many(check.alerts, 'alert')}, ${spellRate(check.alertsPerWeek)} a week${joined}`
    return ['', `${head}  ${paint.faint(spellGates(check))}`, ...shown.map((alert) => `    ${alertLine(alert, paint)}`), ...more]
  })
}

function comparison(current: BacktestSide, candidate: BacktestSide, paint: Paint): readonly string[] {
  const before = new Map(current.checks.map((check) => [check.check, check]))
  const after = new Map(candidate.checks.map((check) => [check.check, check]))
  const ids = [...new Set([...after.keys(), ...before.keys()])]
  const rows = ids
    .map((id) => ({ id, was: before.get(id), is: after.get(id) }))
    .filter(({ was, is }) => (was?.alerts ?? 0) !== (is?.alerts ?? 0) || (was && is && spellGates(was) !== spellGates(is) && is.alerts > 0))
    .sort((a, b) => Math.abs((b.is?.alerts ?? 0) - (b.was?.alerts ?? 0)) - Math.abs((a.is?.alerts ?? 0) - (a.was?.alerts ?? 0)))
  if (rows.length === 0) return ['', 'no check alerts more or less often']
  const lines = rows.map(({ id, was, is }) => {
    const count = (check: PlayedCheckAnswer | undefined) => (check ? `${check.alerts}` : 'not asked')
    const gates = was && is && spellGates(was) !== spellGates(is) ? `${spellGates(was)} → ${spellGates(is)}` : spellGates(is ?? was)
    return `  ${paint.strong(id)}  ${count(was)} → ${many(is?.alerts ?? 0, 'alert')}  ${paint.faint(gates)}`
  })
  return ['', ...lines]
}

function changes({ added, gone }: NonNullable<BacktestAnswer['difference']>, paint: Paint): readonly string[] {
  const list = (title: string, sign: string, alerts: readonly AlertAnswer[]) => {
    if (alerts.length === 0) return []
    const [shown, weaker] = strongest(alerts, MOST_CHANGED)
    const lines = shown.map((alert) => `  ${sign} ${alert.check}  ${alertLine(alert, paint)}`)
    return ['', paint.strong(title), ...lines, ...(weaker > 0 ? [paint.faint(`  and ${many(weaker, 'weaker one')}`)] : [])]
  }
  return [
    ...list(`${many(added.length, 'alert')} more`, paint.bad('+'), added),
    ...list(`${many(gone.length, 'alert')} fewer`, paint.good('-'), gone),
  ]
}

/** The strongest in the order of time, and how many are left. */
function strongest(alerts: readonly AlertAnswer[], most: number): readonly [readonly AlertAnswer[], number] {
  const shown = alerts.toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0)).slice(0, most)
  return [shown.sort((a, b) => (a.from < b.from ? -1 : 1)), alerts.length - shown.length]
}

function restOf({ checks, notLearned }: BacktestSide, unmeasured: readonly string[], paint: Paint): readonly string[] {
  const inState = (state: PlayedCheckAnswer['state']) => checks.filter((check) => check.state === state)
  const quiet = checks.filter(({ state, alerts }) => state === 'played' && alerts === 0).length
  const [learning, blank] = [inState('learning'), inState('no-history')]
  const others = Object.entries(notLearned)
  const total = others.reduce((sum, [, count]) => sum + count, 0)
  return [
    '',
    ...(quiet > 0 ? [paint.good(`${many(quiet, 'learned check')} would have been silent`)] : []),
    ...(learning.length > 0 ? [paint.faint(`${many(learning.length, 'check')} still learning: ${namesOf(learning)}`)] : []),
    ...(blank.length > 0 ? [paint.doubtful(`${many(blank.length, 'check')} without history: ${namesOf(blank)}`)] : []),
    ...unmeasured.map((why) => paint.doubtful(`could not be asked for history: ${why}`)),
    ...(total > 0
      ? [
          paint.faint(
            `${many(total, 'check')} not learned, nothing to play: ${others.map(([kind, count]) => `${kind} ${count}`).join(', ')}`,
          ),
        ]
      : []),
  ]
}

function namesOf(checks: readonly PlayedCheckAnswer[]): string {
  const names = checks.slice(0, 3).map(({ check }) => check)
  return `${names.join(', ')}${checks.length > names.length ? ` and ${checks.length - names.length} more` : ''}`
}

function noisiest(checks: readonly PlayedCheckAnswer[]): readonly PlayedCheckAnswer[] {
  return checks.filter(({ alerts }) => alerts > 0).sort((a, b) => b.alerts - a.alerts)
}

function alertLine({ from, to, reason, score, zone, at }: AlertAnswer, paint: Paint): string {
  const start = Date.parse(from)
  const length = to === undefined ? 'goes on' : `for ${spell(Date.parse(to) - start)}`
  const when = spellMoment(start, zone, Date.parse(at) + WEEK)
  const rarity = score === undefined ? '' : paint.faint(` (score ${score.toFixed(1)})`)
  return `${when} ${paint.faint(length)}  ${reason}${rarity}`
}

function spellGates(check: PlayedCheckAnswer | undefined): string {
  const { alarm = USUAL_ALARM, leastChange, leastRows } = check?.gates ?? {}
  const change = leastChange === undefined ? '' : `, least change ${Number((leastChange * 100).toFixed(2))}%`
  return `alarm ${alarm}${change}${leastRows === undefined ? '' : `, least rows ${leastRows}`}`
}

function spellRate(rate: number): string {
  return rate > 0 && rate < 0.05 ? 'less than 0.1' : rate.toFixed(1)
}

function spellLength(length: number): string {
  return length < DAY ? spell(length) : `${Math.round(length / DAY)} days`
}

function day(iso: string): string {
  return iso.slice(0, 10)
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
