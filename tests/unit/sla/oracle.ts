/**
 * The ledger by brute force: for every second it is said anew what is known of it, from the rules in words and from nothing that the ledger
 * uses. Hours are read off the clocks of a zone minute by minute.
 */
import type { SpanState } from '../../../src/sla/span.ts'

export const SECONDS = 1_000

export interface Arrival {
  readonly at: number
  readonly watermark: number
}

export interface Look {
  readonly at: number
  readonly sees: boolean
}

export interface History {
  readonly zone: string
  readonly from: number
  readonly to: number
  readonly limit: number
  readonly hold: number
  readonly hours?: { readonly weekdays: readonly number[]; readonly from: number; readonly to: number }
  readonly arrivals: readonly Arrival[]
  readonly looks: readonly Look[]
  /** Whether the source tells when data came. */
  readonly tells: boolean
  readonly windows: readonly { readonly from: number; readonly to: number }[]
}

/** Whether each minute from `start` on is a promised one, by the clocks on the wall. `start` has to lie before the hours of its day. */
export function promisedMinutes({ zone, hours }: Pick<History, 'zone' | 'hours'>, start: number, minutes: number): Uint8Array {
  const promised = new Uint8Array(minutes).fill(1)
  if (!hours) return promised
  const clock = clockOf(zone)
  let today = 0
  let latest = 0
  for (let index = 0; index < minutes; index++) {
    const { weekday, minute } = clock(start + index * 60 * SECONDS)
    // An hour that autumn repeats opens nothing that has closed.
    latest = weekday === today ? Math.max(latest, minute) : minute
    today = weekday
    promised[index] = hours.weekdays.includes(weekday) && latest >= hours.from && latest < hours.to ? 1 : 0
  }
  return promised
}

const clocks = new Map<string, Map<number, { weekday: number; minute: number }>>()

function clockOf(zone: string) {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const known = clocks.get(zone) ?? new Map()
  clocks.set(zone, known)
  return (at: number) => {
    const found = known.get(at)
    if (found) return found
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
    const weekday = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts.weekday ?? '') + 1
    const read = { weekday, minute: Number(parts.hour) * 60 + Number(parts.minute) }
    known.set(at, read)
    return read
  }
}

/** The state of every second in [first seeing look, to). */
export function everySecond(history: History): { readonly from: number; readonly states: readonly SpanState[] } {
  const { to, limit, hold, arrivals, looks, tells, windows } = history
  const seeing = looks.filter(({ sees }) => sees)
  const first = seeing[0]
  if (!first) return { from: to, states: [] }
  const oldest = Math.floor(Math.min(...arrivals.map(({ watermark }) => watermark)) / 60_000) * 60_000 - 86_400_000
  const promised = promisedMinutes(history, oldest, Math.ceil((to - oldest) / 60_000))
  const isPromised = (at: number) => promised[Math.floor((at - oldest) / 60_000)] === 1
  /** Data grows older in promised seconds only: when it has reached the limit, or never within the history. */
  const dueOf = (watermark: number) => {
    let left = limit
    for (let minute = Math.floor((watermark - oldest) / 60_000); minute < promised.length; minute++) {
      if (promised[minute] !== 1) continue
      const begins = Math.max(watermark, oldest + minute * 60_000)
      const length = oldest + (minute + 1) * 60_000 - begins
      if (left < length) return begins + left
      left -= length
    }
    return Number.POSITIVE_INFINITY
  }
  const watermarkAt = (at: number) => Math.max(...arrivals.filter((arrival) => arrival.at <= at).map(({ watermark }) => watermark))
  const known = seeing.map(({ at }) => {
    const watermark = watermarkAt(at)
    return { at, watermark, due: dueOf(watermark), came: arrivals.find((arrival) => arrival.watermark === watermark)?.at ?? at }
  })
  const states: SpanState[] = []
  let last = 0
  for (let second = first.at; second < to; second += SECONDS) {
    while (known[last + 1] && (known[last + 1]?.at ?? 0) <= second) last++
    const before = known[last]
    const next = known[last + 1]
    if (!before) throw new Error('a second before the first look')
    states.push(stateAt(second, before, next))
  }
  return { from: first.at, states }

  function stateAt(second: number, before: (typeof known)[number], next: (typeof known)[number] | undefined): SpanState {
    if (windows.some((window) => second >= window.from && second < window.to)) return 'excluded'
    if (!isPromised(second)) return 'excluded'
    if (second < before.due) return 'good'
    if (next) {
      if (next.watermark === before.watermark || second >= next.due) return 'bad'
      if (tells) return second < next.came ? 'bad' : 'good'
    }
    return second < before.at + hold ? 'bad' : 'unknown'
  }
}
