/** The learned series of a check from measurements, outside of a probe. */
import type { Check, History } from '../../core/check.ts'
import type { Metric } from '../../core/metric.ts'
import type { Measurement } from '../../core/store.ts'
import { type Teaching, withTaughtSegments, withTeaching } from '../../core/teaching.ts'
import { pointsOf, segmentsOf, seriesOf } from '../history.ts'

export interface KnownOfCheck extends Pick<History, 'memo' | 'calendar'> {
  readonly teachings: readonly Teaching[]
  /** Rows of the series that a metric is kept in, oldest first. */
  read(metric: Metric): Promise<readonly Measurement[]>
}

/** A kind names the metrics of its series by reading them, so it is asked again until it has read nothing that is not there. */
export async function readSeries<S>(
  check: Check,
  series: (check: Check, past: History) => readonly S[],
  { memo, calendar, teachings, read }: KnownOfCheck,
): Promise<readonly S[]> {
  const rows = new Map<string, readonly Measurement[]>()
  for (;;) {
    const missing = new Map<string, Metric>()
    const rowsOf = (metric: Metric): readonly Measurement[] => {
      const name = seriesOf(check, metric)
      if (!rows.has(name)) missing.set(name, metric)
      return rows.get(name) ?? []
    }
    const found = series(check, {
      memo,
      ...(calendar && { calendar }),
      points: (metric) => withTeaching(pointsOf(rowsOf(metric), metric), teachings),
      segments: (metric) => withTaughtSegments(segmentsOf(rowsOf(metric), metric), teachings),
    })
    if (missing.size === 0) return found
    for (const [name, metric] of missing) rows.set(name, await read(metric))
  }
}
