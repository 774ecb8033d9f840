/** Made-up panels: segments of very different size with chance in every value, one look a day. */
import type { PanelLook } from '../../../../src/detect/panel/panel.ts'

export const DAY = 86_400_000
const START = Date.UTC(2026, 0, 5)

export type Change = (values: Map<string, number>, day: number) => void

/** Mulberry32. */
export function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function nameOf(index: number): string {
  return `S${index}`
}

interface Shape {
  readonly segments: number
  readonly days: number
  readonly seed?: number
  /** Published is the sum of all days so far. */
  readonly total?: boolean
  /** What comes of the segment on a usual day. */
  readonly size?: (index: number) => number
  /** Factor of all segments on a day. */
  readonly rhythm?: (day: number) => number
  /** Changes what comes on a day, or with `total` what came. */
  readonly change?: Change
}

export function looksOf({
  segments,
  days,
  seed = 1,
  total = false,
  size = (index) => 2_000 / (index + 1),
  rhythm = () => 1,
  change,
}: Shape): readonly PanelLook[] {
  const random = chance(seed)
  const noise = () => random() + random() + random() + random() - 2
  const sums = new Map<string, number>()
  return Array.from({ length: days }, (_, day) => {
    const came = new Map<string, number>()
    for (let index = 0; index < segments; index++) {
      const usual = size(index) * rhythm(day)
      came.set(nameOf(index), Math.max(0, Math.round(usual + 1.7 * noise() * Math.sqrt(usual + 0.01 * usual ** 2))))
    }
    change?.(came, day)
    for (const [name, value] of came) sums.set(name, (sums.get(name) ?? 0) + value)
    const shown = total ? new Map([...came.keys()].map((name) => [name, sums.get(name) ?? 0])) : came
    return { at: START + day * DAY, measures: ['cases'], segments: [...shown.keys()], values: Float64Array.from(shown.values()) }
  })
}
