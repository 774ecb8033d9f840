/** What an embedded DuckDB may use of the machine. Part of the configuration of every kind that reads through it. */
import { z } from 'zod'

export const engineSettings = {
  /** Most memory for all statements together, in DuckDB's words; what does not fit is spilled to the temporary folder. */
  memory: z
    .string()
    .regex(/^\d+(\.\d+)? ?([KMGT]i?)?B$/, 'a size such as 512MB')
    .default('512MB'),
  threads: z.int().min(1).max(64).default(2),
}

export interface EngineSettings {
  readonly memory: string
  readonly threads: number
}
