/** Notifier kind `webhook`: every transition as one signed POST to one address. */
import type { Factory } from '../../core/factory.ts'
import type { Notifier } from '../../core/incident/notice.ts'
import { type WebhookConfig, webhookConfig } from './config.ts'
import { createSend } from './send.ts'

export const webhook: Factory<WebhookConfig, Notifier> = {
  kind: 'webhook',
  config: webhookConfig,
  create: (_name, config, given) => ({
    kind: 'webhook',
    threads: false,
    addressed: false,
    send: createSend(config, given),
    async close() {},
  }),
}
