/** The quality rules of a contract: each becomes a check, or a gap that says why not. */
import type { Schedule } from '../../../core/check.ts'
import type { Severity } from '../../../core/names.ts'
import { didYouMean } from '../../document/closest.ts'
import type { Path } from '../../document/path.ts'
import type { QualityRule } from '../../odcs/quality.ts'
import type { Work } from '../context.ts'
import type { Question } from '../question.ts'
import { readSchedule } from '../schedules.ts'
import type { FieldShape, Shape } from '../shape.ts'
import { askCustom } from './custom.ts'
import { askLibrary } from './library.ts'
import { spellRule } from './ruled.ts'
import { askSql } from './sql.ts'

export function askQuality(on: Shape, work: Work): readonly Question[] {
  const own = rulesOf(on.object.quality, on.path, on, undefined, work)
  return [...own, ...on.fields.flatMap((field) => rulesOf(field.property.quality, field.path, on, field, work))]
}

function rulesOf(
  rules: readonly QualityRule[] | undefined,
  at: Path,
  on: Shape,
  field: FieldShape | undefined,
  work: Work,
): readonly Question[] {
  return [...(rules ?? []).entries()].flatMap(([index, rule]): readonly Question[] => {
    const path = [...at, 'quality', index]
    const severity = severityOf(rule, path, work)
    if (rule.type === 'text') {
      work.findings.gap('text-rule', path, `${spellRule(rule)} is written for people, nothing measures it`)
      return []
    }
    const due = readSchedule(rule, path, work)
    const schedule: Schedule = due === undefined ? { every: work.settings.interval } : { at: [due] }
    const place = { path, on, field, schedule, severity }
    if (rule.type === 'library') return askLibrary({ ...place, rule }, work)
    return rule.type === 'sql' ? askSql({ ...place, rule }, work) : askCustom({ ...place, rule }, work)
  })
}

/** The standard leaves the words of a rule's severity free; these are the ones in use. */
const SEVERITIES: ReadonlyMap<string, Severity> = new Map([
  ...['critical', 'blocker', 'fatal'].map((word) => [word, 'critical'] as const),
  ...['error', 'high', 'major'].map((word) => [word, 'high'] as const),
  ...['warning', 'warn', 'medium'].map((word) => [word, 'medium'] as const),
  ...['info', 'information', 'low', 'minor'].map((word) => [word, 'low'] as const),
])

function severityOf({ severity }: QualityRule, path: Path, { findings }: Work): Severity | undefined {
  if (severity === undefined) return undefined
  const known = SEVERITIES.get(severity.trim().toLowerCase())
  if (known === undefined) {
    const hint = didYouMean(severity, SEVERITIES.keys()) ?? 'one of critical, error, warning, info'
    findings.warning(
      'unknown-severity',
      [...path, 'severity'],
      `severity ${JSON.stringify(severity)} is not known here, the product's is used`,
      hint,
    )
  }
  return known
}
