/** Contracts of the stories: a product with one dataset of its name, which has an id, a time and an amount. */
export interface Promises {
  readonly domain?: string
  readonly source?: 'lake' | 'warehouse' | 'ledger'
  /** Minutes that the newest row may be old. */
  readonly latency?: number
  /** A time of day, and the days as a cron expression. */
  readonly deadline?: { readonly by: string; readonly schedule?: string; readonly zone?: string }
  readonly fewestRows?: number
  readonly idRequired?: boolean
  readonly closed?: boolean
  /** Rows are counted per day of this field. */
  readonly timeField?: string
  readonly channel?: string
  readonly words?: Readonly<Record<string, unknown>>
  readonly dependsOn?: readonly string[]
}

export function contractOf(name: string, promises: Promises): string {
  const {
    domain = 'shop',
    source = 'lake',
    timeField,
    latency,
    deadline,
    fewestRows,
    idRequired = false,
    closed = false,
    channel,
    words = {},
    dependsOn,
  } = promises
  const element = `${name}.updated_at`
  return JSON.stringify({
    apiVersion: 'v3.1.0',
    kind: 'DataContract',
    id: name,
    name,
    version: '1.0.0',
    status: 'active',
    domain,
    team: { name: 'Shop', members: [{ username: 'shop-data-owner', role: 'Owner' }] },
    ...(channel === undefined ? {} : { support: [{ channel, tool: 'slack', scope: 'issues' }] }),
    servers: [
      source === 'lake'
        ? { server: 'lake', type: 'local', path: `${name}.csv`, format: 'csv' }
        : { server: source, type: 'duckdb', database: 'warehouse.duckdb' },
    ],
    customProperties: Object.entries({ ...words, ...(dependsOn ? { dependsOn } : {}) }).map(([property, value]) => word(property, value)),
    schema: [
      {
        name,
        customProperties: [...(closed ? [word('closed', true)] : []), ...(timeField === undefined ? [] : [word('timeField', timeField)])],
        quality: fewestRows === undefined ? [] : [{ metric: 'rowCount', mustBeGreaterOrEqualTo: fewestRows }],
        properties: [
          { name: 'id', logicalType: 'integer', required: idRequired },
          { name: 'updated_at', logicalType: 'timestamp' },
          { name: 'amount', logicalType: 'number' },
        ],
      },
    ],
    slaProperties: [
      ...(latency === undefined ? [] : [{ property: 'latency', value: latency, unit: 'min', element }]),
      ...(deadline === undefined
        ? []
        : [
            {
              property: 'timeOfAvailability',
              value: deadline.by,
              element,
              ...(deadline.zone === undefined ? {} : { valueExt: deadline.zone }),
              ...(deadline.schedule === undefined ? {} : { scheduler: 'cron', schedule: deadline.schedule }),
            },
          ]),
    ],
  })
}

function word(property: string, value: unknown) {
  return { property: `meshwatch.${property}`, value }
}
