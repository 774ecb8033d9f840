/**
 * Whether noise carries over: the same settings on generated tables of 10 to 4,000 segments, with and without faults, beside a plain rule.
 * Prints false alarms a table and month (runs of odd looks that no planted fault explains, and one more for every day that a run goes on
 * after its second, as a replay is scored), and recall by kind of fault. Sizes may be
 * given: `npm run bench -- segments 10 100`.
 */
import { type Fault, generate } from './panels/county.ts'
import { ours, plain, type Rule } from './panels/rules.ts'

const DAYS = 120
/** Tables before this one were looked at while the rules were made; these were not. */
const FIRST_SEED = 101
const TABLES: Readonly<Record<number, number>> = { 10: 24, 60: 16, 100: 12, 1000: 5, 4000: 2 }

export async function run(args: readonly string[]): Promise<unknown> {
  const sizes = args.length > 0 ? args.map(Number) : Object.keys(TABLES).map(Number)
  return sizes.map((segments) => {
    const tables = TABLES[segments] ?? 1
    return { segments, tables, days: DAYS, ours: score(segments, tables, ours), plain: score(segments, tables, plain) }
  })
}

interface Score {
  readonly falseAlarmsPerTableMonth: { readonly quiet: number; readonly withFaults: number }
  readonly recall: number
  readonly found: Readonly<Record<string, string>>
  readonly millisecondsPerLook: number
}

function score(segments: number, tables: number, rule: () => Rule): Score {
  const alarms = { quiet: 0, withFaults: 0 }
  const found = new Map<Fault['kind'], [number, number]>()
  let looksTaken = 0
  let spent = 0
  for (let seed = FIRST_SEED; seed < FIRST_SEED + tables; seed++) {
    for (const withFaults of [false, true]) {
      const { looks, faults } = generate(segments, DAYS, seed, withFaults)
      const judge = rule()
      const met = new Set<Fault>()
      let run = 0
      for (const day of looks.keys()) {
        const begun = performance.now()
        const odd = judge(looks.slice(Math.max(0, day - 40), day + 1))
        spent += performance.now() - begun
        looksTaken++
        for (const fault of faults) if (isMet(fault, day, odd)) met.add(fault)
        const isExplained = faults.some(({ from, days }) => day >= from && day <= from + days)
        run = odd.size > 0 ? run + 1 : 0
        if (run > 0 && run !== 2 && !isExplained) alarms[withFaults ? 'withFaults' : 'quiet']++
      }
      for (const fault of faults) {
        const [hits, all] = found.get(fault.kind) ?? [0, 0]
        found.set(fault.kind, [hits + (met.has(fault) ? 1 : 0), all + 1])
      }
    }
  }
  const months = (tables * (DAYS - 14)) / 30
  const counts = [...found.values()]
  return {
    falseAlarmsPerTableMonth: { quiet: rounded(alarms.quiet / months), withFaults: rounded(alarms.withFaults / months) },
    recall: rounded(
      counts.reduce((sum, [hits]) => sum + hits, 0) /
        Math.max(
          1,
          counts.reduce((sum, [, all]) => sum + all, 0),
        ),
    ),
    found: Object.fromEntries([...found].map(([kind, [hits, all]]) => [kind, `${hits} of ${all}`])),
    millisecondsPerLook: rounded(spent / looksTaken),
  }
}

/** A fault of one segment has to be named; one of the whole table, or of a third of it, has to be noticed. */
function isMet({ from, days, segment }: Fault, day: number, odd: ReadonlySet<string>): boolean {
  return day >= from && day < from + days && (segment === undefined ? odd.size > 0 : odd.has(segment))
}

function rounded(value: number): number {
  return Number(value.toFixed(2))
}
