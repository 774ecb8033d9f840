/** What the daemon exports of itself as it stands at the time of the scrape. */

import { SECOND } from '../../core/calendar/time.ts'
import type { Diagnostic } from '../../core/diagnostic.ts'
import { routeOf } from '../../core/incident/route-trouble.ts'
import type { OutboxSummary } from '../../core/store.ts'
import { knownReason } from './counts.ts'
import type { Family } from './family.ts'

const DIAGNOSTICS: readonly Diagnostic['severity'][] = ['error', 'warning', 'gap']

export const DAEMON_FAMILIES: readonly Family[] = [
  {
    name: 'meshwatch_build_info',
    type: 'gauge',
    help: 'Always 1; carries the version of the program.',
    labels: ['version'],
    samples: ({ view }) => [[[view.version], 1]],
  },
  {
    name: 'meshwatch_heartbeat_timestamp_seconds',
    type: 'gauge',
    help: 'When a part of the daemon last moved: the scheduler at least once a minute, the dispatcher twice.',
    labels: ['part'],
    samples({ view }) {
      const { scheduler, dispatcher } = view.pulse()
      return [
        [['scheduler'], scheduler / SECOND],
        [['dispatcher'], dispatcher / SECOND],
      ]
    },
  },
  {
    name: 'meshwatch_visits_waiting',
    type: 'gauge',
    help: 'Visits to datasets that wait for a free slot of their source.',
    labels: [],
    samples: ({ view }) => [[[], view.pulse().waiting]],
  },
  {
    name: 'meshwatch_monitoring_incidents_open',
    type: 'gauge',
    help: 'Incidents about datasets and sources that could not be looked at; they say nothing about data.',
    labels: [],
    samples: ({ stored }) => (stored ? [[[], stored.incidents.filter(({ type }) => type === 'monitoring').length]] : []),
  },
  {
    name: 'meshwatch_store_reachable',
    type: 'gauge',
    help: '1 when the store answered at this scrape, else 0; what is read from it is then absent.',
    labels: [],
    samples: ({ stored }) => [[[], stored ? 1 : 0]],
  },
  {
    name: 'meshwatch_outbox_rows',
    type: 'gauge',
    help: 'Notices in the outbox, by state: queued to be sent, or dead because no receiver would take them.',
    labels: ['state'],
    samples: ({ stored }) => {
      const sum = (of: (one: OutboxSummary) => number) => (stored?.outbox ?? []).reduce((total, one) => total + of(one), 0)
      return stored
        ? [
            [['queued'], sum(({ queued }) => queued)],
            [['dead'], sum(({ dead }) => [...dead.values()].reduce((total, rows) => total + rows, 0))],
          ]
        : []
    },
  },
  {
    name: 'meshwatch_dead_letters',
    type: 'gauge',
    help: 'Notices that were given up, by receiver and by the reason of the last try.',
    labels: ['receiver', 'reason'],
    samples: ({ stored }) =>
      (stored?.outbox ?? []).flatMap(({ receiver, dead }) => {
        const counts = new Map<string, number>()
        for (const [reason, rows] of dead) counts.set(knownReason(reason), (counts.get(knownReason(reason)) ?? 0) + rows)
        return [...counts].map(([reason, rows]) => [[receiver, reason], rows] as const)
      }),
  },
  {
    name: 'meshwatch_outbox_oldest_undelivered_timestamp_seconds',
    type: 'gauge',
    help: 'When the oldest notice that still waits for a receiver was written; absent of receivers for which none waits.',
    labels: ['receiver'],
    samples: ({ stored }) =>
      (stored?.outbox ?? []).flatMap(({ receiver, oldest }) => (oldest === undefined ? [] : [[[receiver], oldest / SECOND] as const])),
  },
  {
    name: 'meshwatch_channel_unreachable',
    type: 'gauge',
    help: '1 for each channel that is named and takes no messages, until one has arrived there or nobody names it; absent of all others.',
    labels: ['receiver', 'channel'],
    samples: ({ stored }) =>
      (stored?.incidents ?? []).flatMap((incident) => {
        const route = routeOf(incident)
        return route ? [[[route.receiver, route.address], 1] as const] : []
      }),
  },
  {
    name: 'meshwatch_heartbeat_sent_timestamp_seconds',
    type: 'gauge',
    help: 'When the last sign of life was taken at the address outside; absent where none was.',
    labels: [],
    samples: ({ view }) => (view.lastHeartbeat === undefined ? [] : [[[], view.lastHeartbeat / SECOND]]),
  },
  {
    name: 'meshwatch_alert_budget_spent',
    type: 'gauge',
    help: 'Messages about new incidents that a channel got in the last seven days.',
    labels: ['receiver', 'channel'],
    samples: ({ stored }) => (stored?.budget ?? []).map(({ receiver, channel, spent }) => [[receiver, channel], spent] as const),
  },
  {
    name: 'meshwatch_alert_budget_allowed',
    type: 'gauge',
    help: 'How many of them a channel gets before those of incidents below high wait for its digest; 0 for no limit.',
    labels: ['receiver', 'channel'],
    samples: ({ stored }) => (stored?.budget ?? []).map(({ receiver, channel, allowed }) => [[receiver, channel], allowed] as const),
  },
  {
    name: 'meshwatch_alert_budget_kept_back',
    type: 'gauge',
    help: 'Incidents that wait for the digest of a channel.',
    labels: ['receiver', 'channel'],
    samples: ({ stored }) =>
      (stored?.budget ?? []).map(({ receiver, channel, keptBack }) => [[receiver, channel], keptBack.length] as const),
  },
  {
    name: 'meshwatch_windows_active',
    type: 'gauge',
    help: 'Windows (maintenance, backfill, holiday) that are on now.',
    labels: [],
    samples: ({ stored }) => (stored ? [[[], stored.quiet.windows]] : []),
  },
  {
    name: 'meshwatch_silences_active',
    type: 'gauge',
    help: 'Silences that are on now.',
    labels: [],
    samples: ({ stored }) => (stored ? [[[], stored.quiet.silences]] : []),
  },
  {
    name: 'meshwatch_config_last_reload_successful',
    type: 'gauge',
    help: '1 while what runs is what the files say, 0 while they cannot be used and the last good state goes on.',
    labels: [],
    samples: ({ view }) => [[[], view.reloads().ok ? 1 : 0]],
  },
  {
    name: 'meshwatch_config_last_reload_success_timestamp_seconds',
    type: 'gauge',
    help: 'When the configuration and registry in force were put in force.',
    labels: [],
    samples: ({ view }) => [[[], view.reloads().appliedAt / SECOND]],
  },
  {
    name: 'meshwatch_config_generation',
    type: 'gauge',
    help: 'Counts the states of configuration and registry that were put in force; 1 is the one of the start.',
    labels: [],
    samples: ({ view }) => [[[], view.reloads().generation]],
  },
  {
    name: 'meshwatch_contract_diagnostics',
    type: 'gauge',
    help: 'Findings about configuration and contracts at the last look, by severity; a gap is a promise that nothing measures.',
    labels: ['severity'],
    samples({ view }) {
      const found = view.reloads().diagnostics
      return DIAGNOSTICS.map((severity) => [[severity], found.filter((one) => one.severity === severity).length])
    },
  },
]
