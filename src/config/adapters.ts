/** Sources and notifiers: the kind decides which schema the other keys have. The schemas come from the factories. */
import * as z from 'zod'
import { didYouMean } from '../contracts/document/closest.ts'
import { type Parsed, parseWith } from '../contracts/document/parse-with.ts'
import { formatPath, isMapping, type Path } from '../contracts/document/path.ts'
import type { Document } from '../contracts/document/read-document.ts'
import type { Diagnostic } from '../core/diagnostic.ts'
import { keysOf } from './schema-shape.ts'

/** Kind → schema of its own keys. */
export type Kinds = ReadonlyMap<string, z.ZodType>

/** For each entry one schema of all its keys, the common ones and its kind's, to look things up in; not for parsing. */
export function wholeSchemas(frame: z.ZodObject, kinds: Kinds, entries: unknown): z.ZodType {
  if (!isMapping(entries)) return z.object({})
  return z.object(Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, wholeSchema(frame, kinds, entry)])))
}

function wholeSchema(frame: z.ZodObject, kinds: Kinds, entry: unknown): z.ZodType {
  const own = kinds.get(typeOf(entry) ?? '')
  return own === undefined ? frame : z.union([frame, own])
}

/** What the adapter's schema makes of its keys; unknown kinds are problems of `type`. */
export function parseAdapter(document: Document, path: Path, entry: unknown, frame: z.ZodObject, kinds: Kinds): Parsed<unknown> {
  const type = typeOf(entry)
  if (type === undefined || !isMapping(entry)) return { diagnostics: [] }
  const schema = kinds.get(type)
  if (schema === undefined) return { diagnostics: [unknownKind(document, path, type, [...kinds.keys()])] }
  const ownKeys = new Set(keysOf(schema))
  const value = Object.fromEntries(Object.entries(entry).filter(([key]) => ownKeys.has(key) || !(key in frame.shape)))
  const known = keysOf(wholeSchema(frame, kinds, entry))
  const strict = schema instanceof z.ZodObject ? schema.strict() : schema
  const parsed = parseWith<unknown>(strict, below(document, path, value), (problem) =>
    problem.code === 'unknown-key' && problem.path.length === 1 ? didYouMean(String(problem.path[0]), known) : undefined,
  )
  return { ...parsed, diagnostics: parsed.diagnostics.map((d) => ({ ...d, path: joinPaths(formatPath(path), d.path) })) }
}

function typeOf(entry: unknown): string | undefined {
  return isMapping(entry) && typeof entry.type === 'string' ? entry.type : undefined
}

function unknownKind(document: Document, path: Path, type: string, kinds: readonly string[]): Diagnostic {
  const at = [...path, 'type']
  return {
    severity: 'error',
    code: 'unknown-type',
    message: `no adapter is called ${JSON.stringify(type)}`,
    hint: didYouMean(type, kinds) ?? `one of ${kinds.join(', ')}`,
    file: document.file,
    ...document.locate(at),
    path: formatPath(at),
  }
}

/** A part of a document as a document: the same places, seen from `path`. */
function below(document: Document, path: Path, value: Readonly<Record<string, unknown>>): Document {
  return { file: document.file, value, diagnostics: [], locate: (rest, part) => document.locate([...path, ...rest], part) }
}

function joinPaths(front: string, rest: string): string {
  return rest === '' || rest.startsWith('[') ? front + rest : `${front}.${rest}`
}
