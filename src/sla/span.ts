/** Promised time as half-open spans [from, to), in order and without overlap. Instants are whole milliseconds. Pure. */
import type { Instant, Millis } from '../core/calendar/time.ts'

/**
 * `good`: the promise held; `bad`: it was broken; `unknown`: nobody could look; `excluded`: nothing was promised then, because of a window
 * or of the hours that the promise is limited to.
 */
export const SPAN_STATES = ['good', 'bad', 'unknown', 'excluded'] as const
export type SpanState = (typeof SPAN_STATES)[number]

export interface Span {
  readonly from: Instant
  readonly to: Instant
  readonly state: SpanState
  /** What made it so: an incident, a window, or why nobody could look. */
  readonly cause?: string
}

/** Ordered spans with the empty ones dropped, and neighbours that say the same made one. */
export function joined(spans: readonly Span[]): readonly Span[] {
  const out: Span[] = []
  for (const span of spans) {
    if (span.from >= span.to) continue
    const last = out.at(-1)
    if (last && last.to === span.from && last.state === span.state && last.cause === span.cause)
      out[out.length - 1] = { ...last, to: span.to }
    else out.push(span)
  }
  return out
}

/** The parts inside [from, to). */
export function clipped(spans: readonly Span[], from: Instant, to: Instant): readonly Span[] {
  return joined(spans.map((span) => ({ ...span, from: Math.max(span.from, from), to: Math.min(span.to, to) })))
}

/** `over` says how it was for the time that it covers; for all other time `under` stands. */
export function laidOver(under: readonly Span[], over: readonly Span[]): readonly Span[] {
  const out: Span[] = []
  let rest = [...under]
  for (const top of over) {
    if (top.from >= top.to) continue
    const kept: Span[] = []
    for (const span of rest) {
      if (span.from < top.from) out.push({ ...span, to: Math.min(span.to, top.from) })
      if (span.to > top.to) kept.push({ ...span, from: Math.max(span.from, top.to) })
    }
    out.push(top)
    rest = kept
  }
  return joined([...out, ...rest])
}

/** Milliseconds of each state. */
export type Amounts = Readonly<Record<SpanState, Millis>>

export const NOTHING: Amounts = { good: 0, bad: 0, unknown: 0, excluded: 0 }

export function amountsOf(spans: readonly Span[]): Amounts {
  const amounts = { ...NOTHING }
  for (const { state, from, to } of spans) amounts[state] += to - from
  return amounts
}

/**
 * Several promises kept together: bad where one of them is broken, else unknown where one of them is, else good. Where nothing is promised
 * by any of them it is excluded; time that none of them covers is left out.
 */
export function worstOf(timelines: readonly (readonly Span[])[]): readonly Span[] {
  const edges = [...new Set(timelines.flatMap((spans) => spans.flatMap(({ from, to }) => [from, to])))].sort((a, b) => a - b)
  const cursors = timelines.map(() => 0)
  const out: Span[] = []
  for (const [index, from] of edges.entries()) {
    const to = edges[index + 1]
    if (to === undefined) break
    let worst: Span | undefined
    for (const [line, spans] of timelines.entries()) {
      let cursor = cursors[line] ?? 0
      while ((spans[cursor]?.to ?? Number.POSITIVE_INFINITY) <= from) cursor++
      cursors[line] = cursor
      const span = spans[cursor]
      if (span && span.from <= from && (worst === undefined || RANK[span.state] > RANK[worst.state])) worst = span
    }
    if (worst) out.push({ ...worst, from, to })
  }
  return joined(out)
}

const RANK: Readonly<Record<SpanState, number>> = { excluded: 0, good: 1, unknown: 2, bad: 3 }
