/** Notifier kind `slack`: a conversation per incident in the channel of its owner, and what people answer there. */
import type { Factory } from '../../core/factory.ts'
import type { Notifier } from '../../core/incident/notice.ts'
import { createAttach } from './attach.ts'
import { type SlackConfig, slackConfig } from './config.ts'
import { createDirectory } from './directory.ts'
import { createEar } from './ear.ts'
import { createSend } from './send.ts'

export const slack: Factory<SlackConfig, Notifier> = {
  kind: 'slack',
  config: slackConfig,
  create(_name, config, given) {
    const directory = createDirectory(config)
    return {
      kind: 'slack',
      threads: true,
      addressed: true,
      send: createSend(config, directory, given.clock),
      review: directory.review,
      attach: createAttach(config, given),
      ...createEar(config, given),
    }
  },
}
