/** The remembered points as one fit sees them: where each lies in its day, week and month, and whether it may be learned from. */
import { WEEK } from '../../../core/calendar/time.ts'
import type { LocalClock } from '../../numbers/local-clock.ts'
import { localDay, localHour, monthEdgeOf, weekdayOf } from '../../numbers/local-clock.ts'
import { LEFT_OUT, MARK, type Ring } from '../ring.ts'

export interface Rows {
  readonly length: number
  readonly y: Float64Array
  /** Number of its local day among those that have points. */
  readonly day: Int32Array
  readonly days: number
  readonly hour: Uint8Array
  readonly weekday: Uint8Array
  readonly edge: Uint8Array
  readonly special: Uint8Array
  readonly learn: Uint8Array
  /** Whether the season may be learned from it: anomalies that may well be a rhythm speak for it, too. */
  readonly shape: Uint8Array
  /** Number of the level it belongs to, counted from the first that was accepted. */
  readonly level: Int32Array
}

export function rowsOf(ring: Ring, clock: LocalClock): Rows {
  const { length } = ring
  const rows = {
    length,
    y: new Float64Array(ring.y.subarray(0, length)),
    day: new Int32Array(length),
    hour: new Uint8Array(length),
    weekday: new Uint8Array(length),
    edge: new Uint8Array(length),
    special: new Uint8Array(length),
    learn: new Uint8Array(length),
    shape: new Uint8Array(length),
    level: new Int32Array(length),
  }
  let level = 0
  let place = -1
  let known = Number.NaN
  let weekday = 0
  let edge = 0
  for (let row = 0; row < length; row++) {
    const at = ring.at[row] as number
    const mark = ring.mark[row] as number
    const day = localDay(at, clock)
    if (day !== known) {
      known = day
      place++
      weekday = weekdayOf(day)
      edge = monthEdgeOf(day)
    }
    if (mark & MARK.level) level++
    rows.day[row] = place
    rows.hour[row] = localHour(at, clock)
    rows.weekday[row] = weekday
    rows.edge[row] = edge
    rows.special[row] = mark & MARK.special ? 1 : 0
    rows.learn[row] = mark & LEFT_OUT ? 0 : 1
    rows.level[row] = level
  }
  admitRhythms(ring, rows)
  return { ...rows, days: place + 1 }
}

/** What has been odd most of the last week is no rhythm. */
function isOutage({ at, mark, length }: Ring): boolean {
  const from = (at[length - 1] as number) - WEEK
  let seen = 0
  let odd = 0
  for (let row = length - 1; row >= 0 && (at[row] as number) > from; row--) {
    seen++
    if ((mark[row] as number) & MARK.odd) odd++
  }
  return odd > OUTAGE * seen
}

/** What came before an accepted rhythm says nothing of the same hour of the week any more. */
function followRhythms(ring: Ring, { length, hour, weekday, learn }: Pick<Rows, 'length' | 'hour' | 'weekday' | 'learn'>): void {
  const since = new Int32Array(168)
  for (let row = length - 1; row >= 0; row--) {
    const slot = 24 * (weekday[row] as number) + (hour[row] as number)
    if ((ring.mark[row] as number) & MARK.rhythm) since[slot] = row
    else if (row < (since[slot] as number)) learn[row] = 0
  }
}

/** Share of a week above which anomalies are no rhythm; a weekend makes 0.29 of it. */
const OUTAGE = 0.6
/** Looks at the same hour of the week that are weighed. */
const LOOKS = 4
/** Weekdays that are unlike the others so often that their first look counts. */
const WEEKEND = 5

/**
 * A quiet Saturday is an anomaly the first time, and what is an anomaly trains nobody, so that the season would never be learned. What
 * was odd in half of the last looks at the same hour of the week is its shape; on weekends one look is enough.
 */
function admitRhythms(ring: Ring, rows: Pick<Rows, 'length' | 'hour' | 'weekday' | 'learn' | 'shape'>): void {
  followRhythms(ring, rows)
  if (isOutage(ring)) {
    rows.shape.set(rows.learn)
    return
  }
  const looks = new Uint8Array(168)
  const odd = new Uint8Array(168)
  for (let row = rows.length - 1; row >= 0; row--) {
    const slot = 24 * (rows.weekday[row] as number) + (rows.hour[row] as number)
    if ((ring.mark[row] as number) & MARK.excluded || (looks[slot] as number) >= LOOKS) continue
    looks[slot] = (looks[slot] as number) + 1
    if ((ring.mark[row] as number) & MARK.odd) odd[slot] = (odd[slot] as number) + 1
  }
  for (let row = 0; row < rows.length; row++) {
    const weekday = rows.weekday[row] as number
    const slot = 24 * weekday + (rows.hour[row] as number)
    const [seen, strange] = [looks[slot] as number, odd[slot] as number]
    const mark = ring.mark[row] as number
    const isRhythm = (mark & MARK.odd) !== 0 && 2 * strange >= seen && (strange >= 2 || (weekday >= WEEKEND && seen === 1))
    rows.shape[row] = rows.learn[row] || (isRhythm && !(mark & MARK.excluded)) ? 1 : 0
  }
}
