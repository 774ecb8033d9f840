/** How any adapter is made: the schema of its configuration sits beside its constructor. */
import type { ZodType } from 'zod'
import type { Clock } from './calendar/time.ts'

/** What every adapter is handed instead of reaching for it. */
export interface Given {
  readonly clock: Clock
  readonly log: Log
  /** Folder that relative paths in the configuration are relative to. */
  readonly root: string
  /** Writes a line to the output of the process, and answers when it is written. Without it there is no such output. */
  readonly print?: Print
}

export type Print = (line: string, to: 'stdout' | 'stderr') => Promise<void>

/** Messages are constant; variables are fields. */
export interface Log {
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void
}

export interface Factory<C, T> {
  readonly kind: string
  readonly config: ZodType<C>
  create(name: string, config: C, given: Given): T
}
