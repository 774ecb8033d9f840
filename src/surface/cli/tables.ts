/** Answers as text for people. */

import { spell } from '../../core/calendar/time.ts'
import { type Diagnostic, formatDiagnostic } from '../../core/diagnostic.ts'
import type { CheckAnswer, IncidentAnswer, VerdictAnswer } from '../answers.ts'
import type { Paint } from './paint.ts'

/** One line per verdict that is not a pass, grouped by dataset; passes are counted. */
export function checkText(answer: CheckAnswer, paint: Paint, all: boolean): string {
  const lines: string[] = []
  for (const [dataset, verdicts] of Map.groupBy(answer.verdicts, datasetOf)) {
    const shown = verdicts.filter((verdict) => all || verdict.state === 'fail' || verdict.state === 'warn' || !isLearning(verdict))
    const passed = verdicts.filter(({ state }) => state === 'pass').length
    const learning = verdicts.filter(isLearning)
    const rest = verdicts.length - passed - learning.length
    const counts = [
      `${passed} passed`,
      learning.length > 0 ? `${learning.length} learning${readyWords(learning)}` : '',
      rest > 0 ? `${rest} to look at` : '',
    ]
      .filter(Boolean)
      .join(', ')
    lines.push(`${paint.strong(dataset)}  ${paint.faint(counts)}`)
    for (const verdict of shown.filter(({ state }) => all || state !== 'pass'))
      lines.push(`  ${mark(verdict, paint)} ${askedOf(verdict)}: ${verdict.reason}`)
  }
  const open = answer.incidents.filter(({ status }) => status !== 'pending' && status !== 'resolved')
  if (open.length > 0)
    lines.push(
      '',
      paint.strong(`${open.length} open ${open.length === 1 ? 'incident' : 'incidents'}`),
      ...open.map((incident) => `  ${incidentLine(incident, paint)}`),
    )
  const { fail, unknown } = countStates(answer.verdicts)
  lines.push(
    '',
    fail > 0
      ? paint.bad(`${fail} failed`)
      : unknown > 0
        ? paint.doubtful(`nothing failed, ${unknown} could not be measured`)
        : paint.good('nothing failed'),
  )
  return lines.join('\n')
}

export function incidentsText(incidents: readonly IncidentAnswer[], paint: Paint): string {
  return incidents.length === 0 ? paint.good('no incidents') : incidents.map((incident) => incidentLine(incident, paint)).join('\n')
}

export function diagnosticsText(diagnostics: readonly Diagnostic[], paint: Paint): string {
  const colour = { error: paint.bad, warning: paint.doubtful, gap: paint.faint }
  return diagnostics.map((one) => colour[one.severity](formatDiagnostic(one))).join('\n')
}

/** `learning` is normal life and counts as fine. */
export function countStates(verdicts: readonly VerdictAnswer[]): { readonly fail: number; readonly unknown: number } {
  return {
    fail: verdicts.filter(({ state }) => state === 'fail').length,
    unknown: verdicts.filter((verdict) => verdict.state === 'unknown' && !isLearning(verdict)).length,
  }
}

/** When the last of them will know enough, as far as that can be told. */
function readyWords(learning: readonly VerdictAnswer[]): string {
  const times = learning.flatMap(({ evidence }) => (typeof evidence?.readyWhen === 'string' ? [evidence.readyWhen] : [])).sort()
  const last = times.at(-1)
  return last === undefined ? '' : ` (ready about ${last.slice(0, 16).replace('T', ' ')} UTC)`
}

function isLearning({ state, code }: VerdictAnswer): boolean {
  return state === 'unknown' && code === 'learning'
}

function mark({ state, code }: VerdictAnswer, paint: Paint): string {
  if (state === 'pass') return paint.good('pass')
  if (state === 'fail') return paint.bad('FAIL')
  if (state === 'warn') return paint.doubtful('warn')
  return code === 'learning' ? paint.faint('wait') : paint.doubtful('?   ')
}

function askedOf(verdict: VerdictAnswer): string {
  return verdict.check.slice(datasetOf(verdict).length + 1)
}

export function datasetOf({ product, dataset }: VerdictAnswer): string {
  return `${product}/${dataset}`
}

function incidentLine({ id, status, severity, title, reason, openedAt, resolvedAt, type }: IncidentAnswer, paint: Paint): string {
  const over = resolvedAt === undefined ? '' : ` over after ${spell(Date.parse(resolvedAt) - Date.parse(openedAt))},`
  const colour = status === 'resolved' ? paint.faint : severity === 'low' ? paint.doubtful : paint.bad
  return `${colour(status.padEnd(8))} ${openedAt} ${type}, ${severity},${over} ${paint.strong(title)}: ${reason} ${paint.faint(`[${id}]`)}`
}
