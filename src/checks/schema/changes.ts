/** What differs between two shapes, and what of it breaks a reader. */
import { distance } from 'fastest-levenshtein'
import { type FieldShape, NO_TYPE, type Shape } from './shape.ts'

export interface Change {
  readonly code: string
  readonly words: string
  readonly fields: readonly string[]
  /** Readers of the former shape fail or read something else. */
  readonly breaking: boolean
}

export function changesBetween(before: Shape, now: Shape): readonly Change[] {
  const removed = before.fields.filter(({ name }) => !now.fields.some((field) => field.name === name))
  const added = now.fields.filter(({ name }) => !before.fields.some((field) => field.name === name))
  const renames = pairRenames(removed, added, before, now)
  const gone = removed.filter((field) => !renames.some(([from]) => from === field))
  const fresh = added.filter((field) => !renames.some(([, to]) => to === field))
  return [
    ...writing(before, now),
    ...renames.map(([from, to]) => ({
      code: 'column-renamed',
      words: `${from.name} was renamed to ${to.name}`,
      fields: [from.name, to.name],
      breaking: true,
    })),
    ...gone.map(({ name }) => ({ code: 'column-removed', words: `${name} was removed`, fields: [name], breaking: true })),
    ...before.fields.flatMap((old) => fieldChanges(old, now)),
    ...formatChanges(before, now),
    ...fresh.map(({ name, type }) => ({
      code: 'column-added',
      words: `${name} ${type === NO_TYPE ? '(still empty)' : `(${type.toLowerCase()})`} was added`,
      fields: [name],
      breaking: false,
    })),
  ]
}

function writing(before: Shape, now: Shape): readonly Change[] {
  const changes: Change[] = []
  if (before.delimiter !== undefined && now.delimiter !== undefined && before.delimiter !== now.delimiter) {
    const words = `the file is delimited by ${spellSign(now.delimiter)} instead of ${spellSign(before.delimiter)}: a reader that expects ${spellSign(before.delimiter)} sees one column`
    changes.push({ code: 'delimiter-changed', words, fields: [], breaking: true })
  }
  if (before.header !== undefined && now.header !== undefined && before.header !== now.header) {
    changes.push({
      code: 'header-changed',
      words: now.header ? 'the file has a header now' : 'the file has no header any more',
      fields: [],
      breaking: true,
    })
  }
  return changes
}

function fieldChanges(old: FieldShape, now: Shape): readonly Change[] {
  const field = now.fields.find(({ name }) => name === old.name)
  if (!field || old.type === NO_TYPE || field.type === NO_TYPE) return []
  if (field.type !== old.type) {
    const widened = isWider(old, field)
    const code = field.logicalType === old.logicalType ? 'type-detail-changed' : widened ? 'type-widened' : 'type-changed'
    const words = `${old.name} changed from ${old.type.toLowerCase()} to ${field.type.toLowerCase()}`
    return [{ code, words, fields: [old.name], breaking: code === 'type-changed' || isShorter(old.type, field.type) }]
  }
  if (!old.nullable && field.nullable)
    return [{ code: 'nullable', words: `${old.name} may be null now`, fields: [old.name], breaking: false }]
  return []
}

/** Whoever read the old type can read the new one, at most with less precision. */
function isWider(old: FieldShape, now: FieldShape): boolean {
  return (old.logicalType === 'integer' && now.logicalType === 'number') || (old.logicalType === 'date' && now.logicalType === 'timestamp')
}

/** `varchar(50)` to `varchar(20)`, `bigint` to `integer`, `numeric(12,2)` to `numeric(10,2)`: what fitted may fit no more. */
function isShorter(before: string, now: string): boolean {
  const [old, next] = [roomOf(before), roomOf(now)]
  return old.family === next.family && old.room.some((room, index) => (next.room[index] ?? 0) < room)
}

/** How much a type holds: bits, characters, or digits before and after the point. Types of one family can be compared. */
function roomOf(type: string): { readonly family: string; readonly room: readonly number[] } {
  const [, name = '', size, scale = '0'] = /^([^(]*?)\s*(?:\((\d+)(?:,\s*(\d+))?\))?$/.exec(type.toLowerCase()) ?? []
  const bits = BITS.get(name)
  if (bits !== undefined) return { family: bits < FRACTIONS ? 'whole' : 'fraction', room: [bits] }
  const isDecimal = name === 'numeric' || name === 'decimal'
  const [unlimited, digits] = [Number.POSITIVE_INFINITY, Number(size)]
  if (isDecimal) return { family: 'decimal', room: size === undefined ? [unlimited, unlimited] : [digits - Number(scale), Number(scale)] }
  return { family: TEXTS.has(name) ? 'text' : name, room: [size === undefined ? unlimited : digits] }
}

const FRACTIONS = 1_000
const BITS: ReadonlyMap<string, number> = new Map([
  ['tinyint', 8],
  ['smallint', 16],
  ['integer', 32],
  ['bigint', 64],
  ['hugeint', 128],
  ['real', FRACTIONS + 32],
  ['float', FRACTIONS + 32],
  ['double', FRACTIONS + 64],
  ['double precision', FRACTIONS + 64],
])
const TEXTS: ReadonlySet<string> = new Set(['varchar', 'character varying', 'text', 'string'])

function formatChanges(before: Shape, now: Shape): readonly Change[] {
  return Object.entries(now.formats).flatMap(([field, format]) => {
    const old = before.formats[field]
    if (old === undefined || old === format) return []
    const words = `${field} is written ${spellFormat(format)} instead of ${spellFormat(old)}`
    return [{ code: 'format-changed', words, fields: [field], breaking: true }]
  })
}

type Rename = readonly [FieldShape, FieldShape]

/** A field that went and one that came are one when they look alike: same kind of type, and the same place or a similar name. The most alike first. */
function pairRenames(removed: readonly FieldShape[], added: readonly FieldShape[], before: Shape, now: Shape): readonly Rename[] {
  const alike = removed
    .flatMap((old) => added.map((field) => ({ old, field, unlikeness: unlikeness(old, field, before, now) })))
    .filter(({ old, field }) => field.logicalType === old.logicalType || field.type === NO_TYPE || old.type === NO_TYPE)
    .filter((pair) => pair.unlikeness <= MOST_UNLIKE)
    .sort((a, b) => a.unlikeness - b.unlikeness)
  const taken = new Set<FieldShape>()
  const pairs = alike.flatMap(({ old, field }) => {
    if (taken.has(old) || taken.has(field)) return []
    taken.add(old).add(field)
    return [[old, field] as const]
  })
  return pairs.sort(([a], [b]) => removed.indexOf(a) - removed.indexOf(b))
}

const MOST_UNLIKE = 0.5

function unlikeness(old: FieldShape, field: FieldShape, before: Shape, now: Shape): number {
  const [a, b] = [old.name.toLowerCase(), field.name.toLowerCase()]
  const contained = a.length > 2 && b.length > 2 && (a.includes(b) || b.includes(a))
  const byName = contained ? 0.2 : distance(a, b) / Math.max(a.length, b.length)
  const samePlace = before.fields.indexOf(old) === now.fields.indexOf(field) && before.fields.length === now.fields.length
  return samePlace ? byName * 0.6 : byName
}

function spellSign(sign: string): string {
  const names: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar', ' ': 'blank' }
  return names[sign] ?? `“${sign}”`
}

/** Shapes have one letter for all letters; the one amid digits is the T of a timestamp. */
function spellFormat(format: string): string {
  return format.replace(/(?<=9)a(?=9)/g, 'T')
}
