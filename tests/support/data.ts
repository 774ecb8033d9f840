/**
 * The reference data (official contract examples, anomaly series, replays) that is too large for the repository.
 * A suite that reads it is declared with `describe.skipIf(noData)`.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { lacks } from './needs.ts'

/** The folder that holds `odcs/`, `anomaly/` and `replay/`. */
export const dataFolder: string = resolve(process.env.MESHWATCH_DATA ?? join(import.meta.dirname, '../../../shared/data'))

export const noData: boolean = lacks('the reference data', existsSync(dataFolder), `point MESHWATCH_DATA at it (looked in ${dataFolder})`)
