/** The reference of `meshwatch.yaml`, made from the schema that reads it: a table for people, a JSON Schema for editors. */
import * as z from 'zod'
import type { Kinds } from './adapters.ts'
import { configSchema } from './schema.ts'
import { isBoolean, isNumber, isSecret, unwrap } from './schema-shape.ts'

interface Row {
  readonly key: string
  readonly meaning: string
}

export function configTable(): string {
  const rows = rowsOf(configSchema, '').map(({ key, meaning }) => `| \`${key}\` | ${meaning} |`)
  return ['| key | what it says (and what holds without it) |', '|---|---|', ...rows].join('\n')
}

function rowsOf(schema: unknown, front: string): readonly Row[] {
  const inner = unwrap(schema)
  if (inner instanceof z.ZodUnion) return inner.def.options.flatMap((option) => rowsOf(option, front))
  if (inner instanceof z.ZodRecord) return rowsOf(inner.def.valueType, `${front}<name>.`)
  if (inner instanceof z.ZodArray) return rowsOf(inner.def.element, front.replace(/\.$/, '[].'))
  if (!(inner instanceof z.ZodObject)) return []
  return Object.entries(inner.shape as z.ZodRawShape).flatMap(([name, value]) => {
    const key = `${front}${name}`
    const also = isSecretText(value) ? `; a secret, also as \`${name}File\`` : ''
    return [{ key, meaning: `${(value as z.ZodType).description ?? ''}${also}` }, ...rowsOf(value, `${key}.`)]
  })
}

/** A section with the own keys of each kind of adapter. The schemas are handed in: nothing here knows an adapter. */
export function adapterSection(title: string, kinds: Kinds): string {
  const tables = [...kinds].flatMap(([kind, schema]) => {
    const inner = unwrap(schema)
    const shape: z.ZodRawShape = inner instanceof z.ZodObject ? inner.shape : {}
    return [
      `### \`type: ${kind}\``,
      [
        '| key | value | what it says (and what holds without it) |',
        '|---|---|---|',
        ...rowsOf(schema, '').map(({ key, meaning }) => `| \`${key}\` | ${valueWords(shape[key])} | ${meaning} |`),
      ].join('\n'),
    ]
  })
  return [`## ${title}`, ...tables].join('\n\n')
}

function valueWords(schema: unknown): string {
  const isNeeded = schema !== undefined && !z.safeParse(schema as z.ZodType, undefined).success
  return `${kindOfValue(schema)}${isNeeded ? ', needed' : ''}`
}

function kindOfValue(schema: unknown): string {
  const inner = unwrap(schema)
  if (inner instanceof z.ZodEnum) return inner.options.join(', ')
  if (inner instanceof z.ZodRecord) return 'a mapping'
  if (inner instanceof z.ZodArray) return 'a list'
  if (isBoolean(inner)) return 'true or false'
  return isNumber(inner) ? 'a number' : 'text'
}

type Fragment = z.core.JSONSchema.BaseSchema

/** JSON Schema draft 7, which is what YAML plug-ins of editors understand. The keys of single adapters are left open. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(configSchema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (isSecretText(zodSchema)) jsonSchema.type = 'string'
      if (zodSchema instanceof z.ZodObject) addSecretFiles(zodSchema, jsonSchema)
    },
  })
  return { $schema, title: 'meshwatch.yaml', ...schema }
}

function addSecretFiles(schema: z.ZodObject, json: Fragment): void {
  for (const [key, value] of Object.entries(schema.shape as z.ZodRawShape)) {
    if (!isSecretText(value)) continue
    json.properties = { ...json.properties, [`${key}File`]: { type: 'string', description: `file that holds ${key}` } }
    if (json.required?.includes(key)) {
      json.required = json.required.filter((name) => name !== key)
      json.anyOf = [{ required: [key] }, { required: [`${key}File`] }]
    }
  }
}

/** A secret and nothing else: the store may be a mapping as well. */
function isSecretText(schema: unknown): boolean {
  return isSecret(schema) && !(unwrap(schema) instanceof z.ZodUnion)
}
