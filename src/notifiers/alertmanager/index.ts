/** Notifier kind `alertmanager`: every incident as one alert that Alertmanager routes. */
import type { Factory } from '../../core/factory.ts'
import type { Notifier } from '../../core/incident/notice.ts'
import { type AlertmanagerConfig, alertmanagerConfig } from './config.ts'
import { createSend } from './send.ts'

export const alertmanager: Factory<AlertmanagerConfig, Notifier> = {
  kind: 'alertmanager',
  config: alertmanagerConfig,
  create: (_name, config, given) => ({
    kind: 'alertmanager',
    threads: false,
    addressed: false,
    send: createSend(config, given),
    async close() {},
  }),
}
