/** Notifier kind `pagerduty`: every incident as one alert that pages whoever is on call. */
import type { Factory } from '../../core/factory.ts'
import type { Notifier } from '../../core/incident/notice.ts'
import { type PagerdutyConfig, pagerdutyConfig } from './config.ts'
import { createSend } from './send.ts'

export const pagerduty: Factory<PagerdutyConfig, Notifier> = {
  kind: 'pagerduty',
  config: pagerdutyConfig,
  create: (_name, config, given) => ({
    kind: 'pagerduty',
    threads: false,
    addressed: false,
    send: createSend(config, given),
    async close() {},
  }),
}
