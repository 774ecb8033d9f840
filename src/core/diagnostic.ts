/** One finding about a file that a person wrote. Readers report all findings of a file together and never throw for them. */

/**
 * `error`: the file cannot be used. `warning`: it can, but it probably does not say what its author meant.
 * `gap`: it is understood, but this part of it cannot be monitored.
 */
export type Severity = 'error' | 'warning' | 'gap'

/** `line` and `column` count from 1; `path` reads like `slaProperties[2].unit` and is empty for the file as a whole. */
export interface Diagnostic {
  readonly severity: Severity
  readonly code: string
  readonly message: string
  readonly hint?: string
  readonly file: string
  readonly line: number
  readonly column: number
  readonly path: string
}

/** One line, in the shape editors and CI make clickable: `file:line:col severity code message (hint)`. */
export function formatDiagnostic(d: Diagnostic): string {
  const hint = d.hint === undefined ? '' : ` (${d.hint})`
  return `${d.file}:${d.line}:${d.column} ${d.severity} ${d.code} ${d.message}${hint}`
}
