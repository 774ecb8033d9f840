/**
 * Generated data in the manner of public statistics: one file a day with a row per county, running totals and daily counts. Sizes are
 * Pareto distributed, groups of counties (states) share waves, weekday rhythm and reporting habits: some pause on weekends and catch up,
 * some report in batches. Noise is overdispersed, small counties are mostly zero, backlogs arrive and small corrections are made. All
 * of that is daily life; faults are planted on top of it.
 */
import { DAY, type Instant } from '../../src/core/calendar/time.ts'
import type { PanelLook } from '../../src/detect/panel/panel.ts'

export interface Fault {
  readonly kind: 'stale' | 'halved' | 'doubled' | 'digit' | 'lost' | 'correction' | 'dip' | 'moved schedule'
  readonly from: number
  readonly days: number
  /** Undefined where the whole table is concerned. */
  readonly segment?: string
}

export interface Generated {
  readonly looks: readonly PanelLook[]
  readonly faults: readonly Fault[]
}

const START: Instant = Date.UTC(2025, 0, 6)
const MEASURES = ['cases', 'deaths', 'tests', 'in_hospital']
export const QUIET_DAYS = 40

export function generate(size: number, days: number, seed: number, withFaults: boolean): Generated {
  const random = generator(seed * 7919 + size)
  const groups = Math.max(3, Math.round(size / 60))
  const group = Array.from({ length: groups }, () => ({
    wave: gaussian(random) * 0.5,
    trend: 0,
    weekday: Array.from({ length: 7 }, (_, day) => (day === 0 || day === 6 ? 0.5 + 0.4 * random() : 0.95 + 0.2 * random())),
    habit: random() < 0.15 ? 'weekends off' : random() < 0.05 ? 'batches' : 'daily',
  }))
  const counties = Array.from({ length: size }, (_, index) => ({
    name: `C${String(index).padStart(4, '0')}`,
    group: Math.floor(random() * groups),
    people: 2 * (1 - random()) ** -0.9,
    noise: 3 + 20 * random(),
    total: [0, 0, 0],
    pending: [0, 0, 0],
    hospital: 0,
    extra: [0, 0, 0],
  }))
  const mean = counties.reduce((sum, { people }) => sum + people, 0) / size
  const faults = withFaults
    ? planFaults(
        counties.map(({ name, people }) => ({ name, people })),
        days,
        mean,
        random,
      )
    : []
  const looks: PanelLook[] = []
  for (let day = 0; day < days; day++) {
    const weekday = (day + 1) % 7
    for (const one of group) {
      one.trend = 0.9 * one.trend + 0.012 * gaussian(random)
      one.wave = 0.995 * one.wave + one.trend
    }
    const skipping = group.map(() => random() < 0.004)
    const values = new Float64Array(MEASURES.length * size)
    const moved = faults.find(({ kind, from }) => kind === 'moved schedule' && from === day)
    const dip = faults.some(({ kind, from }) => kind === 'dip' && from === day) ? 0.4 : 1
    const movedGroups = moved ? Math.ceil(groups / 3) : 0
    for (const [index, county] of counties.entries()) {
      const { wave, weekday: rhythm, habit } = group[county.group] ?? { wave: 0, weekday: [], habit: 'daily' }
      const mine = faults.filter((fault) => fault.segment === county.name && day >= fault.from && day < fault.from + fault.days)
      const has = (kind: Fault['kind']) => mine.some((fault) => fault.kind === kind)
      const factor = has('halved') ? 0.5 : has('doubled') ? 2 : has('correction') ? 0.97 : 1
      const pace = county.people * Math.exp(wave) * (rhythm[weekday] ?? 1)
      const came = [pace, 0.02 * pace, 15 * pace].map((usual) => dip * overdispersed(usual, county.noise, random))
      if (random() < 0.0005) came[0] = (came[0] ?? 0) + Math.round(county.people * (3 + 10 * random()))
      const fall = random() < 0.001 ? Math.round(county.people * random()) : 0
      const isOff =
        (habit === 'weekends off' && (weekday === 0 || weekday === 6)) ||
        (habit === 'batches' && weekday !== 2 && weekday !== 5) ||
        skipping[county.group] ||
        random() < 0.002 ||
        county.group < movedGroups
      for (let measure = 0; measure < 3; measure++)
        county.pending[measure] = (county.pending[measure] ?? 0) + Math.round(came[measure] ?? 0)
      if (!isOff && !has('stale')) {
        for (let measure = 0; measure < 3; measure++) {
          county.total[measure] = (county.total[measure] ?? 0) + (county.pending[measure] ?? 0)
          county.pending[measure] = 0
        }
        county.total[0] = (county.total[0] ?? 0) - Math.min(fall, county.total[0] ?? 0)
        county.hospital = Math.round(county.people * Math.exp(wave) * (4 + 0.15 * gaussian(random)))
      }
      for (let measure = 0; measure < 3; measure++) values[measure * size + index] = Math.round(factor * (county.total[measure] ?? 0))
      values[3 * size + index] = county.hospital
      if (has('digit')) values[2 * size + index] = 10 * (values[2 * size + index] ?? 0)
      if (has('lost')) for (let measure = 0; measure < 4; measure++) values[measure * size + index] = Number.NaN
    }
    looks.push({ at: START + day * DAY, measures: MEASURES, segments: counties.map(({ name }) => name), values })
  }
  return { looks, faults }
}

/** Each kind in turn, five days apart or more; single segments are of at least average size, so that their fault matters. */
function planFaults(
  counties: readonly { readonly name: string; readonly people: number }[],
  days: number,
  mean: number,
  random: () => number,
): readonly Fault[] {
  const kinds: readonly Fault['kind'][] = ['stale', 'doubled', 'digit', 'dip', 'lost', 'correction', 'halved', 'moved schedule']
  const large = counties.filter(({ people }) => people >= mean)
  const faults: Fault[] = []
  for (let from = QUIET_DAYS; from < days - 6; from += 7 + Math.floor(3 * random())) {
    const kind = kinds[faults.length % kinds.length] ?? 'stale'
    const segment = large[Math.floor(random() * large.length)]?.name
    faults.push({ kind, from, days: 1, ...(kind !== 'dip' && kind !== 'moved schedule' && segment !== undefined && { segment }) })
  }
  return faults
}

/** Negative binomial by its gamma mixture, in normal approximations where numbers are large. */
function overdispersed(mean: number, noise: number, random: () => number): number {
  const spread = mean * Math.exp(gaussian(random) / Math.sqrt(noise) - 0.5 / noise)
  if (spread > 30) return Math.max(0, Math.round(spread + Math.sqrt(spread) * gaussian(random)))
  const limit = Math.exp(-spread)
  let count = 0
  for (let product = random(); product > limit; product *= random()) count++
  return count
}

/** Mulberry32. */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
