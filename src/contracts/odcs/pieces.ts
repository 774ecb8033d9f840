/** What every section of a contract is built from. Source: ODCS v3.1.0 JSON schema (draft 2019-09), `$defs`. */
import * as z from 'zod'

type Optional<S extends z.ZodRawShape> = { [K in keyof S]: z.ZodExactOptional<S[K]> }

/** Makes the keys of a shape optional in the way of a file: absent, never `undefined`. */
export function optional<S extends z.ZodRawShape>(shape: S): Optional<S> {
  return Object.fromEntries(Object.entries(shape).map(([key, schema]) => [key, z.exactOptional(schema)])) as Optional<S>
}

/** A mapping that allows exactly these keys; the first are required. */
export function section<R extends z.ZodRawShape, O extends z.ZodRawShape>(required: R, rest: O) {
  return z.strictObject({ ...required, ...optional(rest) })
}

export const text = z.string()
export const whole = z.int()
export const flag = z.boolean()
export const texts = z.array(text)

/** Any value at all, but there must be one: a key with nothing behind it holds null. */
export const AnyValue = z.unknown().refine((value) => value !== undefined)
export const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
export type Scalar = z.infer<typeof Scalar>

/** An id that other parts of a contract refer to. */
export const StableId = z.string().regex(/^[A-Za-z0-9_-]+$/, 'an id has only letters, digits, "_" and "-"')

/** An absolute URI (RFC 3986), in which `{model}` may stand for a part, as the standard's own examples write it. */
export const Uri = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z\d+.-]*:(?:[\w\-.~:/?#[\]@!$&'()*+,;={}]|%[\dA-Fa-f]{2})+$/,
    'expected an address with a scheme, like s3://bucket/path or https://host/path',
  )

const calendarDate = z.regexes.date.source.slice(1, -1)
const clock = '(?:[01]\\d|2[0-3]):[0-5]\\d:(?:[0-5]\\d|60)(?:\\.\\d+)?(?:[Zz]|[+-](?:[01]\\d|2[0-3])(?::?[0-5]\\d)?)'

export const IsoDate = z.string().regex(z.regexes.date, 'expected a date like 2026-11-20')
/** A point in time with its offset (RFC 3339). */
export const IsoDateTime = z
  .string()
  .regex(new RegExp(`^${calendarDate}[Tt\\s]${clock}$`), 'expected a time with its offset, like 2026-11-20T09:30:00Z')

export const CustomProperty = section({ property: text, value: AnyValue }, { id: StableId, description: text }).meta({
  id: 'CustomProperty',
  description: 'A key and a value that the standard does not define.',
})
export type CustomProperty = z.infer<typeof CustomProperty>
export const customProperties = z.array(CustomProperty)

export const AuthoritativeDefinition = section({ url: text, type: text }, { id: StableId, description: text }).meta({
  id: 'AuthoritativeDefinition',
  description: 'A link to where more is said: a catalog, a runbook, an implementation.',
})
export type AuthoritativeDefinition = z.infer<typeof AuthoritativeDefinition>
export const authoritativeDefinitions = z.array(AuthoritativeDefinition)
