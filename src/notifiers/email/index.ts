/** Notifier kind `email`: every transition as a message to the address that a contract names. */
import type { Factory } from '../../core/factory.ts'
import type { Notifier } from '../../core/incident/notice.ts'
import { type EmailConfig, emailConfig } from './config.ts'
import { createSend } from './send.ts'

export const email: Factory<EmailConfig, Notifier> = {
  kind: 'email',
  config: emailConfig,
  create: (_name, config, given) => ({
    kind: 'email',
    threads: false,
    addressed: true,
    send: createSend(config, given),
    async close() {},
  }),
}
