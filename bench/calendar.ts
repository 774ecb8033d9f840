/**
 * What a calendar is worth: the labelled series with holidays in them, judged without a calendar and with those days announced, and the
 * births of the United States with its holidays from the package. `npm run bench -- calendar`; needs the reference data (MESHWATCH_DATA).
 */
import { openHolidays } from '../src/config/holidays.ts'
import { dayCalendar } from '../src/core/calendar/day-calendar.ts'
import { isoTime } from '../src/core/calendar/time.ts'
import type { DayCalendar } from '../src/core/series.ts'
import { replaySeries } from '../src/detect/judge-series.ts'
import { type Labelled, loadScorer, optionsFor, stepOf } from '../tests/replay/labelled.ts'
import { noData } from '../tests/support/data.ts'

interface Span {
  readonly start: string
  readonly end: string
}

interface Meta {
  readonly eval_from: string
  readonly windows: readonly Span[]
  readonly ignore: readonly (Span & { readonly reason: string })[]
}

interface Counts {
  readonly holidays: number
  readonly holidaysAlarmed: number
  readonly incidents: number
  readonly found: number
  readonly otherFalseEpisodes: number
}

const NOTHING: Counts = { holidays: 0, holidaysAlarmed: 0, incidents: 0, found: 0, otherFalseEpisodes: 0 }

export async function run(): Promise<unknown> {
  if (noData) return { skipped: 'there is no reference data; see MESHWATCH_DATA in tests/support/data.ts' }
  const suite = (await loadScorer()).loadSuite('public', 'dataobs')
  const withHolidays = suite.filter((series) => holidaysIn(series).length > 0)
  const births = suite.filter(({ key }) => key.includes('births'))
  const us = dayCalendar('UTC', [], await openHolidays({ country: 'US', types: ['public', 'bank'], before: 0, after: 0 }))
  return {
    announcedHolidays: {
      series: withHolidays.length,
      without: countAll(withHolidays, () => undefined),
      with: countAll(withHolidays, announced),
    },
    usBirths: { series: births.length, without: countAll(births, () => undefined), with: countAll(births, () => us) },
  }
}

const metaOf = ({ meta }: Labelled) => meta as Labelled['meta'] & Meta
const holidaysIn = (series: Labelled) => metaOf(series).ignore.filter(({ reason }) => reason.startsWith('holiday'))

function announced(series: Labelled): DayCalendar {
  return dayCalendar(
    'UTC',
    holidaysIn(series).map(({ start, end }) => ({ name: 'holiday', effect: 'special', days: { from: dayOf(start), to: dayOf(end) } })),
  )
}

const dayOf = (time: string) => isoTime(Date.parse(time)).slice(0, 10)

function countAll(suite: readonly Labelled[], calendarOf: (series: Labelled) => DayCalendar | undefined): Counts {
  return suite
    .map((series) => count(series, calendarOf(series)))
    .reduce(
      (sum, one) =>
        Object.fromEntries(Object.keys(sum).map((key) => [key, sum[key as keyof Counts] + one[key as keyof Counts]])) as unknown as Counts,
      NOTHING,
    )
}

/** Episodes are merged as the scorer does: flags at most three steps apart. Nothing before `eval_from` counts. */
function count(series: Labelled, calendar: DayCalendar | undefined): Counts {
  const points = series.ts.map((at, index) => ({ at, value: series.v[index] ?? Number.NaN }))
  const { answers } = replaySeries(points, { ...optionsFor(series), ...(calendar && { calendar }) })
  const { eval_from, windows, ignore } = metaOf(series)
  const from = Date.parse(eval_from)
  const flags = answers.filter(({ state, point }) => state === 'unusual' && point.at >= from).map(({ point }) => point.at)
  const within = (at: number, { start, end }: Span) => at >= Date.parse(start) && at <= Date.parse(end)
  const hit = (spans: readonly Span[]) => spans.filter((span) => flags.some((at) => within(at, span))).length
  const holidays = holidaysIn(series).filter(({ end }) => Date.parse(end) >= from)
  const stray = flags.filter((at) => ![...windows, ...ignore].some((span) => within(at, span)))
  return {
    holidays: holidays.length,
    holidaysAlarmed: hit(holidays),
    incidents: windows.length,
    found: hit(windows),
    otherFalseEpisodes: stray.filter((at, index) => at - (stray[index - 1] ?? Number.NEGATIVE_INFINITY) > 3 * stepOf(series)).length,
  }
}
