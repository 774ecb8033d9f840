/** The calendar of each dataset, from what the configuration says of days and holidays. */
import { type CalendarOf, dayCalendar } from '../core/calendar/day-calendar.ts'
import { domainOf as domainIdOf } from '../core/names.ts'
import { isSelected } from '../core/select.ts'
import type { DayCalendar } from '../core/series.ts'
import { type Config, domainOf } from './config.ts'
import { type HolidayOn, type HolidayPlace, openHolidays } from './holidays.ts'

/** The places that are named must have been found to exist. Equal calendars are one object, so that days are looked up once for all. */
export async function openCalendars(config: Config): Promise<CalendarOf> {
  const { announced, holidays, otherwise } = config.calendar
  const holidaysOf = new Map<HolidayPlace, HolidayOn>()
  for (const place of [...holidays.values(), otherwise]) if (place && place !== 'none') holidaysOf.set(place, await openHolidays(place))
  const calendars = new Map<string, DayCalendar>()
  return (of) => {
    const domain = domainIdOf(of.product)
    const days = announced.filter(({ for: selector }) => selector === undefined || isSelected(of, selector))
    const place = holidays.get(domain) ?? otherwise
    const holidayOn = place === undefined || place === 'none' ? undefined : holidaysOf.get(place)
    if (days.length === 0 && holidayOn === undefined) return undefined
    const key = [domain, ...days.map((one) => announced.indexOf(one))].join(' ')
    const calendar = calendars.get(key) ?? dayCalendar(domainOf(config, domain).zone, days, holidayOn)
    calendars.set(key, calendar)
    return calendar
  }
}
