/**
 * The contract schema for editors, made from the schema that reads the files. What zod checks between keys (options of a logical type)
 * is said here once more in JSON Schema's words, as far as it helps while typing.
 */
import * as z from 'zod'
import { Contract } from './odcs/contract.ts'
import { LogicalType, noOptions, optionsOf } from './odcs/logical-types.ts'
import { SchemaItem, SchemaProperty } from './odcs/schema.ts'

type Fragment = z.core.JSONSchema.BaseSchema

const dialect = { target: 'draft-7', io: 'input', unrepresentable: 'any' } as const
const narrowed: readonly unknown[] = [SchemaProperty, SchemaItem]

/** JSON Schema draft 7, which is what YAML plug-ins of editors understand. */
export function contractJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(Contract, {
    ...dialect,
    override: ({ zodSchema, jsonSchema }) => {
      if (narrowed.includes(zodSchema)) jsonSchema.allOf = optionsByLogicalType()
    },
  })
  return { $schema, title: 'ODCS data contract, as meshwatch reads it', ...schema }
}

function optionsByLogicalType(): Fragment[] {
  const typed = LogicalType.options.map((type) =>
    whenever(
      { properties: { logicalType: { const: type } }, required: ['logicalType'] },
      {
        logicalTypeOptions: fragment(optionsOf[type]),
        ...(type !== 'object' && { properties: false }),
        ...(type !== 'array' && { items: false }),
      },
    ),
  )
  return [whenever({ not: { required: ['logicalType'] } }, { logicalTypeOptions: fragment(noOptions) }), ...typed]
}

function whenever(condition: Fragment, properties: Record<string, Fragment | boolean>): Fragment {
  // biome-ignore lint/suspicious/noThenProperty: it is a word of JSON Schema.
  return { if: condition, then: { properties } }
}

function fragment(schema: z.ZodType): Fragment {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, dialect)
  return rest
}
