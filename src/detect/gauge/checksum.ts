/** A number that changes with any part of a point, for seeing whether one that was taken in is still what it was. */
import type { Point } from '../../core/series.ts'

const MARKS: readonly Point['mark'][] = [undefined, 'excluded', 'expected', 'new-level']
const bits = new Float64Array(2)
const words = new Uint32Array(bits.buffer)

/** 32 bits; those of several points may be added. */
export function checksum({ at, value, mark }: Point): number {
  bits[0] = at
  bits[1] = value
  let sum = MARKS.indexOf(mark)
  for (const word of words) sum = Math.imul(sum ^ word, 0x85ebca6b) ^ (sum >>> 13)
  return sum >>> 0
}
