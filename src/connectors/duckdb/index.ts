/** Connector kind `duckdb`: the tables and views of one DuckDB database file. */
import { resolve } from 'node:path'
import type { Connector } from '../../core/connector.ts'
import type { Factory } from '../../core/factory.ts'
import { CATALOG, changeTime, factsOf, refsOf, tablesOf } from './catalog.ts'
import { type DuckdbConfig, duckdbConfig } from './config.ts'
import { databaseFile } from './connection.ts'
import { duckdbDialect } from './dialect.ts'

export const duckdb: Factory<DuckdbConfig, Connector> = {
  kind: 'duckdb',
  config: duckdbConfig,
  create(name, config, { clock, root }) {
    const path = resolve(root, config.path)
    const file = databaseFile(path, config, clock)
    return {
      kind: 'duckdb',
      dialect: duckdbDialect(clock),
      can: { maxStatement: 200_000, maxColumns: 500 },
      catalog: (refs, until) =>
        file.read(until, async (engine) => {
          const changedAt = await changeTime(path)
          const tables = tablesOf(await engine.run(CATALOG, until))
          return refs.map((ref) => factsOf(ref, tables, config.schema, changedAt))
        }),
      query: (sql, until) => file.read(until, (engine) => engine.run(sql, until)),
      discover: (until) => file.read(until, async (engine) => refsOf(tablesOf(await engine.run(CATALOG, until)), name)),
      async close() {},
    }
  },
}
