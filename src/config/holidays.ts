/**
 * Public holidays from the package `date-holidays`. It is large, so it is loaded by whoever first asks, and only then: most
 * meshes of a test and many of real life name no country.
 */
import { closest } from '../contracts/document/closest.ts'
import type { LocalDate } from '../core/calendar/day-calendar.ts'
import { DAY } from '../core/calendar/time.ts'

export const HOLIDAY_TYPES = ['public', 'bank', 'school', 'optional', 'observance'] as const
export type HolidayType = (typeof HOLIDAY_TYPES)[number]

/** Whose holidays, and which of them. */
export interface HolidayPlace {
  /** ISO 3166 code of the country, the codes of a state in it and of a region in that state as the package has them. */
  readonly country: string
  readonly state?: string
  readonly region?: string
  readonly types: readonly HolidayType[]
  /** How many days before and after a holiday are special as well: eves and bridges. */
  readonly before: number
  readonly after: number
}

/** What is wrong with a place: in which of its words, and what was probably meant. */
export interface PlaceFault {
  readonly key: 'country' | 'state' | 'region'
  readonly message: string
  readonly hint: string
}

const load = async () => (await import('date-holidays')).default

export async function placeFault({ country, state, region }: HolidayPlace): Promise<PlaceFault | undefined> {
  const Holidays = await load()
  const all = new Holidays()
  const faultIn = (key: PlaceFault['key'], written: string, what: string, names: Names): PlaceFault | undefined =>
    written in names
      ? undefined
      : { key, message: `no holidays are known of a ${what} ${JSON.stringify(written)}`, hint: hintFor(written, names) }
  const fault = faultIn('country', country, 'country', all.getCountries('en'))
  if (fault || state === undefined) return fault
  const inState = faultIn('state', state, `state of ${country}`, all.getStates(country, 'en') ?? {})
  if (inState || region === undefined) return inState
  return faultIn('region', region, `region of ${country}-${state}`, all.getRegions(country, state, 'en') ?? {})
}

type Names = Readonly<Record<string, string>>

function hintFor(written: string, names: Names): string {
  const codes = Object.keys(names)
  const meant = codeMeant(written, names)
  if (meant !== undefined) return `did you mean "${meant}" (${names[meant]})?`
  if (codes.length === 0) return 'none are told apart there, so leave it out'
  return codes.length <= 20 ? `one of ${codes.join(', ')}` : 'write its ISO 3166 code, such as DE, FR or US'
}

/** A name, a code in small letters, or a code that is no longer (or never was) the right one, as `UK` for `GB`. */
function codeMeant(written: string, names: Names): string | undefined {
  const code = Object.keys(names).find((one) => one.toLowerCase() === written.toLowerCase()) ?? modernCode(written)
  if (code !== undefined && code in names) return code
  // Codes are so short that each is near to many others; only a name can be told by its letters.
  const name = written.length > 3 ? closest(written, Object.values(names)) : undefined
  return Object.keys(names).find((one) => name !== undefined && names[one] === name)
}

function modernCode(written: string): string | undefined {
  try {
    return new Intl.Locale(`und-${written}`).region
  } catch {
    return undefined
  }
}

/** Answers the name of the holiday on a day. */
export type HolidayOn = (date: LocalDate) => string | undefined

export async function openHolidays(place: HolidayPlace): Promise<HolidayOn> {
  const Holidays = await load()
  const { country, state, region, types, before, after } = place
  // In UTC each day has 24 hours, and dates come out as they stand on a calendar.
  const holidays = new Holidays(
    { country, ...(state && { state }), ...(region && { region }) },
    { languages: ['en'], timezone: 'UTC', types: [...types] },
  )
  const years = new Map<number, ReadonlyMap<LocalDate, string>>()
  const daysOf = (year: number): ReadonlyMap<LocalDate, string> => {
    const days =
      years.get(year) ??
      new Map(holidays.getHolidays(year).flatMap(({ name, start, end }) => datesOf(start, end).map((date) => [date, name])))
    years.set(year, days)
    return days
  }
  // A holiday that began in the evening, or lasts for days, may lie across the turn of the year.
  const on = (date: LocalDate) => {
    const year = Number(date.slice(0, 4))
    return daysOf(year).get(date) ?? daysOf(year - 1).get(date)
  }
  return (date) => on(date) ?? beside(date, before, 1, on, 'before') ?? beside(date, after, -1, on, 'after')
}

/** Every day that a holiday touches: half a day off is a day unlike others. */
function datesOf(start: Date, end: Date): readonly LocalDate[] {
  const first = dateOf(start.getTime())
  const days = Math.max(1, Math.ceil((end.getTime() - Date.parse(first)) / DAY))
  return Array.from({ length: days }, (_, index) => moved(first, index))
}

function beside(date: LocalDate, days: number, sign: 1 | -1, on: HolidayOn, word: string): string | undefined {
  for (let away = 1; away <= days; away++) {
    const name = on(moved(date, sign * away))
    if (name !== undefined) return `${away === 1 ? 'the day' : `${away} days`} ${word} ${name}`
  }
  return undefined
}

function moved(date: LocalDate, days: number): LocalDate {
  return dateOf(Date.parse(date) + days * DAY)
}

function dateOf(at: number): LocalDate {
  return new Date(at).toISOString().slice(0, 10)
}
