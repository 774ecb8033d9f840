/** Postgres 14 and newer. */
import type { Connector } from '../../core/connector.ts'
import type { Factory } from '../../core/factory.ts'
import { openCatalog } from './catalog.ts'
import { type PostgresConfig, postgresConfig } from './config.ts'
import { connect } from './connection.ts'
import { postgresDialect } from './dialect.ts'

export const postgres: Factory<PostgresConfig, Connector> = {
  kind: 'postgres',
  config: postgresConfig,
  create(name, config) {
    const connection = connect(name, config)
    const catalog = openCatalog(name, config, connection)
    return {
      kind: 'postgres',
      dialect: postgresDialect,
      // Postgres takes 1,664 columns; half of them keeps the plan and the row small.
      can: { maxStatement: 500_000, maxColumns: 800 },
      catalog: catalog.read,
      query: (sql, until) => connection.query(sql, until),
      discover: catalog.discover,
      close: connection.close,
    }
  },
}
