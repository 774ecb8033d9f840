/** The signs of a chart. Each says by its form what it means, so that nobody needs to tell its colour. */
import { px } from './svg.ts'

export type Sign = 'anomaly' | 'accepted' | 'expected' | 'new-level' | 'left-out' | 'judged'

type Form = (x: string, y: string) => string

/** Paths that begin at a place: a disc, a triangle, a square, a flag, a cross, a ring. */
export const FORMS: Readonly<Record<Sign, Form>> = {
  anomaly: (x, y) => `M${x},${y}m-4,0a4,4 0 1 0 8,0a4,4 0 1 0-8,0`,
  accepted: (x, y) => `M${x},${y}m0,-5l5,9h-10z`,
  expected: (x, y) => `M${x},${y}m-4,-4h8v8h-8z`,
  'new-level': (x, y) => `M${x},${y}m0,-6l6,6l-6,6l-6,-6z`,
  'left-out': (x, y) => `M${x},${y}m-3,-3l6,6m0,-6l-6,6`,
  judged: (x, y) => `M${x},${y}m-7.5,0a7.5,7.5 0 1 0 15,0a7.5,7.5 0 1 0-15,0`,
}

export const SIGN_WORDS: Readonly<Record<Sign, string>> = {
  anomaly: 'anomaly',
  accepted: 'accepted',
  expected: 'taught: expected',
  'new-level': 'taught: new normal',
  'left-out': 'not learned',
  judged: 'judged',
}

/** All places of one sign as one path. */
export function signPath(sign: Sign, places: readonly (readonly [number, number])[]): string {
  return places.map(([x, y]) => FORMS[sign](px(x), px(y))).join('')
}
