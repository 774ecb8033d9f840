/** Service levels of DCS as SLA properties. */
import { MINUTE } from '../../core/calendar/time.ts'
import { readLength } from '../compile/length.ts'
import type { SlaProperty } from '../odcs/sla.ts'
import { mapping, type NoteBook, text } from './imported.ts'

type Level = Readonly<Record<string, unknown>>
type Reading = (level: Level, at: string, notes: NoteBook) => SlaProperty[]

const READINGS: Readonly<Record<string, Reading>> = {
  availability: (level, at, notes) => {
    const share = Number.parseFloat(text(level.percentage) ?? '')
    if (Number.isFinite(share)) return [{ property: 'availability', value: share, unit: 'percent', ...describedBy(level) }]
    notes.unmeasured(at, 'no percentage is given')
    return []
  },
  retention: (level, at, notes) => {
    if (level.unlimited === true) {
      notes.leftOut(at, 'unlimited retention promises nothing that could fail')
      return []
    }
    const length = lengthOf(level.period, at, notes)
    return length === undefined ? [] : [{ property: 'retention', ...length, ...elementOf(level.timestampField), ...describedBy(level) }]
  },
  freshness: (level, at, notes) => {
    const length = lengthOf(level.threshold, at, notes)
    return length === undefined ? [] : [{ property: 'freshness', ...length, ...elementOf(level.timestampField), ...describedBy(level) }]
  },
  latency: (level, at, notes) => {
    const length = lengthOf(level.threshold, at, notes)
    if (length === undefined) return []
    const source = text(level.sourceTimestampField)
    // In the standard "latency" means age. A name of its own keeps this from being measured as something it is not.
    notes.unmeasured(at, 'the time between two fields of a row is not measured; it is kept as pipelineLatency')
    return [
      {
        property: 'pipelineLatency',
        ...length,
        ...elementOf(level.processedTimestampField),
        ...(source && { valueExt: source }),
        ...describedBy(level),
      },
    ]
  },
  frequency: (level, at, notes) => {
    const cron = text(level.cron)
    const length = lengthOf(text(level.interval)?.replace(/^every\s+/i, ''), at, notes)
    return length === undefined
      ? []
      : [{ property: 'frequency', ...length, ...(cron && { scheduler: 'cron', schedule: cron }), ...describedBy(level) }]
  },
}

export function readServiceLevels(levels: Level, notes: NoteBook): SlaProperty[] {
  return Object.entries(levels).flatMap(([name, level]) => {
    const at = `servicelevels.${name}`
    const reading = Object.hasOwn(READINGS, name) ? READINGS[name] : undefined
    if (reading !== undefined) return reading(mapping(level), at, notes)
    notes.leftOut(at, 'it promises something of people, not of data')
    return []
  })
}

function describedBy(level: Level): { description?: string } {
  const description = text(level.description)
  return description === undefined ? {} : { description }
}

function elementOf(field: unknown): { element?: string } {
  const element = text(field)
  return element === undefined ? {} : { element }
}

const ISO_UNITS: Readonly<Record<string, string>> = { Y: 'y', M: 'mo', W: 'w', D: 'd', TH: 'h', TM: 'min', TS: 's' }

/** `25h`, `1 day`, `PT25H`, `P1Y`, `daily` → a value and a unit. */
function lengthOf(given: unknown, at: string, notes: NoteBook): { value: number; unit: string } | undefined {
  const written = text(given) ?? ''
  const [, time, amount, letter] = /^P(T?)(\d+)([A-Z])$/.exec(written) ?? []
  const isoUnit = ISO_UNITS[`${time}${letter}`]
  if (isoUnit !== undefined) return { value: Number(amount), unit: isoUnit }
  const [, plain, unit] = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(written) ?? []
  const read = readLength(written, undefined)
  if ('problem' in read || written === '') {
    notes.unmeasured(at, written === '' ? 'no length of time is given' : `${JSON.stringify(written)} is no length of time`)
    return undefined
  }
  if (plain !== undefined && unit !== undefined)
    return { value: Number(plain), unit: unit.toLowerCase() === 'm' ? 'min' : unit.toLowerCase() }
  return { value: read.length / MINUTE, unit: 'min' }
}
