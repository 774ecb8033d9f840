/** What differs between the systems that hold the state: how one is opened, locked and closed, and what its errors mean. */
import type { Kysely } from 'kysely'
import { MeshError } from '../core/errors.ts'
import type { Given } from '../core/factory.ts'
import type { DdlWords } from './migrations/migration.ts'
import type { Tables } from './tables.ts'

/**
 * Only one daemon may work on a store; it is the one that schedules and sends. Command line tools open it as `reader`
 * beside a running daemon: they may commit a probe of their own, but never take the daemon's place. A `guest` commits nothing, and a file
 * that is not there stays so: it looks at an empty store in memory.
 */
export type StoreMode = 'daemon' | 'reader' | 'guest'

export interface StoreGiven extends Given {
  readonly mode: StoreMode
}

export interface Backend {
  readonly db: Kysely<Tables>
  readonly words: DdlWords
  /** Rows can be locked one by one, and a claim steps over those that another claimer holds. */
  readonly locksRows: boolean
  /** Called first in the migrating transaction: keeps every other migrating program waiting until its end. */
  lockSchema(trx: Kysely<Tables>): Promise<void>
  /** Throws STORE_IN_USE when this daemon's place has been lost to another one. Does nothing for a reader. */
  assertAlone(): Promise<void>
  /** What an error of the driver means to a person; undefined for those that are our own fault. */
  explain(error: unknown): MeshError | undefined
  close(): Promise<void>
}

export function inUse(where: string): MeshError {
  const hint = 'Stop the other one, or give this one a store of its own. One-off commands can run beside a daemon.'
  return new MeshError('STORE_IN_USE', `Another meshwatch daemon works on ${where}.`, hint)
}
