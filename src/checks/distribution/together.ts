/**
 * Many fields are judged at once, and some of them are odd by chance alone: of the fields of a visit only those are believed that the
 * procedure of Benjamini and Hochberg leaves standing. A field that has several measures answers for all of them (Bonferroni).
 */
import type { JudgedTogether } from '../../core/check.ts'
import { USUAL_ALARM } from '../../core/series.ts'
import type { Judged, Verdict } from '../../core/verdict.ts'
import { discoveries } from '../../detect/drift/discoveries.ts'

/**
 * How much more chance is allowed to all fields of a visit together than to one series: with the usual alarm one sound visit in a hundred
 * is told about, or one in a hundred of what is told is chance.
 */
const ALLOWANCE = 8

export function together(judged: readonly JudgedTogether[]): readonly Verdict[] {
  const standing = judged.flatMap(({ check, verdict }) =>
    verdict.state === 'unknown' ? [] : [{ verdict, chance: chanceOf(verdict, check.alarm ?? USUAL_ALARM) }],
  )
  const believed = discoveries(
    standing.map(({ chance }) => chance),
    ALLOWANCE,
  )
  const doubted = new Set(standing.flatMap(({ verdict }, index) => (verdict.state === 'fail' && !believed[index] ? [verdict] : [])))
  return judged.map(({ verdict }) => (verdict.state === 'fail' && doubted.has(verdict) ? chanceful(verdict, standing.length) : verdict))
}

/** In units of the chance at which one series alarms. */
function chanceOf({ evidence }: Judged, alarm: number): number {
  return Number(evidence?.measures ?? 1) * 10 ** (alarm - Number(evidence?.score ?? 0))
}

function chanceful({ since, fields, ...verdict }: Judged, among: number): Judged {
  const reason = `${verdict.reason}; not rare among ${among} fields`
  return { ...verdict, state: 'pass', code: 'usual', reason, evidence: { ...verdict.evidence, heldBack: ['many fields'] } }
}
