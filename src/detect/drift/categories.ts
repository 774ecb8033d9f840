/**
 * How far the categories of a profile are from those of the profiles before: categories that are new, that are gone, and, over all of
 * them and the rest, the Jensen-Shannon distance (base 2: 0 is the same, 1 has nothing in common), less what chance makes of it.
 */
import { NO_SEGMENT } from '../../core/metric.ts'
import { type CategoryProfile, pooledCategories, sizeOf } from './profile.ts'
import { chiSquareScore, shareScore } from './significance.ts'

export interface CategoryDrift {
  readonly distance: number
  readonly distanceScore: number
  /** Share of the rows whose category none of the profiles before has. Having none is no category. */
  readonly fresh: number
  readonly freshScore: number
  /** Share of the rows that categories had which this profile lacks and each one before has, unless it had too few rows for that. */
  readonly lost: number
  readonly lostScore: number
}

export interface ChangedCategory {
  readonly key: string
  readonly share: number
  readonly usual: number
}

/** Categories are what comes again: in most profiles at least this share of the rows has a category that others have, too. */
const COVERED = 0.9
/** Where chance would put fewer rows than this, chi-square says too much; such categories count with the rest. */
const FEWEST_EXPECTED = 5

/** Whether the field is an enumeration: its categories cover its rows, day after day, up to a rest that is not listed. */
export function isEnumeration(profiles: readonly CategoryProfile[]): boolean {
  const seen = new Map<string, number>()
  for (const { counts } of profiles) for (const key of Object.keys(counts)) seen.set(key, (seen.get(key) ?? 0) + 1)
  const covered = profiles.filter(({ size, counts }) => {
    const rows = Object.entries(counts).reduce((sum, [key, count]) => ((seen.get(key) ?? 0) > 1 ? sum + count : sum), 0)
    return rows >= COVERED * size
  })
  return profiles.length > 1 && covered.length > profiles.length / 2
}

/** `known` are the categories that were ever seen; `before` are the profiles to compare with. */
export function driftOfCategories(
  profile: CategoryProfile,
  before: readonly CategoryProfile[],
  known: ReadonlySet<string>,
): CategoryDrift | undefined {
  const past = pooledCategories(before)
  if (!(profile.size > 0) || !(past.size > 0)) return undefined
  const share = (keys: readonly string[], { counts, size }: CategoryProfile) =>
    Math.min(1, keys.reduce((sum, key) => sum + (counts[key] ?? 0), 0) / size)
  const isConstant = (key: string) => {
    const usual = (past.counts[key] ?? 0) / past.size
    return key !== NO_SEGMENT && before.every(({ counts, size }) => (counts[key] ?? 0) > 0 || size * usual < FEWEST_EXPECTED)
  }
  const fresh = share(
    Object.keys(profile.counts).filter((key) => key !== NO_SEGMENT && !known.has(key)),
    profile,
  )
  const lost = share(
    Object.keys(past.counts).filter((key) => !(key in profile.counts) && isConstant(key)),
    past,
  )
  const { distance, score } = distanceOf(profile, past)
  return {
    distance,
    distanceScore: score,
    fresh,
    freshScore: shareScore(fresh, profile.size, 0, past.size),
    lost,
    lostScore: shareScore(0, profile.size, lost, past.size),
  }
}

/** Largest change first. */
export function changedCategories(profile: CategoryProfile, before: readonly CategoryProfile[]): readonly ChangedCategory[] {
  const past = pooledCategories(before)
  const keys = new Set([...Object.keys(profile.counts), ...Object.keys(past.counts)])
  return [...keys]
    .map((key) => ({ key, share: (profile.counts[key] ?? 0) / profile.size, usual: (past.counts[key] ?? 0) / sizeOf(before) }))
    .sort((a, b) => Math.abs(b.share - b.usual) - Math.abs(a.share - a.usual))
}

function distanceOf(profile: CategoryProfile, past: CategoryProfile) {
  const all = profile.size + past.size
  const noise = 1 / profile.size + 1 / past.size
  const least = (FEWEST_EXPECTED * all) / Math.min(profile.size, past.size)
  const cells: [number, number][] = []
  const rest: [number, number] = [profile.size, past.size]
  for (const key of new Set([...Object.keys(profile.counts), ...Object.keys(past.counts)])) {
    const [now, then] = [profile.counts[key] ?? 0, past.counts[key] ?? 0]
    if (now + then < least) continue
    cells.push([now / profile.size, then / past.size])
    rest[0] -= now
    rest[1] -= then
  }
  if (rest[0] + rest[1] >= least || cells.length < 2) cells.push([Math.max(0, rest[0]) / profile.size, Math.max(0, rest[1]) / past.size])
  let [divergence, statistic] = [0, 0]
  for (const [p, q] of cells) {
    const middle = (p + q) / 2
    const pooled = (p * profile.size + q * past.size) / all
    if (pooled === 0) continue
    divergence += (p > 0 ? (p / 2) * Math.log2(p / middle) : 0) + (q > 0 ? (q / 2) * Math.log2(q / middle) : 0)
    statistic += (p - q) ** 2 / pooled
  }
  // For small differences the divergence is an eighth of the chi-square statistic, in nats, whose mean are its degrees of freedom.
  const chance = ((cells.length - 1) * noise) / (8 * Math.LN2)
  return { distance: Math.sqrt(Math.max(0, divergence - chance)), score: chiSquareScore(statistic / noise, cells.length - 1) }
}
