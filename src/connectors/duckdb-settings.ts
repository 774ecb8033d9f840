/** What an embedded DuckDB may use of the machine. Part of the configuration of every kind that reads through it. */
import { z } from 'zod'

export const engineSettings = {
  memory: z
    .string()
    .regex(/^\d+(\.\d+)? ?([KMGT]i?)?B$/, 'a size such as 512MB')
    .default('512MB')
    .describe('most memory for all statements together; what does not fit is spilled to the temporary folder (512MB)'),
  threads: z.int().min(1).max(64).default(2).describe('threads that a statement may use (2)'),
}

export interface EngineSettings {
  readonly memory: string
  readonly threads: number
}
