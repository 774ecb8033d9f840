/** Which files are the newest delivery, told by the dates in their names. Dates are taken in UTC: a name has no zone. */
import { basename, dirname } from 'node:path/posix'
import type { Instant } from '../../core/calendar/time.ts'
import type { DataFile } from './files.ts'

export interface Delivery {
  readonly name: string
  readonly at: Instant
  readonly files: readonly DataFile[]
}

const DATE = /(?<!\d)((?:19|20)\d{2})(-?)(0[1-9]|1[0-2])\2(\d{2})(?:[T_-]?([01]\d|2[0-3])(?::?[0-5]\d){0,2})?(?!\d)/g
const REVISION = /\.r\d+(?=\.)/

/** The last date in a name, such as `2024-05-01`, `20240501`, `2024-05-01T14`; undefined when there is none. */
export function dateIn(name: string): Instant | undefined {
  return [...name.matchAll(DATE)]
    .map(([, year, , month, day, hour]) => ({ fields: [year, month, day].map(Number), hour: Number(hour ?? 0) }))
    .map(({ fields: [year = 0, month = 0, day = 0], hour }) => ({ at: Date.UTC(year, month - 1, day, hour), day }))
    .findLast(({ at, day }) => new Date(at).getUTCDate() === day)?.at
}

/** A file `x.r1.csv` replaces `x.r0.csv`: of revisions only the newest one by time, then by name, is data. Oldest first. */
export function withoutReplaced(files: readonly DataFile[]): readonly DataFile[] {
  const current = new Map<string, DataFile>()
  for (const file of files) current.set(file.name.replace(REVISION, ''), file)
  return files.filter((file) => current.get(file.name.replace(REVISION, '')) === file)
}

/** `files` are not empty, oldest first. A folder with a date in its name (`dt=2024-05-01/`) is delivered as a whole. */
export function newestDelivery(files: readonly DataFile[]): Delivery {
  const byName = Map.groupBy(files.map(placed), ({ name }) => name)
  const deliveries = [...byName].map(([name, parts]) => ({
    name,
    at: Math.max(...parts.map(({ at }) => at)),
    files: parts.map(({ file }) => file),
  }))
  return deliveries.reduce((newest, next) => (next.at >= newest.at ? next : newest))
}

function placed(file: DataFile): { readonly file: DataFile; readonly name: string; readonly at: Instant } {
  const own = dateIn(basename(file.name))
  if (own !== undefined) return { file, name: file.name, at: own }
  const folder = dirname(file.name)
  const at = dateIn(folder)
  return at === undefined ? { file, name: file.name, at: file.changedAt } : { file, name: folder, at }
}
