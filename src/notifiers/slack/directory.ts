/**
 * Which channel a name means. People write names, and names change; so the id that a name stood for is kept, messages go to the id, and a
 * look at the list of public channels now and then tells of those that were renamed or archived.
 */

import type { Deadline } from '../../core/calendar/time.ts'
import { SECOND } from '../../core/calendar/time.ts'
import type { RouteFinding } from '../../core/incident/route-trouble.ts'
import { tidy } from '../wording.ts'
import { openClient } from './client.ts'
import type { SlackConfig } from './config.ts'

const TIMEOUT = 10 * SECOND
const MOST_PAGES = 20
const LONGEST_NAME = 80

export interface Directory {
  /** The id that a name is known to stand for. */
  idOf(address: string): string | undefined
  learn(address: string, id: string | undefined): void
  forget(address: string): void
  /** Nothing is said of channels that are not among the public ones. Rejects when the list cannot be had, such as without channels:read. */
  review(addresses: readonly string[], until: Deadline): Promise<ReadonlyMap<string, RouteFinding>>
}

interface Listed {
  readonly id: string
  readonly name: string
  readonly isArchived: boolean
}

export function createDirectory(config: SlackConfig): Directory {
  const ids = new Map<string, string>()
  return {
    idOf: (address) => ids.get(address),
    learn(address, id) {
      if (id !== undefined) ids.set(address, id)
    },
    forget: (address) => void ids.delete(address),
    async review(addresses, until) {
      const all = await listChannels(config, until)
      const findings = addresses.flatMap((address): (readonly [string, RouteFinding])[] => {
        const name = address.replace(/^#/, '')
        const called = all.find((one) => (one.name === name && !one.isArchived) || one.id === address)
        const known = called ?? all.find(({ id }) => id === ids.get(address)) ?? all.find((one) => one.name === name)
        if (!known) return []
        ids.set(address, known.id)
        if (known.isArchived) return [[address, { reachable: false, why: 'is_archived' }]]
        return [[address, called ? 'fine' : { reachable: true, why: `it is called #${tidy(known.name, LONGEST_NAME)} now` }]]
      })
      return new Map(findings)
    },
  }
}

async function listChannels(config: SlackConfig, until: Deadline): Promise<readonly Listed[]> {
  const client = await openClient(config, until, TIMEOUT)
  const all: Listed[] = []
  let cursor = ''
  for (let page = 0; page < MOST_PAGES; page++) {
    const paging = { types: 'public_channel', limit: 1_000, ...(cursor === '' ? {} : { cursor }) }
    const { channels = [], response_metadata } = await client.conversations.list(paging)
    for (const { id, name, is_archived: isArchived = false } of channels) if (id && name) all.push({ id, name, isArchived })
    cursor = response_metadata?.next_cursor ?? ''
    if (cursor === '') break
  }
  return all
}
