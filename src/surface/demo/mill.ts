/**
 * The mill makes Packly's data: every row of every product, day by day, in a DuckDB in memory, with the time at which its
 * pipeline will deliver it. What has been delivered lies where the daemon looks: one database file for each domain, and CSV
 * files for marketing. A file is exchanged whole by renaming, so that a reader never meets a half-written one.
 */
import { copyFile, mkdir, readFile, rename, truncate, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { type Instant, isoTime } from '../../core/calendar/time.ts'
import { startOfDay, wallTime } from '../../core/calendar/wall-time.ts'

/** A product by its id, `domain.name`; also the name of its table in the mill. */
export type Table = `${string}.${string}`

export interface Mill {
  /** Delivers all rows that have arrived by `now`. */
  deliver(now: Instant): Promise<void>
  /**
   * Runs SQL on what has been delivered (`published.orders` in the database of the domain) or on what is still to come
   * (`storefront.orders`). The database is exchanged with the next delivery.
   */
  change(domain: string, sql: string): Promise<void>
  /** Cuts the database file of a domain short, as a full disk would. It stays so until it is repaired. */
  damage(domain: string): Promise<void>
  repair(domain: string): void
  close(): void
}

export interface MillGiven {
  /** Where files are delivered to. Must be there. */
  readonly folder: string
  readonly seed: number
  /** The first day of the history, and the day whose patterns are those of a sale: any time of these days. */
  readonly from: Instant
  readonly saleDay: Instant
}

export const ZONE = 'Europe/Berlin'
export const DATABASES: readonly string[] = ['storefront', 'fulfillment', 'wholesale', 'finance']
const DROPS: readonly Table[] = ['marketing.paid_acquisition', 'marketing.attribution']

export async function openMill({ folder, seed, from, saleDay }: MillGiven): Promise<Mill> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await instance.connect()
  const workshop = join(folder, '.workshop')
  await mkdir(workshop)
  const delivered = new Map<Table, Instant>()
  const dirty = new Set<string>(DATABASES)
  const damaged = new Set<string>()
  let grownUntil = startOfDay(from, ZONE)

  await connection.run(`SET TimeZone = 'UTC'; SET VARIABLE seed = ${seed}`)
  await connection.run(`SET VARIABLE history_day = DATE '${dateOf(grownUntil)}'`)
  await connection.run(`SET VARIABLE sale_day = TIMESTAMP '${dateOf(saleDay)}'`)
  await runFile(connection, 'rhythm')
  await runFile(connection, 'tables')
  const tables = await tablesOf(connection)
  for (const domain of DATABASES) {
    await connection.run(`ATTACH '${join(workshop, `${domain}.duckdb`)}' AS ${databaseOf(domain)}`)
  }
  for (const table of tables.filter(isDatabaseTable)) {
    await connection.run(`CREATE TABLE ${publishedName(table)} AS SELECT * EXCLUDE (arrives_at) FROM ${table} WHERE false`)
  }
  for (const table of DROPS) await mkdir(join(folder, ...table.split('.')), { recursive: true })

  const fileOf = (domain: string) => join(folder, `${domain}.duckdb`)

  /** Makes rows up to the end of the day after `now`. */
  async function grow(now: Instant): Promise<void> {
    const until = startOfDay(now, ZONE, 2)
    if (until <= grownUntil) return
    await connection.run(`SET VARIABLE first_day = DATE '${dateOf(grownUntil)}'; SET VARIABLE end_day = DATE '${dateOf(until)}'`)
    for (const domain of [...DATABASES, 'marketing']) await runFile(connection, domain)
    grownUntil = until
  }

  async function deliver(now: Instant): Promise<void> {
    await grow(now)
    for (const table of tables) {
      const arrived = `arrives_at > '${isoTime(delivered.get(table) ?? 0)}' AND arrives_at <= '${isoTime(now)}'`
      delivered.set(table, now)
      if (isDatabaseTable(table)) {
        const result = await connection.run(
          `INSERT INTO ${publishedName(table)} BY NAME SELECT * EXCLUDE (arrives_at) FROM ${table} WHERE ${arrived}`,
        )
        if (result.rowsChanged > 0) dirty.add(domainOf(table))
      } else await drop(table, arrived, now)
    }
    for (const domain of dirty) {
      if (damaged.has(domain)) continue
      await publish(domain, now)
      dirty.delete(domain)
    }
  }

  async function publish(domain: string, now: Instant): Promise<void> {
    await connection.run(`CHECKPOINT ${databaseOf(domain)}`)
    const next = join(workshop, `${domain}.next`)
    await copyFile(join(workshop, `${domain}.duckdb`), next)
    await utimes(next, now / 1_000, now / 1_000)
    await rename(next, fileOf(domain))
  }

  /** One CSV file for each day, written beside and moved into place. */
  async function drop(table: Table, arrived: string, now: Instant): Promise<void> {
    const found = await connection.runAndReadAll(
      `SELECT DISTINCT CAST(drop_day - 1 AS VARCHAR), drop_day::VARCHAR FROM ${table} WHERE ${arrived}`,
    )
    for (const [name, day] of found.getRows()) {
      const next = join(workshop, 'drop.csv')
      await connection.run(
        `COPY (SELECT * EXCLUDE (drop_day, arrives_at) FROM ${table} WHERE drop_day = DATE '${day}') TO '${next}' (HEADER)`,
      )
      await utimes(next, now / 1_000, now / 1_000)
      await rename(next, join(folder, ...table.split('.'), `${name}.csv`))
    }
  }

  return {
    deliver,
    async change(domain, sql) {
      await connection.run(sql.replaceAll('published.', `${databaseOf(domain)}.`))
      if (DATABASES.includes(domain)) dirty.add(domain)
    },
    async damage(domain) {
      damaged.add(domain)
      await truncate(fileOf(domain), 5_000)
    },
    repair(domain) {
      damaged.delete(domain)
      dirty.add(domain)
    },
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

async function runFile(connection: DuckDBConnection, name: string): Promise<void> {
  await connection.run(await readFile(new URL(`packly/${name}.sql`, import.meta.url), 'utf8'))
}

async function tablesOf(connection: DuckDBConnection): Promise<readonly Table[]> {
  const found = await connection.runAndReadAll(`SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE schema_name != 'main'`)
  return found.getRows().map(([name]) => String(name) as Table)
}

function isDatabaseTable(table: Table): boolean {
  return DATABASES.includes(domainOf(table))
}

function domainOf(table: Table): string {
  return table.slice(0, table.indexOf('.'))
}

function databaseOf(domain: string): string {
  return `${domain}_file`
}

function publishedName(table: Table): string {
  return `${databaseOf(domainOf(table))}.${table.slice(table.indexOf('.') + 1)}`
}

function dateOf(at: Instant): string {
  const { year, month, day } = wallTime(at, ZONE)
  return [year, month, day].map((part) => String(part).padStart(2, '0')).join('-')
}
