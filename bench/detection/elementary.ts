/**
 * Elementary's z-score (elementary-data/dbt-data-reliability, macros/edr/data_monitoring/anomaly_detection/get_anomaly_scores_query.sql;
 * https://docs.elementary-data.com/data-tests/anomaly-detection-configuration/seasonality). Defaults: 14 days of training, sensitivity
 * 3, at least 7 values. The training window of its query ends at the current row, so that the judged value is part of its own mean
 * and standard deviation; `day_of_week` stretches the 14 days to 98.
 */
import { DAY, HOUR, pointsIn, type Rule, type Series, scoresOf } from './rule.ts'

const FEWEST = 7
const DAYS = 14

export const ELEMENTARY: Rule = {
  name: 'Elementary z = 3, 14 d',
  threshold: 3,
  score: (series) => zScores(series, () => 0, pointsIn(DAYS * DAY, series)),
  remembers: (series) => pointsIn(DAYS * DAY, series),
}

export const ELEMENTARY_SEASONAL: Rule = {
  name: 'Elementary z = 3, hour of day / day of week',
  threshold: 3,
  score: (series) =>
    series.step < DAY
      ? zScores(series, (at) => Math.floor((at % DAY) / HOUR), DAYS * pointsIn(HOUR, series))
      : zScores(series, (at) => Math.floor(at / DAY) % 7, DAYS),
  remembers: (series) => pointsIn(series.step < DAY ? DAYS * DAY : 7 * DAYS * DAY, series),
}

/** Each value against the mean and standard deviation of the last ones of its season, itself included. */
function zScores(series: Series, season: (at: number) => number, size: number): Float64Array {
  const windows = new Map<number, number[]>()
  return scoresOf(series, (value, index) => {
    const key = season(series.ts[index] ?? 0)
    const window = windows.get(key) ?? []
    windows.set(key, window)
    window.push(value)
    if (window.length > size + 1) window.shift()
    if (window.length < FEWEST) return 0
    const mean = window.reduce((sum, one) => sum + one, 0) / window.length
    const squares = window.reduce((sum, one) => sum + (one - mean) ** 2, 0)
    return squares === 0 ? 0 : Math.abs(value - mean) / Math.sqrt(squares / (window.length - 1))
  })
}
