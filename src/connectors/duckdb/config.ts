/** What `sources` of the configuration says of a DuckDB database file. */
import { z } from 'zod'
import { engineSettings } from '../duckdb-settings.ts'

export const duckdbConfig = z.strictObject({
  /** The database file, relative to the folder of the configuration. */
  path: z.string().min(1),
  /** Where datasets are that name no schema. */
  schema: z.string().min(1).default('main'),
  ...engineSettings,
})

export type DuckdbConfig = z.output<typeof duckdbConfig>
