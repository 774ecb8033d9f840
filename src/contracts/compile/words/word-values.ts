/** Values of our own words: how each kind is read, and what to say when it cannot be. */
import { DURATION_HINT, parseDuration } from '../../../core/calendar/duration.ts'
import { DAY, type Millis } from '../../../core/calendar/time.ts'
import { isZone } from '../../../core/calendar/wall-time.ts'
import { ALARM_HINT, ALARMS, parseShare, SHARE_HINT } from '../../../core/gates.ts'
import type { Severity, Tier } from '../../../core/names.ts'
import type { Feature } from '../../../core/questions.ts'
import { HISTORY_HINT, LONGEST_HISTORY } from '../../../core/settings.ts'
import { didYouMean } from '../../document/closest.ts'
import { isMapping } from '../../document/path.ts'
import { lifeFault, readLife } from '../../incidents/incident-words.ts'
import { routeFault, routeList } from '../../routing/route-words.ts'
import { HOURS_HINT, readHours } from '../clock-time.ts'
import type { Values } from './vocabulary.ts'

interface Reader<T> {
  /** Undefined when the value is not of this kind. */
  read(value: unknown): T | undefined
  readonly expected: string
  readonly code: string
  hint(value: unknown): string
}

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low']
const TIERS: readonly Tier[] = ['gold', 'silver', 'bronze']
const FEATURES: readonly Feature[] = ['nullRate', 'zeroRate', 'distinct', 'mean', 'spread', 'quantiles', 'categories']
const PRODUCT = /^[\w-]+\.[\w-]+(?:@[\w-]+)?$/

function choice<T extends string>(of: readonly T[], numbered = false): Reader<T> {
  return {
    read: (value) => of.find((each) => each === value) ?? (numbered && typeof value === 'number' ? of[value - 1] : undefined),
    expected: `one of ${of.join(', ')}`,
    code: 'bad-value',
    hint: (value) => (typeof value === 'string' ? didYouMean(value, of) : undefined) ?? `one of ${of.join(', ')}`,
  }
}

function plain<T>(expected: string, read: (value: unknown) => T | undefined, hint: string, code = 'bad-value'): Reader<T> {
  return { read, expected, code, hint: () => hint }
}

export const READERS: { readonly [K in keyof Values]: Reader<Values[K]> } = {
  duration: plain(
    'a length of time above zero',
    (value) => (typeof value === 'string' ? parseDuration(value) : undefined) || undefined,
    DURATION_HINT,
    'bad-duration',
  ),
  history: plain('a length of time from one day to 400 days', readHistory, HISTORY_HINT, 'bad-duration'),
  zone: {
    read: (value) => (typeof value === 'string' && isZone(value) ? value : undefined),
    expected: 'a time zone',
    code: 'unknown-zone',
    hint: zoneHint,
  },
  severity: choice(SEVERITIES),
  tier: choice(TIERS, true),
  count: plain(
    'a whole number above zero',
    (value) => (Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : undefined),
    'such as 3',
  ),
  alarm: plain(
    'a score',
    (value) => (typeof value === 'number' && value >= ALARMS.from && value <= ALARMS.to ? value : undefined),
    ALARM_HINT,
  ),
  share: plain('a share', (value) => (typeof value === 'string' ? parseShare(value) : undefined), SHARE_HINT, 'bad-share'),
  flag: plain('true or false', (value) => (typeof value === 'boolean' ? value : undefined), 'write true or false, without quotes'),
  text: plain('a text', (value) => (typeof value === 'string' && value !== '' ? value : undefined), 'put it in quotes'),
  products: plain(
    'a list of products',
    (value) =>
      Array.isArray(value) && value.every((each) => typeof each === 'string' && PRODUCT.test(each)) ? (value as string[]) : undefined,
    'each is a domain and a product, such as [storefront.orders]',
  ),
  period: choice(['day', 'hour']),
  partition: choice(['file']),
  covers: choice(['today', 'yesterday']),
  hours: plain('hours of the week', readHours, HOURS_HINT),
  routes: { read: (value) => routeList.safeParse(value).data, expected: 'a list of routes', code: 'bad-routes', hint: routeFault },
  life: { read: readLife, expected: 'settings of incidents', code: 'bad-incidents', hint: lifeFault },
  segments: plain('a field, or {field, top}', readSegments, 'such as region, or {field: region, top: 200} with at most 5,000 of them'),
  features: {
    read: (value) => (value === false ? false : Array.isArray(value) && value.length > 0 && value.every(isFeature) ? value : undefined),
    expected: 'false, or a list of features',
    code: 'bad-value',
    hint: (value) => {
      const stranger = Array.isArray(value) ? value.find((each) => !isFeature(each)) : undefined
      return (typeof stranger === 'string' ? didYouMean(stranger, FEATURES) : undefined) ?? `known features: ${FEATURES.join(', ')}`
    },
  },
}

function readHistory(value: unknown): Millis | undefined {
  const length = typeof value === 'string' ? parseDuration(value) : undefined
  return length !== undefined && length >= DAY && length <= LONGEST_HISTORY ? length : undefined
}

export function zoneHint(value: unknown): string {
  const meant = typeof value === 'string' ? didYouMean(value, Intl.supportedValuesOf('timeZone')) : undefined
  return meant ?? 'use an IANA name such as Europe/Berlin or UTC'
}

function isFeature(value: unknown): value is Feature {
  return FEATURES.some((each) => each === value)
}

/** More are hardly read by anyone, and would make every look slow. */
const MOST_SEGMENTS = 5_000

function readSegments(value: unknown): Values['segments'] | undefined {
  if (typeof value === 'string' && value !== '') return { field: value }
  if (!isMapping(value) || Object.keys(value).some((key) => key !== 'field' && key !== 'top')) return undefined
  const { field, top } = value
  if (typeof field !== 'string' || field === '') return undefined
  if (top === undefined) return { field }
  return Number.isSafeInteger(top) && Number(top) > 0 && Number(top) <= MOST_SEGMENTS ? { field, top: Number(top) } : undefined
}
