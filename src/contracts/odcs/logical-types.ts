/** The logical types of the standard, and the options that narrow each of them. */
import * as z from 'zod'
import { flag, optional, text, texts } from './pieces.ts'

export const LogicalType = z.enum(['string', 'date', 'timestamp', 'time', 'number', 'integer', 'object', 'array', 'boolean'])
export type LogicalType = z.infer<typeof LogicalType>

const count = z.int().min(0)
const options = <S extends z.ZodRawShape>(shape: S) => z.strictObject(optional(shape))

const moments = { format: text, maximum: text, exclusiveMaximum: text, minimum: text, exclusiveMinimum: text }
const zonedMoments = { ...moments, timezone: flag, defaultTimezone: text }
const number = z.number()
const numbers = {
  multipleOf: number.gt(0),
  maximum: number,
  exclusiveMaximum: number,
  minimum: number,
  exclusiveMinimum: number,
}

export const StringOptions = options({ minLength: count, maxLength: count, pattern: text, format: text })
export const DateOptions = options(moments)
export const TimestampOptions = options(zonedMoments)
export const IntegerOptions = options({
  ...numbers,
  format: z.enum(['i8', 'i16', 'i32', 'i64', 'i128', 'u8', 'u16', 'u32', 'u64', 'u128']),
})
export const NumberOptions = options({ ...numbers, format: z.enum(['f32', 'f64']) })
export const ObjectOptions = options({
  maxProperties: count,
  minProperties: count,
  required: texts.min(1).refine((names) => new Set(names).size === names.length, 'a property is named twice'),
})
export const ArrayOptions = options({ maxItems: count, minItems: count, uniqueItems: flag })

export interface LogicalTypeOptions {
  readonly string: z.infer<typeof StringOptions>
  readonly date: z.infer<typeof DateOptions>
  readonly timestamp: z.infer<typeof TimestampOptions>
  readonly time: z.infer<typeof TimestampOptions>
  readonly number: z.infer<typeof NumberOptions>
  readonly integer: z.infer<typeof IntegerOptions>
  readonly object: z.infer<typeof ObjectOptions>
  readonly array: z.infer<typeof ArrayOptions>
  /** The standard names no option of a boolean and refuses none. */
  readonly boolean: Readonly<Record<string, unknown>>
}

export const optionsOf: Readonly<Record<LogicalType, z.ZodType>> = {
  string: StringOptions,
  date: DateOptions,
  timestamp: TimestampOptions,
  time: TimestampOptions,
  number: NumberOptions,
  integer: IntegerOptions,
  object: ObjectOptions,
  array: ArrayOptions,
  boolean: z.looseObject({}),
}

export const isLogicalType = (word: unknown): word is LogicalType => typeof word === 'string' && Object.hasOwn(optionsOf, word)

/** Without a logical type there is nothing to narrow. */
export const noOptions = z.strictObject({})
