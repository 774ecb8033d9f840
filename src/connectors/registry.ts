/** All connectors. One line each; deleting a folder and its line removes a system. Drivers are loaded on first use. */
import type { Connector } from '../core/connector.ts'
import type { Factory } from '../core/factory.ts'
import { duckdb } from './duckdb/index.ts'
import { local } from './local/index.ts'
import { postgres } from './postgres/index.ts'

export const CONNECTORS = { duckdb, local, postgres } satisfies Record<string, Factory<unknown, Connector>>
