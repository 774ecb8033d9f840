/**
 * A stand-in for the Prophet check of Soda v3, whose documented defaults are additive seasons, change points in the first 80 % and an
 * interval of .999 (https://docs.soda.io/soda-documentation/soda-v3/sodacl-reference/anomaly-detection): a ridge regression on a trend
 * with five bends and on harmonics of the day and the week, fitted anew once a day, with a Gaussian interval. Not Prophet itself.
 */
import { DAY, pointsIn, type Rule, type Series, scoresOf } from './rule.ts'

const BENDS = 5
const DAILY = 4
const WEEKLY = 3
/** Points that are fitted to. */
const LONGEST = 4_032

export const PROPHET_LIKE: Rule = {
  name: 'Prophet-like, interval .999',
  threshold: 3.29,
  score(series) {
    const every = pointsIn(DAY, series)
    const first = Math.max(14, 2 * every)
    let model: Model | undefined
    return scoresOf(series, (value, index) => {
      if (index >= first && (index - first) % every === 0) model = fitModel(series, Math.max(0, index - LONGEST), index)
      if (!model) return 0
      const expected = dot(featuresOf(series, index, model), model.weights)
      return model.deviation > 0 ? Math.abs(value - expected) / model.deviation : 0
    })
  },
  remembers: (series) => Math.min(LONGEST, series.v.length),
}

interface Frame {
  readonly begin: number
  readonly length: number
}

interface Model extends Frame {
  readonly weights: Float64Array
  readonly deviation: number
}

function featuresOf({ ts, step }: Series, index: number, { begin, length }: Frame): Float64Array {
  const at = ts[index] ?? 0
  const time = (at - begin) / length
  const bends = Array.from({ length: BENDS }, (_, bend) => Math.max(0, time - (0.8 * (bend + 1)) / BENDS))
  const waves = (period: number, count: number) =>
    Array.from({ length: count }, (_, wave) => (2 * Math.PI * (wave + 1) * (at % period)) / period).flatMap((x) => [
      Math.sin(x),
      Math.cos(x),
    ])
  return Float64Array.from([1, time, ...bends, ...(step < DAY ? waves(DAY, DAILY) : []), ...waves(7 * DAY, WEEKLY)])
}

function fitModel(series: Series, from: number, to: number): Model {
  const begin = series.ts[from] ?? 0
  const frame = { begin, length: Math.max(1, (series.ts[to - 1] ?? begin) - begin) }
  const rows = Array.from({ length: to - from }, (_, row) => featuresOf(series, from + row, frame))
  const size = rows[0]?.length ?? 0
  const matrix = Array.from({ length: size }, () => new Float64Array(size + 1))
  rows.forEach((row, offset) => {
    const value = series.v[from + offset] ?? 0
    for (let i = 0; i < size; i++) {
      const line = matrix[i] as Float64Array
      const x = row[i] as number
      for (let j = 0; j < size; j++) line[j] = (line[j] as number) + x * (row[j] as number)
      line[size] = (line[size] as number) + x * value
    }
  })
  for (let i = 1; i < size; i++) {
    const line = matrix[i] as Float64Array
    line[i] = (line[i] as number) + (i > 1 && i < 2 + BENDS ? 5 : 0.1)
  }
  const weights = solve(matrix)
  const squares = rows.reduce((sum, row, offset) => sum + ((series.v[from + offset] ?? 0) - dot(row, weights)) ** 2, 0)
  return { ...frame, weights, deviation: Math.sqrt(squares / Math.max(1, rows.length - size)) }
}

/** Gaussian elimination of a positive definite matrix with its right-hand side as the last column. */
function solve(matrix: readonly Float64Array[]): Float64Array {
  const size = matrix.length
  for (let i = 0; i < size; i++) {
    const pivot = matrix[i] as Float64Array
    for (let j = i + 1; j < size; j++) {
      const line = matrix[j] as Float64Array
      const factor = (line[i] as number) / (pivot[i] as number)
      for (let k = i; k <= size; k++) line[k] = (line[k] as number) - factor * (pivot[k] as number)
    }
  }
  const weights = new Float64Array(size)
  for (let i = size - 1; i >= 0; i--) {
    const line = matrix[i] as Float64Array
    let rest = line[size] as number
    for (let j = i + 1; j < size; j++) rest -= (line[j] as number) * (weights[j] as number)
    weights[i] = rest / (line[i] as number)
  }
  return weights
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}
