/** `meshwatch backtest`: what would have alerted, under one configuration or two, and whether it is too much. */
import { resolve } from 'node:path'
import type { BacktestAnswer } from '../../backtest-answer.ts'
import { EXIT, type Exit, type Shell } from '../shell.ts'
import { backtestText } from './text.ts'

export interface BacktestArguments {
  readonly config: string
  readonly against?: string
  readonly days: number
  readonly maxAlertsPerWeek?: number
  readonly format: 'text' | 'json'
}

/** Where a configuration lies when nothing is said. */
export const USUAL_CONFIG = 'meshwatch.yaml'

export async function backtestCommand(shell: Shell, select: string | undefined, given: BacktestArguments): Promise<Exit> {
  const { config, days, maxAlertsPerWeek: most, format } = given
  const base = await baseOf(shell, given)
  const mesh = await shell.open(base ?? config, 'guest')
  try {
    const answer = await mesh.backtest({
      days,
      ...(select === undefined ? {} : { select }),
      ...(base === undefined ? {} : { candidate: config }),
      cancel: shell.cancel,
      progress: (done, of) => showProgress(shell, done, of),
    })
    shell.out(format === 'json' ? JSON.stringify(answer, null, 2) : backtestText(answer, shell.paint, most))
    return exitOf(shell, answer, most)
  } finally {
    await mesh.close()
  }
}

/** The configuration to compare with: the one that is named, or the usual one where another is tried. */
async function baseOf(shell: Shell, { config, against }: BacktestArguments): Promise<string | undefined> {
  const base = against ?? USUAL_CONFIG
  if (resolve(base) === resolve(config)) return undefined
  if (against !== undefined) return against
  return shell.readFile(base).then(
    () => base,
    () => undefined,
  )
}

function exitOf(shell: Shell, answer: BacktestAnswer, most: number | undefined): Exit {
  const { candidate, current, complete } = answer
  if (!complete) {
    shell.err('stopped before all was played\n')
    return EXIT.unmeasured
  }
  const { alertsPerWeek, checks } = candidate ?? current
  if (most !== undefined && alertsPerWeek > most) return EXIT.failed
  return checks.some(({ state }) => state === 'played') ? EXIT.fine : EXIT.unmeasured
}

function showProgress(shell: Shell, done: number, of: number): void {
  if (shell.watched) shell.err(`\r${shell.paint.faint(`${done} of ${of} datasets`)}${done === of ? '\n' : ''}`)
}
