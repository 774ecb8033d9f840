/** Notifier kind `console`: every transition as a line of the daemon's own output. */
import type { Factory } from '../../core/factory.ts'
import type { Notifier } from '../../core/incident/notice.ts'
import { type ConsoleConfig, consoleConfig } from './config.ts'
import { createSend } from './send.ts'

export const console: Factory<ConsoleConfig, Notifier> = {
  kind: 'console',
  config: consoleConfig,
  create: (_name, config, given) => ({
    kind: 'console',
    threads: false,
    addressed: false,
    send: createSend(config, given),
    async close() {},
  }),
}
