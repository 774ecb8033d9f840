/** A document and a zod schema in; the parsed value, or every problem of the document at the place where it stands, out. */
import type * as z from 'zod'
import type { Diagnostic } from '../../core/diagnostic.ts'
import { formatPath } from './path.ts'
import { type Problem, problemsOf, type ShapeOf, unsaid } from './problems.ts'
import type { Document } from './read-document.ts'

export interface Parsed<T> {
  /** Present only when no diagnostic is an error. */
  readonly value?: T
  readonly diagnostics: readonly Diagnostic[]
}

/** A hint from someone who knows what the document is about; it wins over the "did you mean" that is found from the schema. */
export type Advise = (problem: Problem, root: unknown) => string | undefined

export function parseWith<T>(schema: z.ZodType<T>, document: Document, advise?: Advise): Parsed<T> {
  if (document.value === undefined) return { diagnostics: document.diagnostics }
  const keysOf: ShapeOf = new WeakMap()
  const result = schema.safeParse(document.value, {
    error: (issue) => {
      if (issue.code === 'unrecognized_keys') keysOf.set(issue.keys, knownKeys(issue.inst))
      return unsaid
    },
  })
  if (result.success) {
    return document.diagnostics.length === 0 ? { value: result.data, diagnostics: [] } : { diagnostics: document.diagnostics }
  }
  const found = problemsOf(result.error.issues, document.value, keysOf).map((problem) => diagnose(problem, document, advise))
  return { diagnostics: [...document.diagnostics, ...found].sort((a, b) => a.line - b.line || a.column - b.column) }
}

function diagnose(problem: Problem, document: Document, advise: Advise | undefined): Diagnostic {
  const hint = advise?.(problem, document.value) ?? problem.hint
  const onKey = problem.code === 'unknown-key' || problem.code === 'bad-key'
  const position = document.locate(problem.code === 'missing-key' ? problem.path.slice(0, -1) : problem.path, onKey ? 'key' : 'value')
  return {
    severity: 'error',
    code: problem.code,
    message: problem.message,
    ...(hint !== undefined && { hint }),
    file: document.file,
    ...position,
    path: formatPath(problem.path),
  }
}

function knownKeys(schema: unknown): readonly string[] {
  const shape = (schema as z.ZodObject | undefined)?._zod.def.shape
  return shape === undefined ? [] : Object.keys(shape)
}
