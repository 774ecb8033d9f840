/** What becomes of a file of another kind: a contract of the standard, and what nobody should have to find out alone. */
import { MeshError } from '../../core/errors.ts'
import { isMapping } from '../document/path.ts'
import { Contract } from '../odcs/contract.ts'
import type { SchemaProperty } from '../odcs/schema.ts'

export interface Note {
  /** `assumed`: a choice that the file did not make. `unmeasured`: a promise nobody can check. `left-out`: it has no place in the standard. */
  readonly kind: 'assumed' | 'unmeasured' | 'left-out'
  /** Where it stood in the file that was read. */
  readonly from: string
  readonly text: string
}

export interface Imported {
  readonly contract: Contract
  readonly notes: readonly Note[]
}

export interface NoteBook {
  readonly all: readonly Note[]
  readonly assumed: (from: string, text: string) => void
  readonly unmeasured: (from: string, text: string) => void
  readonly leftOut: (from: string, text: string) => void
}

export function openNoteBook(): NoteBook {
  const all: Note[] = []
  const note = (kind: Note['kind']) => (from: string, text: string) => {
    if (!all.some((each) => each.kind === kind && each.from === from && each.text === text)) all.push({ kind, from, text })
  }
  return { all, assumed: note('assumed'), unmeasured: note('unmeasured'), leftOut: note('left-out') }
}

export type Mapping = Readonly<Record<string, unknown>>

export function mapping(value: unknown): Mapping {
  return isMapping(value) ? value : {}
}

export function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

export function noteOthers(value: Mapping, known: readonly string[], at: string, notes: NoteBook): void {
  for (const key of Object.keys(value))
    if (!known.includes(key)) notes.leftOut(at === '' ? key : `${at}.${key}`, 'it has no place in the standard that is known here')
}

/** The importer's own promise: what it writes is valid. Throws CONTRACT_INVALID with the first reason why the input cannot become a contract. */
export function validated(draft: unknown, notes: NoteBook): Imported {
  const parsed = Contract.safeParse(draft)
  if (parsed.success) return { contract: parsed.data, notes: notes.all }
  const [issue] = parsed.error.issues
  const at = issue?.path.join('.') ?? ''
  throw new MeshError(
    'CONTRACT_INVALID',
    `the file cannot be turned into a contract: ${at}: ${issue?.message ?? 'unreadable'}`,
    undefined,
    { cause: parsed.error },
  )
}

export function refuse(problem: string, hint: string): never {
  throw new MeshError('CONTRACT_INVALID', problem, hint)
}

const TYPES: readonly (readonly [RegExp, NonNullable<SchemaProperty['logicalType']>])[] = [
  [/^(string|str|text|n?varchar.*|char.*|uuid|bytes|binary|email|url|enum)$/, 'string'],
  [/^(int|integer|long|bigint|smallint|tinyint|int\d+)$/, 'integer'],
  [/^(number|numeric|decimal|float|double|real|money)(\(.*\))?$/, 'number'],
  [/^bool(ean)?$/, 'boolean'],
  [/^(timestamp.*|datetime)$/, 'timestamp'],
  [/^date$/, 'date'],
  [/^time$/, 'time'],
  [/^(array|list)(<.*>)?$/, 'array'],
  [/^(object|record|struct|map|json|variant)(<.*>)?$/, 'object'],
]

export function logicalTypeOf(type: string): SchemaProperty['logicalType'] {
  return TYPES.find(([pattern]) => pattern.test(type.trim().toLowerCase()))?.[1]
}

/** A name made of letters, digits, `-` and `_`. */
export function slug(name: string): string {
  return name
    .trim()
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
}
