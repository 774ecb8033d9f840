/**
 * What the tables beside a table are worth: eight daily series with noise of their own, in which a load lacks 30 % of its rows in all of
 * them on the same day. Found by the detector alone, and with the peers; and how often either is wrong on quiet days. Generated, seeded.
 * `npm run bench -- peers`.
 */
import { DAY } from '../src/core/calendar/time.ts'
import type { Point, SeriesAnswer } from '../src/core/series.ts'
import { replaySeries } from '../src/detect/judge-series.ts'
import { backedByPeers, signedZ, usualCombination } from '../src/detect/peers.ts'

const SERIES = 8
const DAYS = 200
const FROM = 60
const FIRST = Date.parse('2026-01-01T00:00:00Z')
const LOSS = 0.3

/** Every 20th day lacks rows. */
const isShort = (day: number) => day >= FROM && day % 20 === 7

export async function run(): Promise<unknown> {
  return Object.fromEntries(
    [0, 0.3].map((shared) => {
      const sums = { short: 0, foundAlone: 0, foundWithPeers: 0, usual: 0, falseAlone: 0, falseWithPeers: 0 }
      for (let seed = 1; seed <= 10; seed++) tally(mesh(seed, shared), sums)
      return [shared === 0 ? 'independent' : `${100 * shared} % of the variance shared`, sums]
    }),
  )
}

type Sums = Record<'short' | 'foundAlone' | 'foundWithPeers' | 'usual' | 'falseAlone' | 'falseWithPeers', number>

function tally(series: readonly (readonly Point[])[], sums: Sums): void {
  const answers = series.map((points) => replaySeries(points, { kind: 'count', zone: 'UTC', polled: false, step: DAY }).answers)
  for (let day = FROM; day < DAYS; day++) {
    const usual = usualCombination(series.map((points) => points.slice(Math.max(0, day - 60), day)))
    const now = answers.map((all) => signOf(all[day]))
    for (const [index, own] of now.entries()) {
      if (own === undefined) continue
      const beside = now.toSpliced(index, 1).flatMap((one) => one?.z ?? [])
      const backed = !own.isOdd && usual !== undefined && own.matters && backedByPeers(own, beside, usual)
      const [all, alone, withPeers] = isShort(day)
        ? (['short', 'foundAlone', 'foundWithPeers'] as const)
        : (['usual', 'falseAlone', 'falseWithPeers'] as const)
      sums[all]++
      if (own.isOdd) sums[alone]++
      if (own.isOdd || backed) sums[withPeers]++
    }
  }
}

function signOf(answer: (SeriesAnswer & { readonly point: Point }) | undefined) {
  if (!answer || answer.state === 'learning') return undefined
  const { score, expected, margin } = answer.grounds
  const off = answer.point.value - expected
  return { score, z: signedZ(score, off), isOdd: answer.state === 'unusual', matters: Math.abs(off) >= margin }
}

/** Weekly rhythm, lognormal noise of 15 %, part of it common to all. */
function mesh(seed: number, shared: number): readonly (readonly Point[])[] {
  const draw = normal(seed * 7_919)
  const common = Array.from({ length: DAYS }, draw)
  return Array.from({ length: SERIES }, (_, index) =>
    Array.from({ length: DAYS }, (_, day): Point => {
      const noise = Math.sqrt(shared) * (common[day] ?? 0) + Math.sqrt(1 - shared) * draw()
      const week = day % 7 < 5 ? 1 : 0.6
      const rows = 400 * (index + 1) * week * Math.exp(0.15 * noise) * (isShort(day) ? 1 - LOSS : 1)
      return { at: FIRST + day * DAY, value: Math.round(rows), ...(isShort(day) && { mark: 'excluded' as const }) }
    }),
  )
}

/** Park and Miller's generator, Box and Muller's transform. */
function normal(seed: number): () => number {
  let state = seed % 2_147_483_647
  const next = () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  return () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next())
}
