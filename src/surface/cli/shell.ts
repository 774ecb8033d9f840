/** What the commands need of the process they run in. main.ts hands in the real one, tests another. */
import type { Deadline } from '../../core/calendar/time.ts'
import type { Connector } from '../../core/connector.ts'
import type { Diagnostic } from '../../core/diagnostic.ts'
import type { Mesh } from '../../core/mesh.ts'
import type { MeshHandle } from '../handle.ts'
import type { Paint } from './paint.ts'

export interface Shell {
  out(text: string): void
  err(text: string): void
  readonly paint: Paint
  /** Whether somebody watches: then long work shows how far it is. */
  readonly watched: boolean
  /** Fires when the person wants to stop. */
  readonly cancel: AbortSignal
  /** Who works here, as the system knows them. */
  readonly user: string
  /** A guest only reads, and makes no store where there is none. */
  open(config: string, mode?: 'guest'): Promise<MeshHandle>
  /** Reads configuration and registry without opening a store. */
  load(config: string): Promise<{ readonly mesh?: Mesh; readonly diagnostics: readonly Diagnostic[] }>
  /** One configured source by itself; contracts and store are left alone. */
  connect(config: string, source: string): Promise<Connector>
  /** Runs the daemon until cancelled. */
  run(config: string): Promise<void>
  demo(options: DemoOptions): Promise<unknown>
  /** The time that one look into a source may take. */
  deadline(): Deadline
  readFile(path: string): Promise<string>
  /** Makes the folder. Answers false, and writes nothing, where there is a file already; throws MeshError USAGE where it cannot write. */
  writeNew(path: string, text: string): Promise<boolean>
}

export interface DemoOptions {
  /** How long it runs, in milliseconds; until cancelled when left out. */
  readonly length?: number
  readonly quiet: boolean
}

/** Exit codes: 0 fine, 1 something failed, 2 bad usage or configuration, 3 something could not be measured. */
export const EXIT = { fine: 0, failed: 1, usage: 2, unmeasured: 3 } as const
export type Exit = (typeof EXIT)[keyof typeof EXIT]
