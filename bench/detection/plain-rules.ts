/** The rules that most tools begin with. */
import { DAY, pointsIn, type Rule, relativeChange, scoresOf } from './rule.ts'

/**
 * Change from one value to the next: Deequ's `RelativeRateOfChangeStrategy` of order 1 (awslabs/deequ,
 * anomalydetection/RelativeRateOfChangeStrategy.scala) and Elementary's `volume_threshold`, at 50 %.
 */
export const RELATIVE_CHANGE: Rule = {
  name: 'relative change 50 %',
  threshold: 0.5,
  score: (series) => scoresOf(series, (value, index) => relativeChange(value, series.v[index - 1] ?? value)),
  remembers: () => 1,
}

/** A fixed percentage around the mean of the last seven days, as one sets it by hand in most tools. */
export const STATIC_PERCENT: Rule = {
  name: 'static 50 % of 7-day mean',
  threshold: 0.5,
  score(series) {
    const week = pointsIn(7 * DAY, series)
    let sum = 0
    return scoresOf(series, (value, index) => {
      const score = index === 0 ? 0 : relativeChange(value, sum / Math.min(index, week))
      sum += value - (index < week ? 0 : (series.v[index - week] ?? 0))
      return score
    })
  },
  remembers: (series) => pointsIn(7 * DAY, series),
}
