/** What waits to be told, and what could not be: seen, tried again, or dropped. The same behind the command line, the library and the API. */
import { type Clock, isoTime } from '../core/calendar/time.ts'
import { MeshError } from '../core/errors.ts'
import type { OutboxRow } from '../core/incident/notice.ts'
import type { OutboxQuery, Store } from '../core/store.ts'

export interface OutboxAnswer {
  readonly id: string
  readonly state: 'waiting' | 'dead'
  readonly incident: string
  readonly title: string
  readonly transition: string
  readonly receiver: string
  /** Whose conversation it is; missing for the owner's. */
  readonly audience?: string
  /** Where it is tried next, or was tried last. */
  readonly address: string
  readonly attempts: number
  readonly createdAt: string
  /** When it is tried next. */
  readonly notBefore?: string
  readonly lastError?: string
}

export interface ReplayOptions {
  /** A row, or all that were given up. */
  readonly id?: string
  /** Of those, only the ones for this receiver. */
  readonly receiver?: string
  readonly by: string
}

export interface OutboxFace {
  outbox(query?: OutboxQuery): Promise<readonly OutboxAnswer[]>
  /** They are tried at once, from the beginning of their chain. Throws MeshError NOT_FOUND where there is none. */
  replay(options: ReplayOptions): Promise<readonly OutboxAnswer[]>
  /** It is not sent any more. Throws MeshError NOT_FOUND. */
  drop(options: { readonly id: string; readonly by: string }): Promise<OutboxAnswer>
}

export interface OutboxGiven {
  readonly store: Pick<Store, 'outbox' | 'replay' | 'drop'>
  readonly clock: Clock
  /** Something may be due. */
  kick(): void
}

export function createOutboxFace({ store, clock, kick }: OutboxGiven): OutboxFace {
  const named = async (query: OutboxQuery): Promise<readonly OutboxRow[]> => {
    const rows = await store.outbox(query)
    if (rows.length > 0) return rows
    const what = query.id === undefined ? 'Nothing was given up' : `Nothing in the outbox is called ${query.id}`
    throw new MeshError('NOT_FOUND', `${what}.`, 'meshwatch outbox list shows what waits, and what was given up.')
  }
  return {
    outbox: async (query = {}) => (await store.outbox(query)).map(outboxAnswer),
    async replay({ id, receiver, by }) {
      const rows = await named({ ...(id === undefined ? { state: 'dead' } : { id }), ...(receiver === undefined ? {} : { receiver }) })
      await store.replay(
        rows.map((row) => row.id),
        who(by),
        clock.now(),
      )
      kick()
      return rows.map((row) => outboxAnswer({ ...row, state: 'queued', position: 0, notBefore: clock.now() }))
    },
    async drop({ id, by }) {
      const [row] = await named({ id })
      await store.drop([id], who(by), clock.now())
      return outboxAnswer(row as OutboxRow)
    },
  }
}

function who(by: string): string {
  const name = by.replaceAll(/\s+/g, ' ').trim()
  if (name === '') throw new MeshError('USAGE', 'Somebody has to do it.', 'Name who.')
  return name.slice(0, 80)
}

function outboxAnswer({
  id,
  state,
  incident,
  receiver,
  audience,
  channels,
  position,
  attempts,
  createdAt,
  notBefore,
  lastError,
  notice,
}: OutboxRow): OutboxAnswer {
  const isDead = state === 'dead'
  return {
    id,
    state: isDead ? 'dead' : 'waiting',
    incident,
    title: notice.incident.title,
    transition: notice.transition,
    receiver,
    ...(audience === '' ? {} : { audience }),
    address: (channels[position] ?? channels.at(-1))?.address ?? '',
    attempts,
    createdAt: isoTime(createdAt),
    ...(isDead ? {} : { notBefore: isoTime(notBefore) }),
    ...(lastError === undefined || lastError === '' ? {} : { lastError }),
  }
}
