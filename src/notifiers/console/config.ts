/** What a console is told in the configuration. */
import * as z from 'zod'

export const consoleConfig = z.strictObject({
  to: z.enum(['stdout', 'stderr']).default('stdout').describe('which stream of the daemon it is (stdout)'),
})

export type ConsoleConfig = z.output<typeof consoleConfig>
