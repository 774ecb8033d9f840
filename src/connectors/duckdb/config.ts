/** What `sources` of the configuration says of a DuckDB database file. */
import { z } from 'zod'
import { engineSettings } from '../duckdb-settings.ts'

export const duckdbConfig = z.strictObject({
  path: z.string().min(1).describe('the database file, relative to the folder of the configuration'),
  schema: z.string().min(1).default('main').describe('where datasets are that name no schema (main)'),
  ...engineSettings,
})

export type DuckdbConfig = z.output<typeof duckdbConfig>
