/** The catalog: what is there, what may be read, and what changed since the last look. */
import { closest } from '../../contracts/document/closest.ts'
import type { Deadline } from '../../core/calendar/time.ts'
import type { DatasetFacts, Row } from '../../core/connector.ts'
import type { DatasetRef } from '../../core/dataset.ts'
import { quoteName } from '../sql-dialect.ts'
import { CATALOG_STATEMENT, DISCOVER_STATEMENT } from './catalog-statement.ts'
import { type Look, nextLook } from './changes.ts'
import type { PostgresConfig } from './config.ts'
import type { Connection } from './connection.ts'
import { PAGELESS } from './dialect.ts'
import { type Column, fieldFacts } from './field-facts.ts'

export interface Catalog {
  read(datasets: readonly DatasetRef[], until: Deadline): Promise<readonly DatasetFacts[]>
  discover(until: Deadline): Promise<readonly DatasetRef[]>
}

/** More datasets than this might not fit into one answer if they are wide; they are read in several. */
const MOST_AT_ONCE = 250

export function openCatalog(source: string, config: PostgresConfig, connection: Connection): Catalog {
  const looks = new Map<string, Look>()
  const schemaOf = (ref: DatasetRef): string => ref.schema ?? config.schema
  const keyOf = (ref: DatasetRef): string => JSON.stringify([schemaOf(ref), ref.name])

  async function readSome(datasets: readonly DatasetRef[], until: Deadline): Promise<readonly DatasetFacts[]> {
    const known = datasets.map((ref) => looks.get(keyOf(ref))?.oid ?? null)
    const names = [datasets.map(schemaOf), datasets.map((ref) => ref.name)].map((list) => list.map(withoutNul))
    const rows = await connection.query(CATALOG_STATEMENT, until, [...names, known])
    return datasets.map((ref, index) => {
      const row = rows[index] ?? {}
      if (row.oid === null) return missing(whatIsThere(ref, schemaOf(ref), row))
      const look = nextLook(looks.get(keyOf(ref)), Number(row.oid), row.changes === null ? null : Number(row.changes), Number(row.now))
      looks.set(keyOf(ref), look)
      return factsOf(row, schemaOf(ref), ref.name, look)
    })
  }

  return {
    async read(datasets, until) {
      const facts: DatasetFacts[] = []
      for (let at = 0; at < datasets.length; at += MOST_AT_ONCE)
        facts.push(...(await readSome(datasets.slice(at, at + MOST_AT_ONCE), until)))
      return facts
    },
    async discover(until) {
      const rows = await connection.query(DISCOVER_STATEMENT, until, [config.schema])
      return rows.map(({ name }) => ({ source, database: config.database, schema: config.schema, name: String(name) }))
    },
  }
}

function factsOf(row: Row, schema: string, name: string, look: Look): DatasetFacts {
  const fields = listIn<Column>(row.fields).map(fieldFacts)
  if (row.may_enter !== true) return refused(`the role has no USAGE on schema ${schema}`, fields)
  if (row.may_read !== true) return refused(`the role has no SELECT on ${schema}.${name}`, fields)
  const pageless = row.kind === 'v' || row.kind === 'f'
  return {
    state: 'present',
    relation: `${quoteName(schema)}.${quoteName(name)}${pageless ? PAGELESS : ''}`,
    fields,
    ...(look.changedAt === undefined ? {} : { changedAt: look.changedAt }),
    ...(row.estimate === null ? {} : { rows: { value: Number(row.estimate), exact: false } }),
  }
}

function whatIsThere(ref: DatasetRef, schema: string, row: Row): string {
  if (row.schema_exists !== true) return `schema ${schema} is not there`
  if (row.renamed_to !== null) return `${schema}.${ref.name} is not there; what it was is now called ${row.renamed_to}`
  const near = closest(ref.name, listIn<string>(row.neighbours))
  return `${schema}.${ref.name} is not there${near === undefined ? '' : `; there is ${near}`}`
}

function missing(detail: string): DatasetFacts {
  return { state: 'missing', detail, relation: '', fields: [] }
}

/** The fields are told all the same: what may not be read is not gone. */
function refused(detail: string, fields: DatasetFacts['fields']): DatasetFacts {
  return { state: 'no-permission', detail, relation: '', fields }
}

function listIn<T>(json: Row[string] | undefined): readonly T[] {
  return typeof json === 'string' ? JSON.parse(json) : []
}

/** No name in Postgres has this character, and a parameter cannot hold it. */
function withoutNul(name: string): string {
  return name.replaceAll('\0', '\u{FFFD}')
}
