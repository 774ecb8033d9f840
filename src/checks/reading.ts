/** What a check finds when it reads a metric: a number, or the reason why there is none. */
import type { Observation } from '../core/check.ts'
import type { DatasetFacts } from '../core/connector.ts'
import type { Basis, Group, Metric } from '../core/metric.ts'
import { type Unknown, unknown } from '../core/verdict.ts'

export interface Reading<T> {
  readonly value: T
  readonly basis: Basis
}

export const ROWS: Metric = { fn: 'rows' }

/** Undefined where the dataset is there to be looked at. */
export function notPresent(facts: DatasetFacts): Unknown | undefined {
  return facts.state === 'present' ? undefined : unknown(facts.state, facts.detail ?? 'the dataset could not be looked at')
}

/** A metric that has no value answers `no-data`. Numbers beyond 2^53 are rounded. */
export function readNumber(seen: Observation, metric: Metric): Reading<number> | Unknown {
  const found = seen.read(metric)
  if ('state' in found) return found
  const value = typeof found.value === 'string' && found.value.trim() !== '' ? Number(found.value) : found.value
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return unknown('no-data', value === null ? 'there is nothing to measure' : 'the answer is not a number', metric.fields)
  }
  return { value, basis: found.basis }
}

export function readGroups(seen: Observation, metric: Metric): Reading<readonly Group[]> | Unknown {
  const found = seen.read(metric)
  if ('state' in found) return found
  return Array.isArray(found.value)
    ? { value: found.value, basis: found.basis }
    : unknown('no-data', 'there is nothing to measure', metric.fields)
}

export function isUnknown<T>(found: Reading<T> | Unknown): found is Unknown {
  return 'state' in found
}

/** Limits of a contract are decided on what was counted, never on a guess. */
export function tooVague(basis: Basis): Unknown | undefined {
  if (basis === 'exact' || basis === 'metadata') return undefined
  const how = basis === 'sampled' ? 'taken from a sample' : 'an estimate'
  return unknown('unsupported', `the only value to be had is ${how}, and a limit of the contract is decided on exact values only`)
}
