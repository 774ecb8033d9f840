/** What a zod schema says about the places of a document: which keys, which are secrets, which hold numbers. */
import * as z from 'zod'
import { Secret } from '../core/secret.ts'

/** A schema without what wraps it: optional, default, nullable, and the transformation after it. */
export function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodPipe) return unwrap(schema.def.in instanceof z.ZodTransform ? schema.def.out : schema.def.in)
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly
  )
    return unwrap(schema.def.innerType)
  return schema
}

/** The schemas that a place may have: more than one only below a union. */
function branches(schema: unknown): readonly unknown[] {
  const inner = unwrap(schema)
  return inner instanceof z.ZodUnion ? inner.def.options.flatMap(branches) : [inner]
}

/** The schema of what stands at a key or list position; undefined where nothing is known about it. */
export function schemaBelow(schema: unknown, step: string | number): unknown {
  for (const branch of branches(schema)) {
    if (branch instanceof z.ZodObject && Object.hasOwn(branch.shape, step)) return branch.shape[step]
    if (branch instanceof z.ZodRecord) return branch.def.valueType
    if (branch instanceof z.ZodArray) return branch.def.element
  }
  return undefined
}

/** The keys that may be written at a place, `<key>File` of secrets included. */
export function keysOf(schema: unknown): readonly string[] {
  const shapes = branches(schema).flatMap((branch) => (branch instanceof z.ZodObject ? [branch.shape as z.ZodRawShape] : []))
  return shapes.flatMap((shape) => Object.entries(shape).flatMap(([key, type]) => (isSecret(type) ? [key, `${key}File`] : [key])))
}

/** Whether a Secret may stand there: known by asking, since zod forgets the class when a schema is described or refined. */
export function isSecret(schema: unknown): boolean {
  return branches(schema).some((branch) => branch instanceof z.ZodCustom && accepts(branch, SAMPLE) && !accepts(branch, ''))
}

export function isNumber(schema: unknown): boolean {
  return branches(schema).every((branch) => branch instanceof z.ZodNumber)
}

export function isBoolean(schema: unknown): boolean {
  return branches(schema).every((branch) => branch instanceof z.ZodBoolean)
}

export function isMappingSchema(schema: unknown): boolean {
  return branches(schema).some((branch) => branch instanceof z.ZodObject || branch instanceof z.ZodRecord)
}

const SAMPLE = new Secret('')
const accepts = (schema: z.ZodCustom, value: unknown): boolean => schema._zod.def.fn?.(value) === true
