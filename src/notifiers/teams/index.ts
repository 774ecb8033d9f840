/** Notifier kind `teams`: every transition as a card in a channel of Microsoft Teams. */
import type { Factory } from '../../core/factory.ts'
import type { Notifier } from '../../core/incident/notice.ts'
import { type TeamsConfig, teamsConfig } from './config.ts'
import { createSend } from './send.ts'

export const teams: Factory<TeamsConfig, Notifier> = {
  kind: 'teams',
  config: teamsConfig,
  create: (_name, config, given) => ({
    kind: 'teams',
    threads: false,
    addressed: false,
    send: createSend(config, given),
    async close() {},
  }),
}
