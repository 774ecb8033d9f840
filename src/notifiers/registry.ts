/** All notifiers. One line each; deleting a folder and its line removes a kind of receiver. Clients are loaded on first use. */
import type { Factory } from '../core/factory.ts'
import type { Notifier } from '../core/incident/notice.ts'
import { alertmanager } from './alertmanager/index.ts'
import { console } from './console/index.ts'
import { email } from './email/index.ts'
import { pagerduty } from './pagerduty/index.ts'
import { slack } from './slack/index.ts'
import { teams } from './teams/index.ts'
import { webhook } from './webhook/index.ts'

export const NOTIFIERS = { alertmanager, console, email, pagerduty, slack, teams, webhook } satisfies Record<
  string,
  Factory<unknown, Notifier>
>
