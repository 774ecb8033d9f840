/** What a store is handed in tests. */

import type { Clock } from '../../../src/core/calendar/time.ts'
import type { Log } from '../../../src/core/factory.ts'
import { NOON } from './samples.ts'

export interface LogLine {
  readonly level: string
  readonly message: string
}

export const lines: LogLine[] = []

const write = (level: string) => (message: string) => void lines.push({ level, message })
export const log: Log = { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') }

/** Stands still at noon; pauses end at once, after others had their turn. */
export const clock: Clock = {
  now: () => NOON,
  after(_, wake) {
    const turn = setImmediate(wake)
    return () => clearImmediate(turn)
  },
}
