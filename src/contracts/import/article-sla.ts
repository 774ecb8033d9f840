/** The promises of an article's contract: a freshness in words or as an age, other lengths of time, an availability. */
import { readLength } from '../compile/length.ts'
import type { SchemaProperty } from '../odcs/schema.ts'
import type { SlaProperty } from '../odcs/sla.ts'
import { type Mapping, type NoteBook, noteOthers, text } from './imported.ts'

/** Data that comes each interval is late a quarter of it later: the same grace as the compiler gives to frequency. */
const GRACE = 1.25
/** Words that tell a rhythm. Anything else is an age, and is kept as it was promised. */
const RHYTHM = /^(hourly|daily|weekly|monthly)$/i

/** What says how old the data is: the only column that holds a time, else nothing, and then the time of the last change counts. */
interface Timing {
  readonly element: Pick<SlaProperty, 'element'>
  readonly by: string
}

export function readSla(sla: Mapping, properties: readonly SchemaProperty[], notes: NoteBook): SlaProperty[] {
  noteOthers(sla, ['freshness', 'latency', 'availability'], 'sla', notes)
  const timing = timingOf(properties)
  const availability = text(sla.availability)
  return [
    ...readFreshness(text(sla.freshness), timing, notes),
    ...readLatency(text(sla.latency), timing, notes),
    ...(availability === undefined ? [] : [{ property: 'availability', value: Number.parseFloat(availability), unit: 'percent' }]),
  ]
}

function timingOf(properties: readonly SchemaProperty[]): Timing {
  const moments = properties.filter(({ logicalType }) => logicalType === 'timestamp' || logicalType === 'date')
  const [only] = moments
  if (only === undefined || moments.length > 1)
    return { element: {}, by: 'the time of the last change, because no single column says when' }
  return { element: { element: only.name }, by: `the newest ${only.name}` }
}

function readFreshness(written: string | undefined, { element, by }: Timing, notes: NoteBook): SlaProperty[] {
  const minutes = minutesOf(written, 'sla.freshness', notes)
  if (written === undefined || minutes === undefined) return []
  const age = (value: number): SlaProperty => ({ property: 'freshness', value, unit: 'min', ...element })
  if (!RHYTHM.test(written)) {
    notes.assumed('sla.freshness', `${written} means: never older than ${spellMinutes(minutes)}, without grace, judged by ${by}`)
    return [age(minutes)]
  }
  notes.assumed(
    'sla.freshness',
    `${written} means: something new every ${spellMinutes(minutes)}, late a quarter of that beyond it, judged by ${by}`,
  )
  return [{ property: 'frequency', value: minutes, unit: 'min', ...element }, age(minutes * GRACE)]
}

function readLatency(written: string | undefined, { element, by }: Timing, notes: NoteBook): SlaProperty[] {
  const minutes = minutesOf(written, 'sla.latency', notes)
  if (minutes === undefined) return []
  notes.assumed('sla.latency', `${written} is how old the data may be when it arrives, which is watched as its age, judged by ${by}`)
  return [{ property: 'latency', value: minutes, unit: 'min', ...element }]
}

function minutesOf(written: string | undefined, at: string, notes: NoteBook): number | undefined {
  if (written === undefined) return undefined
  const read = readLength(written.replace(/^(?:every|within|<=?|≤)\s*/i, ''), undefined)
  if ('length' in read) return read.length / 60_000
  notes.unmeasured(at, `${JSON.stringify(written)} is no length of time`)
  return undefined
}

function spellMinutes(minutes: number): string {
  if (minutes % 1440 === 0) return `${minutes / 1440} d`
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`
}
