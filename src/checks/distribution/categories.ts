/**
 * Categories of a field: new ones, lost ones, changed shares. Only for fields with few of them. What is remembered are hashes, so
 * that no value of a row stays here; a value is named only where the contract allows it.
 */
import { createHash } from 'node:crypto'
import { DAY, HOUR, type Instant, type Millis } from '../../core/calendar/time.ts'
import type { Observation } from '../../core/check.ts'
import type { DistributionParams } from '../../core/questions.ts'
import type { Band } from '../../core/verdict.ts'
import { isUnknown, readGroups } from '../reading.ts'
import { spellShare, spellValue } from '../words.ts'
import { MOST_CATEGORIES, topOf } from './features.ts'

/** Something that is not as usual; the strongest is said first. */
export interface Finding {
  readonly words: string
  readonly strength: number
  readonly code: string
  readonly value?: number
  readonly expected?: Band
}

/** What is usual, and a change of it that may last. */
interface Usual {
  /** Share by hash, smoothed over deliveries. */
  readonly shares: Readonly<Record<string, number>>
  readonly seen: number
  /** Deliveries in a row with the same new picture, and since when. */
  readonly changed?: { readonly since: Instant; readonly times: number }
}

/** One delivery, or one day of a table without deliveries, is one sample however often it is looked at. */
export interface CategoryMemo {
  readonly bucket: Instant
  readonly before: Usual
  readonly after: Usual
}

export interface CategoryJudgement {
  readonly findings: readonly Finding[]
  readonly state: 'learning' | 'usual' | 'unusual' | 'accepted' | 'none'
  readonly have: number
  readonly memo: CategoryMemo
}

export const NEED = 7
const NOTHING: Usual = { shares: {}, seen: 0 }
/** A category below this share may come and go. */
const RARE = 0.02
const LEAST_CHANGE = 0.1
const SMOOTHING = 0.2
/** How many standard errors a share may be off by chance alone. */
const CHANCE = 4
/** A change that lasts is learned anew. */
const ENOUGH_TIMES = 3
const LONG_ENOUGH: Millis = 36 * HOUR

export function judgeCategories(
  { field, showValues }: DistributionParams,
  seen: Observation,
  memo: CategoryMemo | undefined,
  rows: number,
): CategoryJudgement {
  const bucket = seen.facts.partition?.at ?? Math.floor(seen.at / DAY) * DAY
  const before = (memo && bucket <= memo.bucket ? memo.before : memo?.after) ?? NOTHING
  const answer = (state: CategoryJudgement['state'], after: Usual, findings: readonly Finding[] = []): CategoryJudgement => ({
    findings,
    state,
    have: before.seen,
    memo: { bucket, before, after },
  })
  const found = readGroups(seen, topOf(field))
  const groups = isUnknown(found) ? [] : found.value
  // A full list means that there are more: then this is no enumeration.
  if (groups.length === 0 || groups.length >= MOST_CATEGORIES) return answer('none', NOTHING)
  const now = new Map(
    groups.map(({ key, value }) => [hash(key), { share: value / rows, name: showValues ? `“${spellValue(key)}”` : 'a category' }]),
  )
  const learned = { seen: before.seen + 1, shares: smoothed(before, now) }
  if (before.seen < NEED) return answer('learning', learned)
  const findings = [...appeared(before, now, rows), ...gone(before, now, rows), ...shifted(before, now, rows)]
  if (findings.length === 0) return answer('usual', learned)
  const changed = { since: before.changed?.since ?? seen.at, times: (before.changed?.times ?? 0) + 1 }
  const lasting = changed.times >= ENOUGH_TIMES && seen.at - changed.since >= LONG_ENOUGH
  return lasting ? answer('accepted', { seen: NEED, shares: sharesOf(now) }) : answer('unusual', { ...before, changed }, findings)
}

function sharesOf(now: Now): Usual['shares'] {
  return Object.fromEntries([...now].map(([key, { share }]) => [key, rounded(share)]))
}

type Now = ReadonlyMap<string, { readonly share: number; readonly name: string }>

/**
 * How far a share of so many rows may be off by chance. Twenty rows often have none of a category that is three in a hundred. What
 * was learned is itself a mean of few deliveries, which smoothing makes as uncertain as a ninth of one: small enough to leave out.
 */
function chance(share: number, rows: number): number {
  return CHANCE * Math.sqrt((share * (1 - share)) / rows)
}

function appeared({ shares }: Usual, now: Now, rows: number): readonly Finding[] {
  return [...now].flatMap(([key, { share, name }]) =>
    key in shares || share < RARE + chance(RARE, rows)
      ? []
      : [{ code: 'new-category', words: `${name} is new, with ${spellShare(share)} of the rows`, strength: 1 + share, value: share }],
  )
}

function gone({ shares }: Usual, now: Now, rows: number): readonly Finding[] {
  return Object.entries(shares).flatMap(([key, share]) =>
    now.has(key) || share < Math.max(2 * RARE, chance(share, rows))
      ? []
      : [{ code: 'lost-category', words: `a category that had ${spellShare(share)} of the rows is gone`, strength: 1 + share, value: 0 }],
  )
}

function shifted({ shares }: Usual, now: Now, rows: number): readonly Finding[] {
  return [...now].flatMap(([key, { share, name }]) => {
    const usual = shares[key]
    if (usual === undefined || Math.abs(share - usual) < Math.max(LEAST_CHANGE + chance(usual, rows), usual / 2)) return []
    return [
      {
        code: 'share-changed',
        words: `${name} has ${spellShare(share)} of the rows, usual is ${spellShare(usual)}`,
        strength: Math.abs(share - usual),
        value: share,
      },
    ]
  })
}

function smoothed({ shares, seen }: Usual, now: Now): Usual['shares'] {
  const keys = new Set([...Object.keys(shares), ...now.keys()])
  return Object.fromEntries(
    [...keys].flatMap((key) => {
      const share = now.get(key)?.share ?? 0
      const next = seen === 0 || shares[key] === undefined ? share : shares[key] + SMOOTHING * (share - shares[key])
      return next < 0.001 ? [] : [[key, rounded(next)] as const]
    }),
  )
}

function rounded(share: number): number {
  return Number(share.toFixed(5))
}

function hash(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 12)
}
