/** What `sources` of the configuration says of a folder with files. */
import { z } from 'zod'
import { engineSettings } from '../duckdb-settings.ts'

export const localConfig = z.strictObject({
  path: z.string().min(1).describe('the folder below which all datasets lie, relative to the folder of the configuration'),
  ...engineSettings,
})

export type LocalConfig = z.output<typeof localConfig>
