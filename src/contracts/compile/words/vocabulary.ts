/**
 * What the standard cannot say, as `customProperties` under one prefix. This table is the whole list: the reader takes its
 * types from it, "did you mean" its words, and docs/reference/contract-mapping.md its text.
 */

import type { Millis } from '../../../core/calendar/time.ts'
import type { Life } from '../../../core/incident/life.ts'
import type { Severity, Tier } from '../../../core/names.ts'
import type { Feature, PromisedHours } from '../../../core/questions.ts'
import type { Route } from '../../../core/routing/routes.ts'

export const PREFIX = 'meshwatch.'

/** The kinds of value a word can have, as they are after reading. */
export interface Values {
  readonly duration: Millis
  readonly history: Millis
  readonly zone: string
  readonly severity: Severity
  readonly tier: Tier
  readonly count: number
  readonly alarm: number
  readonly share: number
  readonly flag: boolean
  readonly text: string
  readonly products: readonly string[]
  readonly period: 'day' | 'hour'
  readonly partition: 'file'
  readonly covers: 'today' | 'yesterday'
  readonly hours: Omit<PromisedHours, 'zone'>
  readonly routes: readonly Route[]
  readonly life: Partial<Life>
  readonly features: false | readonly Feature[]
  readonly segments: { readonly field: string; readonly top?: number }
}

interface Word {
  readonly is: keyof Values
  readonly says: string
}

const GATES = {
  alarm: { is: 'alarm', says: 'Score from which a learned value is an anomaly; 2.9 is reached by about 1 usual value in 800.' },
  leastChange: { is: 'share', says: 'Share of what is expected, such as `10%`, below which a learned change is no news.' },
  leastRows: { is: 'count', says: 'Rows below which a learned change of volume is no news.' },
} as const

const HISTORY = {
  is: 'history',
  says: 'How far back the first look at a time field counts, at most `400d`; 60 days where rows are counted per day, 28 per hour.',
} as const

export const VOCABULARY = {
  contract: {
    interval: { is: 'duration', says: 'How often the product is probed.' },
    profile: { is: 'duration', says: 'How often the values of its fields are profiled.' },
    timezone: { is: 'zone', says: 'Zone of its cron expressions, deadlines, dates and periods.' },
    tier: { is: 'tier', says: 'How much depends on it: gold, silver or bronze (or 1, 2, 3).' },
    severity: { is: 'severity', says: 'Severity of its incidents, where no driver or rule says otherwise.' },
    openAfter: { is: 'count', says: 'Failures in a row that open an incident.' },
    resolveAfter: { is: 'count', says: 'Passes in a row that end it.' },
    unknownAfter: { is: 'count', says: 'Looks in a row that saw nothing before the operator of the source is told.' },
    incidents: {
      is: 'life',
      says: 'How long things last in the life of its incidents: `openFor`, `resolveFor`, `reopenWithin`, `unstableAfter`, `calm`, `remind`, `remindUrgent`, `escalate`.',
    },
    learn: { is: 'flag', says: 'Whether bands are learned where the contract gives no limit.' },
    ...GATES,
    dependsOn: { is: 'products', says: 'Products it is made from, as `domain.product`.' },
    routes: {
      is: 'routes',
      says: 'Where its incidents are told, before the table of the mesh is asked: a list of `{match, to, also, defer}`.',
    },
    sampleAbove: { is: 'count', says: 'Above this many rows profiles are taken from a sample.' },
    schemaHold: { is: 'duration', says: 'How long an unannounced change of columns stays open before it becomes the new normal.' },
    history: HISTORY,
  },
  object: {
    timeField: { is: 'text', says: 'Field that says when a row happened; rows are then counted per period of it.' },
    period: { is: 'period', says: 'The period in which rows are counted: day or hour.' },
    settle: { is: 'duration', says: 'How long after its end a period may still receive rows.' },
    history: HISTORY,
    segmentBy: {
      is: 'segments',
      says: 'Field by whose values rows, freshness and numbers are judged apart, or `{field, top}`; messages name its values.',
    },
    partition: { is: 'partition', says: '`file`: each file is one delivery, and the newest one is judged.' },
    path: { is: 'text', says: 'File, folder or glob below the root of a file source.' },
    format: { is: 'text', says: 'Format of its files, where it differs from the format of the server.' },
    delimiter: { is: 'text', says: 'What stands between the values of a CSV file.' },
    closed: { is: 'flag', says: 'Columns beyond the contract are a breach.' },
    hours: { is: 'hours', says: 'Hours to which the promise of freshness is limited, such as `Mon-Sat 06:00-23:00`.' },
    deadlineCovers: { is: 'covers', says: 'The day whose data has to be there at a deadline: today or yesterday.' },
    enforce: { is: 'flag', says: 'false: nothing is measured for required, unique and primaryKey of its properties.' },
    ...GATES,
  },
  property: {
    optional: { is: 'flag', says: 'The contract lists it, but its absence is no breach.' },
    showValues: { is: 'flag', says: 'Messages may name its values (an enumeration, not personal data).' },
    distribution: { is: 'features', says: 'false, or the features of its values that are learned.' },
    enforce: { is: 'flag', says: 'false: nothing is measured for required, unique and primaryKey.' },
    alarm: GATES.alarm,
    leastChange: GATES.leastChange,
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Word>>>>

export type Level = keyof typeof VOCABULARY

type KindOf<W> = W extends { readonly is: infer K extends keyof Values } ? Values[K] : never

/** What a contract, object or property says in our words. */
export type Said<L extends Level> = { readonly [N in keyof (typeof VOCABULARY)[L]]?: KindOf<(typeof VOCABULARY)[L][N]> }

/** Where the standard's own parts stand, for people. */
export const LEVELS: Readonly<Record<Level, string>> = {
  contract: 'at the root of the contract',
  object: 'at an object of its schema',
  property: 'at a property of an object',
}
