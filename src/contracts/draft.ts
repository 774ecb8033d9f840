/** A first contract for a dataset that nobody has described yet, from what its source tells: for `meshwatch init`. */
import type { DatasetFacts, FieldFacts } from '../core/connector.ts'
import type { DatasetRef } from '../core/dataset.ts'
import type { DomainId } from '../core/names.ts'
import { slug } from './import/imported.ts'
import type { Remarks } from './import/print-contract.ts'
import type { Contract } from './odcs/contract.ts'
import type { SchemaProperty } from './odcs/schema.ts'
import type { Server } from './odcs/servers.ts'

export interface DraftOptions {
  readonly domain: DomainId
  /** Name of the configured source. */
  readonly source: string
}

export interface Draft {
  readonly contract: Contract
  /** What is left for the owner to say, for the printer. */
  readonly remarks: Remarks
  /** Name of the file, without folder. */
  readonly file: string
}

/** Types and nullability are taken over; a key is not guessed, and nothing is promised in the owner's name. */
export function draftContract(ref: DatasetRef, facts: DatasetFacts, { domain, source }: DraftOptions): Draft {
  const name = slug(ref.name) || 'dataset'
  const time = guessTimeField(facts.fields)
  const custom = [
    ...(time === undefined ? [] : [{ property: 'meshwatch.timeField', value: time.name }]),
    ...(ref.partition === undefined ? [] : [{ property: 'meshwatch.partition', value: ref.partition }]),
    ...(ref.delimiter === undefined ? [] : [{ property: 'meshwatch.delimiter', value: ref.delimiter }]),
  ]
  const contract: Contract = {
    apiVersion: 'v3.1.0',
    kind: 'DataContract',
    id: `${slug(domain)}-${name}`,
    name: ref.name,
    version: '0.1.0',
    status: 'active',
    domain,
    servers: [serverOf(ref, source)],
    schema: [
      {
        name: ref.name,
        physicalName: ref.path ?? ref.name,
        physicalType: ref.path === undefined ? 'table' : 'file',
        ...(custom.length > 0 && { customProperties: custom }),
        properties: facts.fields.map(propertyOf),
      },
    ],
  }
  const object = ['schema', 0]
  return {
    contract,
    file: `${name}.odcs.yaml`,
    remarks: {
      head: `Drafted from ${source}. Read it once: what stands here is watched and what breaks it is told.`,
      at: [
        ...(time === undefined
          ? []
          : [
              {
                path: [...object, 'customProperties', 0],
                text: 'Guessed from its name: when a row happened. Rows are counted per day of it.',
              },
            ]),
        {
          path: [...object, 'properties', 0],
          text: 'primaryKey and unique are not guessed: set primaryKey: true where no two rows may be the same.',
        },
      ],
      tail: hints(time),
    },
  }
}

function serverOf({ path, format, database, schema }: DatasetRef, source: string): Server {
  if (path !== undefined) return { server: source, type: 'local', path, format: format ?? 'csv' }
  return { server: source, type: 'custom', ...(database !== undefined && { database }), ...(schema !== undefined && { schema }) }
}

function propertyOf({ name, type, logicalType, nullable }: FieldFacts): SchemaProperty {
  return { name, logicalType, physicalType: type, ...(!nullable && { required: true }) }
}

const EVENT_NAMES = [
  /^(occurred|happened|event)/i,
  /^(created|placed|ordered|captured|received)/i,
  /(^|_)(at|time|timestamp)$/i,
  /(^|_)(date|day)$/i,
]
const TOUCHED = /updat|modif|chang/i

/** A date or timestamp whose name speaks of an event; never one that moves when a row is touched. */
function guessTimeField(fields: readonly FieldFacts[]): FieldFacts | undefined {
  const moments = fields.filter(({ name, logicalType }) => (logicalType === 'timestamp' || logicalType === 'date') && !TOUCHED.test(name))
  for (const pattern of EVENT_NAMES) {
    const found = moments.find(({ name }) => pattern.test(name))
    if (found !== undefined) return found
  }
  return moments.length === 1 ? moments[0] : undefined
}

function hints(time: FieldFacts | undefined): string {
  const element = time === undefined ? [] : [`    element: ${time.name}`]
  return [
    'Say who owns it, where they are told, and what they promise:',
    'team:',
    '  name: your team',
    '  members:',
    '    - { username: someone, role: Owner }',
    'support:',
    "  - { channel: '#your-channel', tool: slack, scope: issues }",
    'slaProperties:',
    '  - property: latency',
    '    value: 1',
    '    unit: d',
    ...element,
  ].join('\n')
}
