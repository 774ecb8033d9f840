/** What a picture of a learned series shows. */
import type { Instant } from '../../core/calendar/time.ts'
import type { Band, Unit } from '../../core/verdict.ts'
import type { Sign } from './marks.ts'

export interface ChartPoint {
  readonly at: Instant
  readonly value: number
  readonly expected?: number
  readonly band?: Band
  /** Left out on ordinary points. */
  readonly sign?: Exclude<Sign, 'judged'>
}

/** A time behind the line; `to` is left out where it goes on. */
export interface Shade {
  readonly from: Instant
  readonly to?: Instant
  readonly kind: 'incident' | 'quiet'
}

export interface Chart {
  readonly title: string
  /** One sentence below the title, which is also what a screen reader says. */
  readonly says: string
  readonly unit: Unit
  readonly zone: string
  /** Oldest first. */
  readonly points: readonly ChartPoint[]
  readonly shades: readonly Shade[]
  /** The point that is explained, which has a ring. */
  readonly judged?: Instant
}
