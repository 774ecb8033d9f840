/** What the contract promises of fields, held against what is there. */
import type { DatasetFacts, FieldFacts } from '../../core/connector.ts'
import type { Field, LogicalType } from '../../core/dataset.ts'
import type { SchemaParams } from '../../core/questions.ts'
import type { Change } from './changes.ts'
import { NO_TYPE } from './shape.ts'

export function brokenPromises({ fields, closed }: SchemaParams, facts: DatasetFacts): readonly Change[] {
  const live = new Map(facts.fields.map((field) => [field.name, field]))
  const missing = fields
    .filter(({ physicalName, optional }) => !optional && !live.has(physicalName))
    .map(({ physicalName }) => ({
      code: 'column-missing',
      words: `${physicalName} is promised and not there${spelledElse(physicalName, facts)}`,
      fields: [physicalName],
      breaking: true,
    }))
  const retyped = fields.flatMap((field) => {
    const found = live.get(field.physicalName)
    return found && !fits(field, found, facts) ? [wrongType(field, found)] : []
  })
  const promised = new Set(fields.map(({ physicalName }) => physicalName))
  const extra = closed ? facts.fields.filter(({ name }) => !promised.has(name)) : []
  const unannounced = extra.map(({ name }) => ({
    code: 'column-unannounced',
    words: `${name} is there and not in the contract, which is closed`,
    fields: [name],
    breaking: true,
  }))
  return [...missing, ...retyped, ...unannounced]
}

/** Names are told apart by case, as readers do who quote them; where only the case differs, that is said. */
function spelledElse(name: string, { fields }: DatasetFacts): string {
  const other = fields.find((field) => field.name.toLowerCase() === name.toLowerCase())
  return other ? `; the source spells it ${other.name}` : ''
}

/**
 * A change that leads to what the contract says is no surprise, and what counts as a broken promise already is not said twice.
 * A promise that gives no type announces none.
 */
export function isAnnounced({ code, fields }: Change, params: SchemaParams, broken: readonly Change[]): boolean {
  const [name = '', to = ''] = fields
  const promised = (wanted: string) => params.fields.find(({ physicalName }) => physicalName === wanted)
  const isBroken = broken.some((promise) => promise.fields.includes(name))
  switch (code) {
    case 'column-added':
      return promised(name) !== undefined || isBroken
    case 'column-removed':
      return promised(name)?.optional === true || isBroken
    case 'column-renamed':
      return promised(name) === undefined && promised(to) !== undefined
    case 'type-changed':
    case 'type-widened':
      return isBroken || promised(name)?.logicalType !== undefined || promised(name)?.physicalType !== undefined
    default:
      return false
  }
}

/** Types that a reader of the promised one can read. */
const READABLE_AS: Readonly<Partial<Record<LogicalType, readonly LogicalType[]>>> = {
  number: ['integer'],
  timestamp: ['date'],
  object: ['string', 'array'],
  array: ['string', 'object'],
}

function fits({ logicalType, physicalType }: Field, found: FieldFacts, facts: DatasetFacts): boolean {
  if (found.type === NO_TYPE) return true
  // Everything in a text file is text; what it looks like is a guess.
  if (
    facts.format !== undefined &&
    (logicalType === 'string' || logicalType === 'boolean' || logicalType === 'object' || logicalType === 'array')
  )
    return true
  if (logicalType !== undefined && logicalType !== found.logicalType && !READABLE_AS[logicalType]?.includes(found.logicalType)) return false
  return (
    physicalType === undefined || facts.format !== undefined || logicalType !== undefined || baseType(physicalType) === baseType(found.type)
  )
}

function baseType(type: string): string {
  return type.toLowerCase().replace(/\(.*$/, '').trim()
}

function wrongType({ physicalName, logicalType, physicalType }: Field, found: FieldFacts): Change {
  const words = `${physicalName} is ${found.type.toLowerCase()}; promised is ${logicalType ?? physicalType ?? 'another type'}`
  return { code: 'type-broken', words, fields: [physicalName], breaking: true }
}
