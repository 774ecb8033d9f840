/**
 * Drift of a distribution: how often ours and the rules that peers ship decide that something changed, where nothing did and where something
 * did, on the same generated days in one run; what many columns of one table cost; and how many false alarms columns of many natures raise
 * while they live. `npm run bench -- drift [runs [columns of each nature [seed]]]`.
 */
import { distribution } from '../src/checks/distribution/index.ts'
import { isBad } from '../src/core/verdict.ts'
import { type Column, column } from './drift/column.ts'
import { normal, type Random, SD, type Summary, sample, seeded, summaryOf, type Trouble } from './drift/generate.ts'
import { lives } from './drift/lives.ts'
import { RULES } from './drift/rules.ts'

interface Case {
  readonly name: string
  readonly size: number
  /** Standard deviation of the daily shift that is nobody's fault, in standard deviations of the values. */
  readonly wobble: number
  readonly trouble?: Trouble
}

const CASES: readonly Case[] = [
  { name: 'no change', size: 100, wobble: 0 },
  { name: 'no change', size: 500, wobble: 0 },
  { name: 'daily wobble of .05 sd', size: 5_000, wobble: 0.05 },
  { name: 'daily wobble of .05 sd', size: 100_000, wobble: 0.05 },
  { name: 'shift of .5 sd', size: 500, wobble: 0.05, trouble: { shift: 0.5 } },
  { name: 'shift of .5 sd', size: 5_000, wobble: 0.05, trouble: { shift: 0.5 } },
  { name: 'shift of .5 sd', size: 100_000, wobble: 0.05, trouble: { shift: 0.5 } },
  { name: 'spread x 1.5', size: 5_000, wobble: 0.05, trouble: { spread: 1.5 } },
  { name: 'spread x 1.5', size: 100_000, wobble: 0.05, trouble: { spread: 1.5 } },
  { name: '2 % of the rows x 100', size: 500, wobble: 0.05, trouble: { wrongUnit: 0.02 } },
  { name: '2 % of the rows x 100', size: 5_000, wobble: 0.05, trouble: { wrongUnit: 0.02 } },
  { name: '2 % of the rows x 100', size: 100_000, wobble: 0.05, trouble: { wrongUnit: 0.02 } },
]
const SIZES = [500, 5_000, 100_000]
const DAYS_BEFORE = 28
/** Samples of a size that days before are drawn from, so that a hundred thousand values need not be sorted a thousand times. */
const POOL = 40

export async function run([given = '20', columns = '1', seed = '1']: readonly string[]): Promise<unknown> {
  const runs = Number(given)
  const random = seeded(20_261_121)
  const begun = performance.now()
  const pools = new Map(
    [...new Set(CASES.map(({ size }) => size))].map((size) => [size, Array.from({ length: POOL }, () => sample(size, random))]),
  )
  const decisions = CASES.map((one) => ({ rows: one.size, case: one.name, ...decided(one, pools.get(one.size) ?? [], runs, random) }))
  const tables = { soundTable: table({}, pools, runs, random), oneWrongUnit: table({ wrongUnit: 0.02 }, pools, runs, random) }
  return {
    runs,
    percentDecidedAsChanged: decisions,
    twentyColumns: tables,
    lives: lives(SIZES, Number(columns), Number(seed)),
    seconds: Math.round((performance.now() - begun) / 1_000),
  }
}

/** A day of the pool, shifted. */
function usualDay(pool: readonly Float64Array[], wobble: number, random: Random): Float64Array {
  const day = pool[Math.floor(random() * pool.length)] ?? new Float64Array()
  const shift = wobble * normal(random) * SD
  return day.map((value) => value + shift)
}

function decided({ size, wobble, trouble }: Case, pool: readonly Float64Array[], runs: number, random: Random) {
  const hits: Record<string, number> = { ours: 0, ...Object.fromEntries(Object.keys(RULES).map((name) => [name, 0])) }
  const summaries = pool.map(summaryOf)
  for (let run = 0; run < runs; run++) {
    const one = column()
    for (let day = 0; day < DAYS_BEFORE - 1; day++) one.know(day, shifted(summaries, wobble, random))
    const yesterday = usualDay(pool, wobble, random)
    one.know(DAYS_BEFORE - 1, summaryOf(yesterday))
    const today = sample(size, random, { ...trouble, shift: (trouble?.shift ?? 0) + wobble * normal(random) })
    const { verdict } = one.judge(DAYS_BEFORE, summaryOf(today))
    if (isBad(lastWord([one], [verdict])[0] ?? verdict)) hits.ours = (hits.ours ?? 0) + 1
    for (const [name, rule] of Object.entries(RULES)) if (rule(today, yesterday)) hits[name] = (hits[name] ?? 0) + 1
  }
  return Object.fromEntries(Object.entries(hits).map(([name, count]) => [name, Math.round((100 * count) / runs)]))
}

function lastWord(columns: readonly Column[], verdicts: readonly ReturnType<Column['judge']>['verdict'][]) {
  return distribution.together?.(verdicts.map((verdict, index) => ({ check: (columns[index] as Column).check, verdict }))) ?? verdicts
}

/** Twenty columns of 5,000 rows a day, the first of which may be in trouble. */
function table(trouble: Trouble, pools: ReadonlyMap<number, readonly Float64Array[]>, runs: number, random: Random) {
  const [size, wobble, rounds] = [5_000, 0.05, Math.ceil(runs / 4)]
  const pool = (pools.get(size) ?? []).map(summaryOf)
  let [found, falseWithout, falseWith, daysWithout, daysWith] = [0, 0, 0, 0, 0]
  for (let round = 0; round < rounds; round++) {
    const columns = Array.from({ length: 20 }, (_, index) => column(`c${index}`))
    for (const one of columns) for (let day = 0; day < DAYS_BEFORE; day++) one.know(day, shifted(pool, wobble, random))
    const alone = columns.map((one, index) => {
      const today = sample(size, random, { ...(index === 0 ? trouble : {}), shift: wobble * normal(random) })
      return one.judge(DAYS_BEFORE, summaryOf(today)).verdict
    })
    const after = lastWord(columns, alone)
    const isTroubled = Object.keys(trouble).length > 0
    if (isTroubled && after[0] && isBad(after[0])) found++
    const [before, left] = [alone, after].map((verdicts) => verdicts.slice(isTroubled ? 1 : 0).filter(isBad).length) as [number, number]
    falseWithout += before
    falseWith += left
    daysWithout += Math.sign(before)
    daysWith += Math.sign(left)
  }
  const percent = (count: number) => Math.round((1_000 * count) / rounds) / 10
  return {
    days: rounds,
    ...(Object.keys(trouble).length > 0 && { percentFound: percent(found) }),
    percentOfDaysWithFalseAlarm: { oneByOne: percent(daysWithout), together: percent(daysWith) },
    falseColumnsPerDay: { oneByOne: falseWithout / rounds, together: falseWith / rounds },
  }
}

function shifted(pool: readonly Summary[], wobble: number, random: Random): Summary {
  const { size, least, most, quantiles } = pool[Math.floor(random() * pool.length)] as Summary
  const shift = wobble * normal(random) * SD
  return { size, least: least + shift, most: most + shift, quantiles: quantiles.map((value) => value + shift) }
}
