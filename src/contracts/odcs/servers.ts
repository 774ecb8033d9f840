/**
 * Where the data lives. Each type has its own keys; none of them is a credential. Those stand in the source of the same name in
 * meshwatch.yaml.
 */
import * as z from 'zod'
import { Role } from './people.ts'
import { customProperties, StableId, section, text, Uri, whole } from './pieces.ts'

const anyServer = { id: StableId, description: text, environment: text, roles: z.array(Role), customProperties }

function server<T extends string, R extends z.ZodRawShape, O extends z.ZodRawShape>(type: T, required: R, rest: O) {
  return section({ server: text, type: z.literal(type), ...required }, { ...anyServer, ...rest })
}

const host = text
const port = whole
const database = text
const schema = text
const catalog = text
const format = text
const delimiter = text
const location = Uri
const project = text
const account = text
const region = text

export const Server = z
  .discriminatedUnion('type', [
    server('api', { location }, {}),
    server('athena', { stagingDir: Uri, schema }, { catalog, regionName: text }),
    server('azure', { location, format }, { delimiter }),
    server('bigquery', { project, dataset: text }, {}),
    server('clickhouse', { host, port, database }, {}),
    server('cloudsql', { host, port, database, schema }, {}),
    server('databricks', { catalog, schema }, { host }),
    server('db2', { host, port, database }, { schema }),
    server('denodo', { host, port }, { database }),
    server('dremio', { host, port }, { schema }),
    server('duckdb', { database }, { schema }),
    server('glue', { account, database }, { location, format }),
    server('hive', { host, database }, { port }),
    server('impala', { host, database }, { port }),
    server('informix', { host, database }, { port }),
    server('kafka', { host }, { format }),
    server('kinesis', {}, { region, format }),
    server('local', { path: text, format }, {}),
    server('mysql', { host, port, database }, {}),
    server('oracle', { host, port, serviceName: text }, {}),
    server('postgres', { host, port, database, schema }, {}),
    server('postgresql', { host, port, database, schema }, {}),
    server('presto', { host }, { catalog, schema }),
    server('pubsub', { project }, {}),
    server('redshift', { database, schema }, { host, region, account }),
    server('s3', { location }, { endpointUrl: Uri, format, delimiter }),
    server('sftp', { location: Uri.regex(/^sftp:\/\//, 'expected an address that begins with sftp://') }, { format, delimiter }),
    server('snowflake', { account, database, schema }, { host, port, warehouse: text }),
    server('sqlserver', { host, database, schema }, { port }),
    server('synapse', { host, port, database }, {}),
    server('trino', { host, port, catalog, schema }, {}),
    server('vertica', { host, port, database, schema }, {}),
    server('zen', { host, database }, { port }),
    server(
      'custom',
      {},
      {
        account,
        catalog,
        database,
        dataset: text,
        delimiter,
        endpointUrl: Uri,
        format,
        host,
        location,
        path: text,
        port,
        project,
        region,
        regionName: text,
        schema,
        serviceName: text,
        stagingDir: text,
        warehouse: text,
        stream: text,
      },
    ),
  ])
  .meta({ id: 'Server', description: 'Where the data lives. `server` names the source of meshwatch.yaml that holds the credentials.' })
export type Server = z.infer<typeof Server>
export type ServerType = Server['type']
