/** How special days are written: the holidays of a place, and days that the mesh announces for itself. */
import * as z from 'zod'
import type { LocalDate } from '../core/calendar/day-calendar.ts'
import type { AnnouncedDays } from './config.ts'
import { HOLIDAY_TYPES, type HolidayPlace, type HolidayType } from './holidays.ts'

/** Where people are off, and where most of the days between that change a business are told by their names alone. */
const USUAL_TYPES: readonly HolidayType[] = ['public', 'bank']

const days = z.int().min(0).max(7)

const place = z
  .strictObject({
    country: z.string().min(1).describe('ISO 3166 code of the country, such as DE'),
    state: z.string().min(1).optional().describe('code of a state in it, such as BY'),
    region: z.string().min(1).optional().describe('code of a region in that state'),
    types: z
      .array(z.enum(HOLIDAY_TYPES))
      .min(1)
      .default([...USUAL_TYPES])
      .describe(`which of them count: ${HOLIDAY_TYPES.join(', ')} ([${USUAL_TYPES.join(', ')}])`),
    before: days.default(0).describe('days before a holiday that are special too, 0 to 7 (0)'),
    after: days.default(0).describe('days after a holiday that are special too, 0 to 7 (0)'),
  })
  .transform(({ state, region, ...rest }): HolidayPlace => ({ ...rest, ...(state && { state }), ...(region && { region }) }))

const briefly = z
  .string()
  .min(1)
  .transform((text): HolidayPlace | 'none' => {
    if (text === 'none') return text
    const [country = '', state, ...region] = text.split('-')
    return {
      country,
      ...(state !== undefined && { state }),
      ...(region.length > 0 && { region: region.join('-') }),
      types: USUAL_TYPES,
      before: 0,
      after: 0,
    }
  })

/** `DE-BY`, a place with its types, or `none` for a domain that the general holidays are not for. */
export const holidays = z.union([briefly, place])

const DATE_HINT = 'write it as 2026-11-27'
const EVERY_HINT = 'write month and day, as 12-24'

const date = dayText((text) => isDate(text), 'a day', DATE_HINT)
/** 29 February is a day of some years. */
const dayOfYear = dayText((text) => isDate(`2024-${text}`), 'a day of the year', EVERY_HINT)

export const announced = z
  .strictObject({
    name: z.string().min(1).describe('what people call it; reasons and messages name it'),
    date: date.optional().describe('the day, such as 2026-11-27; or a span by from and to, or every'),
    from: date.optional().describe('the first day of a span'),
    to: date.optional().describe('its last day'),
    every: dayOfYear.optional().describe('the day of each year, such as 12-24'),
    for: z.string().min(1).optional().describe('domains, products or datasets it is for, * for any text, several with commas (all)'),
    effect: z
      .enum(['special', 'quiet'])
      .default('special')
      .describe('special: learned as a day unlike others; quiet: no alarm of a learned check, and nothing is learned (special)'),
  })
  .superRefine(({ date, from, to, every }, context) => {
    const refuse = (path: readonly string[], message: string, hint: string) =>
      context.addIssue({ code: 'custom', path: [...path], message, params: { code: 'bad-days', hint } })
    const ways = [date, from ?? to, every].filter((way) => way !== undefined)
    if (ways.length !== 1) refuse([], 'it must say its days in one way', 'give date, or from and to, or every')
    else if (date === undefined && every === undefined) {
      if (from === undefined) refuse(['to'], 'the span has no beginning', 'give from as well, or date for a single day')
      else if (to === undefined) refuse(['from'], 'the span has no end', 'give to as well, or date for a single day')
      else if (to < from) refuse(['to'], 'the span ends before it begins', 'from and to are its first and last day')
    }
  })
  .transform(({ name, effect, date, from, to, every, for: selector }): AnnouncedDays => {
    const days = every === undefined ? { from: date ?? from ?? '', to: date ?? to ?? '' } : { every }
    return { name, effect, days, ...(selector !== undefined && { for: selector }) }
  })

function dayText(isRight: (text: string) => boolean, what: string, hint: string) {
  return z.string().superRefine((text, context) => {
    if (isRight(text)) return
    context.addIssue({ code: 'custom', message: `${JSON.stringify(text)} is not ${what}`, params: { code: 'bad-date', hint } })
  })
}

function isDate(text: string): text is LocalDate {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}
