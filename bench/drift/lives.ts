/**
 * How often a column is said to have changed that only lives as its nature is, and how often trouble is found in it, for columns of
 * many natures. Each has sixty days that were read back, and is judged every day from then on.
 */
import { distribution } from '../../src/checks/distribution/index.ts'
import { isBad, type Verdict } from '../../src/core/verdict.ts'
import { type Column, column } from './column.ts'
import { dayOf, NATURES, type Nature } from './columns.ts'
import { type Random, seeded, type Trouble } from './generate.ts'

const DAYS_READ_BACK = 60
const DAYS_JUDGED = 140
const TROUBLES: Readonly<Record<string, Trouble>> = {
  'shift of .5 sd': { shift: 0.5 },
  'spread x 1.5': { spread: 1.5 },
  '2 % of the rows x 100': { wrongUnit: 0.02 },
}

export interface Life {
  readonly column: string
  readonly rows: number
  readonly columnDays: number
  readonly falsePer1000: number
  /** Series that were told, with how often. */
  readonly told: Readonly<Record<string, number>>
  readonly percentFound: Readonly<Record<string, number>>
}

/** Of so many columns of each nature, and as many tries of each trouble. */
export function lives(sizes: readonly number[], columns: number, seed: number): readonly Life[] {
  return NATURES.flatMap((nature, place) => sizes.map((size) => lifeOf(nature, size, columns, seeded(seed + 1_000 * place + size))))
}

function lifeOf(nature: Nature, size: number, columns: number, random: Random): Life {
  const told: Record<string, number> = {}
  const found: Record<string, number> = Object.fromEntries(Object.keys(TROUBLES).map((name) => [name, 0]))
  let bad = 0
  for (let index = 0; index < columns; index++) {
    for (const [name, trouble] of Object.entries(TROUBLES)) {
      const troubled = begun(nature, size, random)
      if (isBad(judged(troubled, DAYS_READ_BACK, dayOf(nature, DAYS_READ_BACK, size, random, trouble))))
        found[name] = (found[name] ?? 0) + 1
    }
    const one = begun(nature, size, random)
    for (let day = DAYS_READ_BACK; day < DAYS_READ_BACK + DAYS_JUDGED; day++) {
      const verdict = judged(one, day, dayOf(nature, day, size, random))
      if (!isBad(verdict)) continue
      bad++
      const series = String(verdict.evidence?.series)
      told[series] = (told[series] ?? 0) + 1
    }
  }
  const columnDays = columns * DAYS_JUDGED
  return {
    column: nature.name,
    rows: size,
    columnDays,
    falsePer1000: Math.round((10_000 * bad) / columnDays) / 10,
    told,
    percentFound: Object.fromEntries(Object.entries(found).map(([name, count]) => [name, Math.round((100 * count) / columns)])),
  }
}

function begun(nature: Nature, size: number, random: Random): Column {
  const one = column()
  for (let day = 0; day < DAYS_READ_BACK; day++) one.know(day, dayOf(nature, day, size, random))
  return one
}

function judged(one: Column, day: number, summary: Parameters<Column['judge']>[1]): Verdict {
  const judgement = one.judge(day, summary)
  const [verdict = judgement.verdict] = distribution.together?.([{ check: one.check, verdict: judgement.verdict }]) ?? []
  one.settle(judgement, verdict)
  return verdict
}
