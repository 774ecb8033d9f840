/** `meshwatch detect`: the detector on anybody's own numbers. Each value is judged by what was before it. */
import { MeshError } from '../../../core/errors.ts'
import type { SeriesKind, SeriesOptions } from '../../../core/series.ts'
import { replaySeries } from '../../../detect/judge-series.ts'
import { EXIT, type Exit, type Shell } from '../shell.ts'
import { lineOf } from './line.ts'
import { readSeries, type SeriesPoint } from './read-series.ts'

export const DETECT_KINDS: readonly SeriesKind[] = ['count', 'ratio', 'lag', 'gauge', 'total']

export interface DetectArguments {
  readonly kind?: SeriesKind
  /** Milliseconds between two values. */
  readonly step?: number
  readonly timezone: string
  readonly alarm: number
}

/** Written this many lines at a time. */
const LINES = 1_000

/** JSON lines go to standard output, file after file; what was done about odd lines goes to standard error. */
export async function detectCommand(shell: Shell, files: readonly string[], args: DetectArguments): Promise<Exit> {
  for (const file of files) {
    if (shell.cancel.aborted) return EXIT.unmeasured
    const { points, notes, faults } = readSeries(file, await shell.readFile(file), args.timezone)
    if (faults.length > 0) throw new MeshError('USAGE', faults.join('\n'), 'Each line says timestamp,value; a header may come first.')
    for (const note of notes) shell.err(`${note}\n`)
    const { answers } = replaySeries(points, optionsFor(points, args))
    for (let from = 0; from < answers.length; from += LINES) {
      const lines = answers.slice(from, from + LINES).map(({ point, ...answer }) => JSON.stringify(lineOf(file, point, answer, args.alarm)))
      shell.out(lines.join('\n'))
    }
  }
  return EXIT.fine
}

function optionsFor(points: readonly SeriesPoint[], { kind, step, timezone, alarm }: DetectArguments): SeriesOptions {
  return { kind: kind ?? guessKind(points), zone: timezone, polled: false, alarm, ...(step === undefined ? {} : { step }) }
}

/** Whole numbers that are never negative are taken for counts. A share or an age looks like any other number and has to be named. */
export function guessKind(points: readonly SeriesPoint[]): SeriesKind {
  return points.every(({ value }) => Number.isInteger(value) && value >= 0) ? 'count' : 'gauge'
}
