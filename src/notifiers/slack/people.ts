/** Who somebody is in Slack, and which of its user groups they are in. Looked up when it matters, and remembered for a while. */
import { type Clock, type Instant, MINUTE, type Millis } from '../../core/calendar/time.ts'
import type { Speaker } from '../../core/incident/said.ts'
import { tidy } from '../wording.ts'
import { openClient } from './client.ts'
import type { SlackConfig } from './config.ts'
import { within } from './deadline.ts'

const LOOK_TIMEOUT: Millis = 5_000
const REMEMBERED = 5 * MINUTE
const MOST_REMEMBERED = 1_000
const LONGEST_NAME = 80
const GROUP = /^S[A-Z0-9]{2,30}$/

export type FindSpeaker = (user: { readonly id: string; readonly handle: string }) => Promise<Speaker>

export function createPeople(config: SlackConfig, clock: Clock): FindSpeaker {
  const names = remembered<string>(clock)
  const groups = remembered<readonly string[]>(clock)
  /** Needs users:read; without it people are called by their handle. */
  const nameOf = async (id: string, handle: string): Promise<string> => {
    try {
      return await names(id, () =>
        within(clock, LOOK_TIMEOUT, async (until) => {
          const { user } = await (await openClient(config, until, LOOK_TIMEOUT)).users.info({ user: id })
          return tidy(user?.profile?.display_name || user?.profile?.real_name || user?.real_name || handle, LONGEST_NAME)
        }),
      )
    } catch {
      return tidy(handle, LONGEST_NAME)
    }
  }
  /** Needs usergroups:read. */
  const inGroup = (group: string) =>
    groups(group, () =>
      within(clock, LOOK_TIMEOUT, async (until) => {
        const { users = [] } = await (await openClient(config, until, LOOK_TIMEOUT)).usergroups.users.list({ usergroup: group })
        return users
      }),
    )
  return async ({ id, handle }) => ({
    name: (await nameOf(id, handle)) || id,
    via: 'slack',
    isMeantBy: async (meant) => meant === id || (GROUP.test(meant) && (await inGroup(meant)).includes(id)),
  })
}

function remembered<T>(clock: Clock) {
  const known = new Map<string, { readonly at: Instant; readonly value: T }>()
  return async (key: string, look: () => Promise<T>): Promise<T> => {
    const before = known.get(key)
    if (before && clock.now() - before.at < REMEMBERED) return before.value
    const value = await look()
    if (known.size >= MOST_REMEMBERED) known.clear()
    known.set(key, { at: clock.now(), value })
    return value
  }
}
