/** The promises of a contract: each becomes checks, or a gap that says why not. */
import type { Severity } from '../../../core/names.ts'
import { didYouMean } from '../../document/closest.ts'
import type { Path } from '../../document/path.ts'
import type { SlaProperty } from '../../odcs/sla.ts'
import type { Work } from '../context.ts'
import { findElements } from '../find-elements.ts'
import type { Question } from '../question.ts'
import { readSchedule } from '../schedules.ts'
import type { Shape } from '../shape.ts'
import { askAge, askFrequency } from './age.ts'
import { askAvailability } from './availability.ts'
import { askTimeOfAvailability } from './deadline.ts'
import type { Promised } from './promised.ts'

type Ask = (promised: Promised, work: Work) => readonly Question[]

/** Promises of certain times. The others hold always. */
const ON_SCHEDULE: ReadonlySet<Ask> = new Set([askAge, askTimeOfAvailability])

/** Names are told apart without regard to case; the two letters are the standard's own short forms. */
const MEASURED: ReadonlyMap<string, Ask> = new Map([
  ...['latency', 'ly', 'freshness'].map((name): readonly [string, Ask] => [name, askAge]),
  ...['frequency', 'fy'].map((name): readonly [string, Ask] => [name, askFrequency]),
  ...['timeofavailability'].map((name): readonly [string, Ask] => [name, askTimeOfAvailability]),
  ...['availability', 'av'].map((name): readonly [string, Ask] => [name, askAvailability]),
])

const UNMEASURED: readonly (readonly [readonly string[], string])[] = [
  [['retention', 're'], 'the age of the oldest data is not looked at'],
  [['throughput', 'th'], 'rows per unit of time are not held against a promise'],
  [['errorrate', 'er'], 'nothing here sees the failed requests or rows of the producer'],
  [['generalavailability', 'ga'], 'it is a date, nothing is measured for it'],
  [['endofsupport', 'es'], 'it is a date, nobody is reminded of it yet'],
  [['endoflife', 'el'], 'it is a date, nobody is reminded of it yet'],
  [['timetodetect', 'td'], 'the time to detect an incident is not held against a promise'],
  [['timetonotify', 'tn'], 'the time to notify is not held against a promise'],
  [['timetorepair', 'tr'], 'the time to repair is not held against a promise'],
]
const REASONS: ReadonlyMap<string, string> = new Map(UNMEASURED.flatMap(([names, why]) => names.map((name) => [name, why] as const)))
const KNOWN = [
  ...['latency', 'freshness', 'frequency', 'timeOfAvailability', 'availability', 'retention', 'throughput', 'errorRate'],
  ...['generalAvailability', 'endOfSupport', 'endOfLife', 'timeToDetect', 'timeToNotify', 'timeToRepair'],
]

const DRIVERS: ReadonlyMap<string, Severity> = new Map([
  ['regulatory', 'critical'],
  ['operational', 'high'],
  ['analytics', 'medium'],
])

export function askSlas(work: Work, shapes: readonly Shape[]): readonly Question[] {
  const { contract, findings } = work
  return [...(contract.slaProperties ?? []).entries()].flatMap(([index, sla]) => {
    const path = ['slaProperties', index]
    const name = sla.property.trim().toLowerCase()
    const ask = MEASURED.get(name)
    if (ask === undefined) {
      const reason = REASONS.get(name)
      if (reason !== undefined) findings.gap('sla-unmeasured', path, `${sla.property} is not measured: ${reason}`)
      else
        findings.gap(
          'unknown-sla',
          [...path, 'property'],
          `${sla.property} is no promise that is known here, nothing measures it`,
          didYouMean(sla.property, KNOWN),
        )
      return []
    }
    const elementPath =
      sla.element === undefined ? (contract.slaDefaultElement === undefined ? path : ['slaDefaultElement']) : [...path, 'element']
    const elements = findElements(sla.element ?? contract.slaDefaultElement, shapes, elementPath, sla.property, findings)
    if (!ON_SCHEDULE.has(ask) && readSchedule(sla, path, work) !== undefined)
      findings.warning('unused-schedule', [...path, 'schedule'], `${sla.property} holds always, its schedule is not used`)
    return ask({ sla, path, elements, elementPath, severity: severityOf(sla, path, work) }, work)
  })
}

function severityOf({ driver }: SlaProperty, path: Path, { findings }: Work): Severity | undefined {
  if (driver === undefined) return undefined
  const severity = DRIVERS.get(driver.trim().toLowerCase())
  if (severity === undefined) {
    const hint = didYouMean(driver, DRIVERS.keys()) ?? `known drivers: ${[...DRIVERS.keys()].join(', ')}`
    findings.warning('unknown-driver', [...path, 'driver'], `driver ${JSON.stringify(driver)} says nothing of the severity`, hint)
  }
  return severity
}
