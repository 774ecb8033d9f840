/** What the compiler objects to, each finding at its place in the file. The same finding about the same place is told once. */
import type { Diagnostic, Severity } from '../../core/diagnostic.ts'
import { formatPath, type Path } from '../document/path.ts'
import type { Position } from '../document/read-document.ts'

type Tell = (code: string, path: Path, message: string, hint?: string) => void

export interface Findings {
  readonly all: readonly Diagnostic[]
  readonly error: Tell
  readonly warning: Tell
  readonly gap: Tell
}

export function collectFindings(file: string, locate: (path: Path) => Position): Findings {
  const all: Diagnostic[] = []
  const told = new Set<string>()
  const tell =
    (severity: Severity): Tell =>
    (code, path, message, hint) => {
      const at = formatPath(path)
      const key = `${code} ${at} ${message}`
      if (told.has(key)) return
      told.add(key)
      all.push({ severity, code, message, ...(hint !== undefined && { hint }), file, ...locate(path), path: at })
    }
  return { all, error: tell('error'), warning: tell('warning'), gap: tell('gap') }
}
