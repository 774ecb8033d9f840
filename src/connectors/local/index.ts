/** Connector kind `local`: CSV, JSON and Parquet files and folders below one root, read through DuckDB. */
import { resolve } from 'node:path'
import type { Connector } from '../../core/connector.ts'
import type { Factory } from '../../core/factory.ts'
import { createCatalog } from './catalog.ts'
import { type LocalConfig, localConfig } from './config.ts'
import { folderAccess } from './connection.ts'
import { localDialect } from './dialect.ts'
import { discoverFiles } from './discover.ts'

export const local: Factory<LocalConfig, Connector> = {
  kind: 'local',
  config: localConfig,
  create(name, config, { clock, root }) {
    const access = folderAccess(resolve(root, config.path), config, clock)
    const factsOf = createCatalog(clock)
    return {
      kind: 'local',
      dialect: localDialect(clock),
      can: { maxStatement: 2_000_000, maxColumns: 500 },
      async catalog(refs, until) {
        const folder = await access.open()
        const facts = []
        for (const ref of refs) facts.push(await factsOf(ref, folder, until))
        return facts
      },
      query: async (sql, until) => (await access.open()).engine.run(sql, until),
      discover: async () => discoverFiles(name, (await access.open()).root),
      close: () => access.close(),
    }
  },
}
