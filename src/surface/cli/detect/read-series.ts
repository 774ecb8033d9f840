/** A file of `timestamp,value` lines as points. All that is wrong with it is reported together, each with its line. */
import { parseIso } from './parse-time.ts'

export interface SeriesPoint {
  readonly at: number
  readonly value: number
}

export interface SeriesFile {
  /** In order of time; lines of one moment stay in the order of the file. */
  readonly points: readonly SeriesPoint[]
  /** What was done about lines that are no ordinary points, in words. */
  readonly notes: readonly string[]
  /** `file:line: what is wrong`; then there are no points to rely on. */
  readonly faults: readonly string[]
}

const MISSING = /^(|nan|na|n\/a|null|none|[+-]?inf(inity)?)$/i
const SEPARATOR = /[,;\t]/
const MOST_FAULTS = 10

/** Times without an offset are read in `zone`, an IANA name. A first line whose time and value are both none is taken for the header. */
export function readSeries(file: string, text: string, zone: string): SeriesFile {
  const points: SeriesPoint[] = []
  const faults: string[] = []
  let [missing, unordered, doubled, last] = [0, 0, 0, Number.NEGATIVE_INFINITY]
  let number = 0
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)) {
    number++
    if (line.trim() === '') continue
    const [time = '', amount, ...rest] = line.split(SEPARATOR).map(bare)
    const at = parseIso(time, zone)
    const isMissing = amount !== undefined && MISSING.test(amount)
    const value = Number(amount)
    if (number === 1 && at === undefined && (isMissing || Number.isNaN(value))) continue
    const fault = faultOf(time, at, amount, isMissing || Number.isFinite(value), rest.length)
    if (fault !== undefined) faults.push(`${file}:${number}: ${fault}`)
    if (faults.length === MOST_FAULTS) break
    if (fault !== undefined || at === undefined) continue
    if (isMissing) {
      missing++
      continue
    }
    if (at < last) unordered++
    if (at === last) doubled++
    last = Math.max(last, at)
    points.push({ at, value })
  }
  if (unordered > 0) points.sort((a, b) => a.at - b.at)
  if (points.length === 0 && faults.length === 0) faults.push(`${file}:1: there is no value in it`)
  const notes = [
    [missing, 'no number and left out'],
    [unordered, 'earlier than the line before and put in order of time'],
    [doubled, 'of the same moment as the line before; each is judged, and the last of a moment is learned from'],
  ] as const
  return { points, faults, notes: notes.filter(([count]) => count > 0).map(([count, what]) => `${file}: ${lines(count)} ${what}`) }
}

function faultOf(time: string, at: number | undefined, amount: string | undefined, isNumber: boolean, more: number): string | undefined {
  if (amount === undefined) return `a time and a value belong on the line, separated by a comma; it says "${time.slice(0, 60)}"`
  if (more > 0) return `there are ${more + 2} columns where a time and a value are expected`
  if (at === undefined) return `"${time}" is not a time; write it as 2026-11-21T07:00:00Z`
  return isNumber ? undefined : `"${amount}" is not a number; leave it empty where nothing was measured`
}

function bare(cell: string): string {
  const text = cell.trim()
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).trim() : text
}

function lines(count: number): string {
  return count === 1 ? '1 line is' : `${count} lines are`
}
