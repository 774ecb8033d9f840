/** What is watched without being promised: bands learned from history, for rows and for the values of each field. */

import { DAY, HOUR, MINUTE, type Millis } from '../../../core/calendar/time.ts'
import { gatesOf } from '../../../core/gates.ts'
import type { DistributionParams, Feature } from '../../../core/questions.ts'
import type { Work } from '../context.ts'
import type { Question } from '../question.ts'
import { type FieldShape, isMoment, type Shape } from '../shape.ts'
import { ownTimeField, type TimeField, toTimeField } from '../time-field.ts'

/** `promised` are the questions that the contract asks of this dataset. */
export function askLearned(on: Shape, promised: readonly Question[], work: Work): readonly Question[] {
  const own = ownTimeField(on, work.settings, work.findings)
  if (!work.settings.learn) return []
  const time = on.ref.partition === undefined ? (own ?? eventTime(on, promised, work.settings)) : undefined
  const timed = time && { time, period: periodOf(time, on, promised, work) }
  return [...askVolume(on, timed, promised, work), ...askDistributions(on, timed?.period, work)]
}

interface Timed {
  readonly time: TimeField
  readonly period: Period
}

type Period = NonNullable<DistributionParams['period']>

/** When the rows of a period can be judged, and how far back history is read. */
function periodOf(time: TimeField, on: Shape, promised: readonly Question[], { settings }: Work): Period {
  const settle = on.said.settle ?? usualDelay(promised)
  const zone = time.zone === 'UTC' ? settings.zone : time.zone
  const history = on.said.history ?? settings.history
  return { field: time.physicalName, zone, settle, ...(history !== undefined && { history }) }
}

function askVolume(on: Shape, timed: Timed | undefined, promised: readonly Question[], { settings }: Work): readonly Question[] {
  const schedule = { every: settings.interval }
  const { alarm, ...matters } = gatesOf(settings, on.said)
  if (timed !== undefined) {
    const measure = { of: 'period', per: on.said.period ?? 'day', ...timed.period } as const
    return [{ kind: 'volume', on, field: timed.time.name, params: { measure, ...matters }, schedule, alarm }]
  }
  const isLimited = promised.some(({ kind, params }) => kind === 'volume' && params.limit !== undefined)
  return isLimited ? [] : [{ kind: 'volume', on, params: { measure: { of: 'rows' }, ...matters }, schedule, alarm }]
}

/** Fields that move when a row is touched count touches, not events; their past periods shrink. */
const TOUCHED = /updat|modif|chang|load|sync|ingest|process|etl|refresh|snapshot|valid|edit/i

/** Without `meshwatch.timeField`: the date or timestamp by which the data is partitioned, or else the one whose freshness is promised. */
function eventTime(on: Shape, promised: readonly Question[], settings: Work['settings']): TimeField | undefined {
  const isEvent = ({ field, type }: FieldShape): boolean => isMoment(type) && !TOUCHED.test(field.name)
  const partitioned = on.fields.find((field) => field.property.partitioned && isEvent(field))
  const fresh = on.fields.find(
    (field) => isEvent(field) && promised.some((question) => question.kind === 'freshness' && question.field === field.field.name),
  )
  const found = partitioned ?? fresh
  return found && toTimeField(found, settings)
}

/** Rows may come as late as the contract allows: the age, or the time of day at which yesterday has to be there. An hour where it says nothing. */
function usualDelay(promised: readonly Question[]): Millis {
  const delays = promised.flatMap(({ kind, params }) => {
    if (kind !== 'freshness') return []
    const { rule } = params
    if (rule.by === 'age') return [rule.limit]
    const [hour = 0, minute = 0] = [rule.due.hours.at(-1), rule.due.minutes.at(-1)]
    return rule.covers === -1 ? [hour * HOUR + minute * MINUTE] : []
  })
  return delays.length > 0 ? Math.min(DAY, Math.max(...delays)) : HOUR
}

/** Of the time field itself all rows are looked at: those without a time belong to no day. */
function askDistributions(on: Shape, period: Period | undefined, { settings }: Work): readonly Question[] {
  return on.fields.flatMap((field): readonly Question[] => {
    const { name, physicalName, logicalType, showValues } = field.field
    const features = field.said.distribution ?? usualFeatures(field, on)
    if (features === false) return []
    const { alarm, leastChange } = gatesOf(settings, on.said, field.said)
    const params = {
      field: physicalName,
      ...(logicalType !== undefined && { logicalType }),
      features,
      showValues,
      ...(leastChange !== undefined && { leastChange }),
      ...(period !== undefined && period.field !== physicalName && { period }),
    }
    return [{ kind: 'distribution', on, field: name, params, schedule: { every: settings.profile }, alarm }]
  })
}

const IDENTITY: readonly Feature[] = ['nullRate', 'distinct']
const KEY_NAME = /(?:^|_)(?:id|key|ref|uuid|guid|hash)$/i
const FREE_TEXT = /descr|comment|note|text|message|title|subject|body|name|mail|address|phone|url|path|json/i
export const PRIVATE = /pii|personal|sensitive|restricted|confidential|secret/i

/**
 * Features that say something about values of this kind. A key tells only of nulls and repeats, free text only of nulls, and the
 * categories of private data are not even counted.
 */
function usualFeatures({ field, property, type }: FieldShape, on: Shape): readonly Feature[] {
  const format = (property.logicalTypeOptions as { format?: string } | undefined)?.format
  const maxLength = (property.logicalTypeOptions as { maxLength?: number } | undefined)?.maxLength ?? 0
  const isKey =
    property.unique ||
    on.key.some((key) => key.field.name === field.name) ||
    KEY_NAME.test(field.name) ||
    property.relationships !== undefined
  if (isKey) return IDENTITY
  switch (type) {
    case 'integer':
    case 'number':
      return ['nullRate', 'zeroRate', 'quantiles']
    case 'boolean':
      return ['nullRate', 'categories']
    case 'string':
      if (format !== undefined || maxLength > 64 || FREE_TEXT.test(field.name)) return ['nullRate']
      return PRIVATE.test(field.classification ?? '') ? IDENTITY : ['nullRate', 'distinct', 'categories']
    default:
      return ['nullRate']
  }
}
