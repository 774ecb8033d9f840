/**
 * One measure of rarity for unlike gauges: the surprise of a channel is divided by the slowly fading record of its own past. What is
 * wild for a gauge that jumps all day long is then the same as what is wild for a calm one, and what goes on is no record any more.
 */

/** In values. */
const MEMORY = 6_000
/** What is left of a record one value later. */
export const FADES = Math.exp(-1 / MEMORY)
/**
 * Records follow a Pareto law closely: a usual value exceeds the record by `LEAP` with the probability 10^-`RARITY`, and by a factor
 * more with its power of -`INDEX`. Measured over unlike gauges (NAB, outside of what is labelled) it holds from 1 to 1.5 of the record.
 */
const LEAP = 1.05
const RARITY = 2.9
const INDEX = 10

/** The record after another value. */
export function nextRecord(record: number, surprise: number): number {
  return Math.max(record * FADES, surprise)
}

/** −log10 of the probability that a usual value has this surprise, by its ratio to the record. */
export function scoreOf(ratio: number): number {
  return ratio > 0 ? Math.max(0, RARITY + INDEX * Math.log10(ratio / LEAP)) : 0
}

/** The ratio to the record at which a score is reached. */
export function ratioFor(score: number): number {
  return LEAP * 10 ** ((score - RARITY) / INDEX)
}

/** Of a value against a record that fades until it comes. */
export function ratioTo(record: number, surprise: number): number {
  return record > 0 ? surprise / (record * FADES) : 0
}
