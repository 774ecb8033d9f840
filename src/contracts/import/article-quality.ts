/** The quality that an article's contract asks for: what names a measure becomes a rule, the rest is kept as words. */
import type { LibraryRule, QualityRule } from '../odcs/quality.ts'
import type { SchemaProperty } from '../odcs/schema.ts'
import { type Mapping, type NoteBook, text } from './imported.ts'

const OPERATORS = {
  '>': 'mustBeGreaterThan',
  '>=': 'mustBeGreaterOrEqualTo',
  '≥': 'mustBeGreaterOrEqualTo',
  '<': 'mustBeLessThan',
  '<=': 'mustBeLessOrEqualTo',
  '≤': 'mustBeLessOrEqualTo',
  '=': 'mustBe',
  '==': 'mustBe',
} as const

/** Rules of the whole object; those that hold for each column are put there. */
export function readQuality(quality: Mapping, properties: SchemaProperty[], notes: NoteBook): QualityRule[] {
  return Object.entries(quality).flatMap(([name, given]): QualityRule[] => {
    const at = `quality.${name}`
    switch (name) {
      case 'completeness': {
        const share = readShare(spelt(given))
        if (share === undefined) break
        notes.assumed(at, 'no column is named, so it is asked of every one')
        askCompleteness(share, properties)
        return []
      }
      case 'uniqueness': {
        const names = readColumns(given, properties)
        if (names === undefined) break
        if (names.length > 1) notes.assumed(at, `${names.join(', ')} are taken together as one key`)
        return [{ type: 'library', metric: 'duplicateValues', mustBe: 0, arguments: { properties: names } }]
      }
      case 'row_count':
      case 'volume':
      case 'rows': {
        const rule = readRowCount(spelt(given))
        if (rule !== undefined) return [rule]
      }
    }
    notes.unmeasured(at, `nothing says how ${name} is measured; it is kept as words`)
    return [{ type: 'text', name, description: `${name} ${spelt(given)}` }]
  })
}

const spelt = (given: unknown): string => text(given) ?? JSON.stringify(given)

interface Share {
  readonly percent: number
  readonly strict: boolean
}

function askCompleteness({ percent, strict }: Share, properties: SchemaProperty[]): void {
  const nulls = Number((100 - percent).toFixed(6))
  const limit = strict ? { mustBeLessThan: nulls } : { mustBeLessOrEqualTo: nulls }
  for (const property of properties)
    property.quality = [...(property.quality ?? []), { type: 'library', metric: 'nullValues', unit: 'percent', ...limit }]
}

/** `> 99%`, `>= 0.99`, `99`. */
function readShare(written: string): Share | undefined {
  const [, operator, digits, sign] = /^(>=?|≥)?\s*(\d+(?:\.\d+)?)\s*(%?)$/.exec(written) ?? []
  if (digits === undefined) return undefined
  const percent = sign === '' && Number(digits) <= 1 ? Number(digits) * 100 : Number(digits)
  // "> 100 %" can only mean all of them.
  return percent <= 100 ? { percent, strict: operator === '>' && percent < 100 } : undefined
}

/** `order_id`, `[shop, order_id]`; undefined where any of it is no column. */
function readColumns(given: unknown, properties: readonly SchemaProperty[]): string[] | undefined {
  const names = (Array.isArray(given) ? given : [given]).map(text)
  const areColumns = names.every((name): name is string => properties.some((property) => property.name === name))
  return names.length > 0 && areColumns ? names : undefined
}

/** `> 1000`, `<= 5,000 rows`; a bare number says neither at least nor at most, nor exactly. */
function readRowCount(written: string): LibraryRule | undefined {
  const [, operator, digits] = /^(>=?|≥|<=?|≤|==?)\s*(\d{1,3}(?:[,_]\d{3})+|\d+)(?:\s*rows?)?$/i.exec(written) ?? []
  if (operator === undefined || digits === undefined) return undefined
  return { type: 'library', metric: 'rowCount', [OPERATORS[operator as keyof typeof OPERATORS]]: Number(digits.replace(/[,_]/g, '')) }
}
