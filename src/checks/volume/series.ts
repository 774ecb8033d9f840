/** The series behind learned volume: the same for judging and for playing history again. */
import type { Instant } from '../../core/calendar/time.ts'
import type { Check, History } from '../../core/check.ts'
import type { VolumeParams } from '../../core/questions.ts'
import type { CheckSeries, SeriesOptions } from '../../core/series.ts'
import { isMemo } from '../../detect/judge-series.ts'
import { gateOptions } from '../learned.ts'
import { remembered } from '../memo.ts'
import { ROWS } from '../reading.ts'
import { MEMO, rowsPer, type VolumeMemo } from './needs.ts'

/** `delivered`: the points are deliveries or periods rather than looks. */
export function learnedAs(check: Check<VolumeParams>, delivered: boolean, { calendar }: Pick<History, 'calendar'>): SeriesOptions {
  const { measure } = check.params
  const [kind, polled] = delivered ? (['count', false] as const) : (['total', true] as const)
  const zone = measure.of === 'period' ? measure.zone : 'UTC'
  return { kind, zone, polled, ...gateOptions(check), ...(calendar && { calendar }) }
}

export function learnedTo(memo: unknown): Instant | undefined {
  const known = remembered<VolumeMemo>({ memo }, MEMO)
  return known && isMemo(known.series) ? known.judged : undefined
}

export function series(check: Check<VolumeParams>, past: History): readonly CheckSeries[] {
  const { measure, limit } = check.params
  if (limit) return []
  const memo = remembered<VolumeMemo>(past, MEMO)
  if (measure.of === 'rows') {
    const delivered = memo?.delivered === true
    const name = delivered ? 'rows of each delivery' : 'rows'
    return [{ name, unit: 'rows', options: learnedAs(check, delivered, past), points: past.points(ROWS) }]
  }
  // A past that was measured back without a judgement has no newest judged period.
  const judged = memo?.judged ?? Number.POSITIVE_INFINITY
  const points = past.points(rowsPer(measure)).filter(({ at }) => at <= judged)
  return [{ name: `rows per ${measure.per}`, unit: 'rows', options: learnedAs(check, true, past), points }]
}
