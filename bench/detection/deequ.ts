/**
 * Deequ's strategies (awslabs/deequ, anomalydetection/OnlineNormalStrategy.scala and anomalydetection/seasonal/HoltWinters.scala) with
 * their defaults.
 */
import { DAY, HOUR, pointsIn, type Rule, type Series, scoresOf } from './rule.ts'

/** Running mean and standard deviation, the judged value included and taken out again where it is off; quiet in the first tenth. */
export const ONLINE_NORMAL: Rule = {
  name: 'Deequ OnlineNormal, 3 sd',
  threshold: 3,
  score(series) {
    let [mean, squares] = [0, 0]
    return scoresOf(series, (value, index) => {
      const next = mean + (value - mean) / (index + 1)
      const more = squares + (value - mean) * (value - next)
      const deviation = Math.sqrt(more / (index + 1))
      const score = index < series.v.length / 10 || deviation === 0 ? 0 : Math.abs(value - next) / deviation
      if (score <= 3) [mean, squares] = [next, more]
      return score
    })
  },
  remembers: () => 3,
}

interface Smoothed {
  level: number
  trend: number
  readonly season: number[]
}

/**
 * Additive Holt-Winters that alarms beyond 1.96 standard deviations of the absolute residuals. Its own periods are 7 days and 12
 * months; hours have 24 here, and finer steps a day. Parameters are looked for on a coarse grid where Deequ uses L-BFGS, anew every
 * seven periods, and the model runs on in between.
 */
export const HOLT_WINTERS: Rule = {
  name: 'Deequ HoltWinters, 1.96 sd',
  threshold: 1.96,
  score(series) {
    const period = periodOf(series)
    let model: Smoothed | undefined
    let best: readonly [number, number, number] = [0.3, 0.1, 0.1]
    let deviation = Number.NaN
    return scoresOf(series, (value, index) => {
      if (index >= 2 * period && (index - 2 * period) % (7 * period) === 0) {
        const past = series.v.subarray(0, index)
        best = GRID.reduce((kept, next) => (run(past, period, next).loss < run(past, period, kept).loss ? next : kept), best)
        const fitted = run(past, period, best)
        model = fitted.model
        deviation = fitted.deviation
      }
      if (!model) return 0
      const error = value - forecast(model, index % period)
      step(model, index % period, value, best)
      return deviation > 0 ? Math.abs(error) / deviation : 0
    })
  },
  remembers: (series) => periodOf(series) + 2,
}

const GRID = [0.1, 0.3, 0.7].flatMap((alpha) =>
  [0.01, 0.1].flatMap((beta) => [0.05, 0.2, 0.5].map((gamma) => [alpha, beta, gamma] as const)),
)

function periodOf(series: Series): number {
  return series.step >= DAY ? 7 : series.step >= HOUR ? 24 : pointsIn(DAY, series)
}

function forecast({ level, trend, season }: Smoothed, slot: number): number {
  return level + trend + (season[slot] ?? 0)
}

function step(model: Smoothed, slot: number, value: number, [alpha, beta, gamma]: readonly [number, number, number]): void {
  const { level, trend, season } = model
  const seasonal = season[slot] ?? 0
  model.level = alpha * (value - seasonal) + (1 - alpha) * (level + trend)
  model.trend = beta * (model.level - level) + (1 - beta) * trend
  season[slot] = gamma * (value - level - trend) + (1 - gamma) * seasonal
}

function run(past: Float64Array, period: number, parameters: readonly [number, number, number]) {
  const mean = (from: number) => past.subarray(from, from + period).reduce((sum, value) => sum + value, 0) / period
  const level = mean(0)
  const model: Smoothed = { level, trend: (mean(period) - level) / period, season: Array.from(past.subarray(0, period), (v) => v - level) }
  let [loss, sum] = [0, 0]
  past.forEach((value, index) => {
    const error = Math.abs(value - forecast(model, index % period))
    loss += error * error
    sum += error
    step(model, index % period, value, parameters)
  })
  const { length } = past
  return { model, loss, deviation: Math.sqrt(Math.max(0, (loss - (sum * sum) / length) / (length - 1))) }
}
