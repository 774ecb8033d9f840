/** Prometheus' own tools as judges of what we export. A suite that needs them is declared with `describe.skipIf(noPrometheus)`. */
import { spawnSync } from 'node:child_process'
import { findProgram } from './find-program.ts'
import { lacks } from './needs.ts'

const promtoolPath = findProgram('promtool')

/** Path of the server's binary, for tests that scrape for real. */
export const prometheusPath: string = findProgram('prometheus') ?? ''

export const noPrometheus: boolean = lacks('Prometheus', promtoolPath !== undefined && prometheusPath !== '', 'apt-get install prometheus')

export interface Judgement {
  /** 0 is good; `promtool check metrics` answers 3 for a style fault. */
  readonly status: number
  readonly output: string
}

/** Runs promtool, for example `promtool(['check', 'metrics'], exposition)`. */
export function promtool(args: readonly string[], stdin = ''): Judgement {
  if (promtoolPath === undefined) throw new Error('promtool is not installed')
  const run = spawnSync(promtoolPath, args, { input: stdin, encoding: 'utf8' })
  return { status: run.status ?? -1, output: `${run.stdout}${run.stderr}` }
}
