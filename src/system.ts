/** The real clock, cron ticks and dice, made to be handed in. Tests hand in others. */
import { readFile } from 'node:fs/promises'
import { schedule, setLogger } from 'node-cron'
import type { CronTicker } from './core/calendar/cron.ts'
import type { Clock, Millis } from './core/calendar/time.ts'
import type { Print } from './core/factory.ts'

/** Node's timers overflow beyond this and would fire at once. */
const LONGEST_TIMER: Millis = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delay, wake) {
    const timer = setTimeout(wake, Math.min(delay, LONGEST_TIMER))
    return () => clearTimeout(timer)
  },
}

/** node-cron ticks once a second per task, so callers share one task for each distinct expression and zone. */
export function nodeCronTicker(): CronTicker {
  const silent = { info() {}, warn() {}, error() {}, debug() {} }
  setLogger(silent)
  return {
    on(spec, fire) {
      const task = schedule(spec.expression, fire, { timezone: spec.zone, suppressMissedWarning: true })
      return () => void task.destroy()
    },
  }
}

/** What configuration files may refer to. */
export const systemOutside = { env: process.env, readFile: (path: string) => readFile(path, 'utf8') }

export const dice = () => Math.random()

export const print: Print = (line, to) =>
  new Promise((done, fail) => {
    process[to].write(`${line}\n`, (error) => (error ? fail(error) : done()))
  })
