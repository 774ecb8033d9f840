/** Why a check judged as it did, as JSON: the same from the command line, the library and the API. Times are ISO 8601 in UTC. */
import type { CheckId } from '../../core/check.ts'
import type { CheckSeries, Point } from '../../core/series.ts'
import type { Teaching } from '../../core/teaching.ts'
import type { VerdictAnswer } from '../answers.ts'
import type { LeftOut } from './left-out.ts'

export interface WhyAnswer {
  readonly check: CheckId
  readonly kind: string
  readonly domain: string
  readonly product: string
  readonly dataset: string
  readonly field?: string
  /** What the contract says in words, where its limit is not learned. */
  readonly promise?: string
  /** Zone of the domain, in which times are meant for people. */
  readonly zone: string
  /** The delivery, period or look that is explained. */
  readonly moment?: string
  /** The last judgement; left out where another moment was asked for. */
  readonly verdict?: VerdictAnswer
  readonly sentences: readonly Sentence[]
  /** The most surprising first. */
  readonly series: readonly WhySeries[]
  readonly incidents: readonly WhyIncident[]
  readonly teachings: readonly TeachingAnswer[]
}

export interface Sentence {
  readonly about:
    | 'judged'
    | 'promised'
    | 'expected'
    | 'score'
    | 'season'
    | 'learned from'
    | 'left out'
    | 'held back'
    | 'learning'
    | 'accepted'
    | 'incident'
    | 'taught'
  readonly text: string
}

export function about(what: Sentence['about'], text: string): Sentence {
  return { about: what, text }
}

export interface WhyPoint {
  readonly at: string
  readonly value: number
  readonly state: 'learning' | 'usual' | 'unusual' | 'accepted'
  readonly expected?: number
  readonly low?: number
  readonly high?: number
  readonly score?: number
  readonly mark?: NonNullable<Point['mark']>
}

export interface WhySeries {
  readonly name: string
  readonly unit: CheckSeries['unit']
  /** Score from which a value is an anomaly. */
  readonly alarm: number
  /** Spans that nothing was learned from, and why. */
  readonly leftOut: readonly LeftOut[]
  /** Changes that became the new normal by themselves. */
  readonly accepted: readonly { readonly from: string; readonly at: string; readonly as: string; readonly points: number }[]
  /** Special days among the points, by name. */
  readonly days: readonly { readonly at: string; readonly name: string; readonly quiet: boolean }[]
  /** Oldest first; the last one is explained. */
  readonly points: readonly WhyPoint[]
}

export interface WhyIncident {
  readonly id: string
  readonly status: string
  readonly title: string
  readonly since: string
  readonly resolvedAt?: string
}

export interface TeachingAnswer {
  readonly check: CheckId
  readonly verb: Teaching['verb']
  readonly from: string
  readonly to: string
  readonly by: string
  readonly at: string
  readonly note?: string
}
