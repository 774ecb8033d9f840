import { type Instant, spell } from '../../core/calendar/time.ts'
import type { History, Judgement, Observation } from '../../core/check.ts'
import type { SchemaParams } from '../../core/questions.ts'
import type { Judged } from '../../core/verdict.ts'
import { remembered } from '../memo.ts'
import { notPresent } from '../reading.ts'
import { count } from '../words.ts'
import { type Change, changesBetween } from './changes.ts'
import { brokenPromises, isAnnounced } from './promised.ts'
import { type Shape, shapeOf } from './shape.ts'

const MEMO = 1

/** What a schema check remembers. */
interface SchemaMemo {
  readonly v: typeof MEMO
  /** The shape that counts as normal. */
  readonly normal: Shape
  /** What was normal before the newest delivery: a delivery published again replaces what was learned from it. */
  readonly before?: Shape
  readonly bucket?: Instant
  /** A change that is not accepted yet. */
  readonly held?: Held
}

interface Held {
  readonly since: Instant
  /** What changed, to notice a further change. */
  readonly signature: string
  /** A later delivery, or a later probe where there are none, had the same shape. */
  readonly confirmed: boolean
  readonly bucket?: Instant
}

/** An unannounced change is held open, then it is the new normal; turning back ends it at once. */
export function judgeSchema(params: SchemaParams, seen: Observation, past: Pick<History, 'memo'>): Judgement {
  const { facts } = seen
  if (facts.state === 'missing') {
    return {
      verdict: { state: 'fail', code: 'dataset-missing', reason: `the dataset is not there: ${facts.detail ?? 'no such table or file'}` },
    }
  }
  const absent = notPresent(facts)
  if (absent) return { verdict: absent }
  const memo = remembered<SchemaMemo>(past, MEMO)
  const before = isAgain(seen, memo) ? memo?.before : memo?.normal
  const now = shapeOf(params, seen, before)
  const broken = brokenPromises(params, facts)
  const drift = changesBetween(before ?? now, now).filter((change) => !isAnnounced(change, params, broken))
  const standing = [...broken.filter((promise) => !drift.some((change) => saysAlready(change, promise))), ...raggedRows(seen)]
  const next = { v: MEMO, ...(before && facts.partition && { before }), ...bucketOf(seen) } as const
  if (before === undefined || drift.length === 0)
    return settle(standing, seen, { ...next, normal: now }, memo?.held ? 'reverted' : undefined)
  const held = hold(drift, memo?.held, seen)
  if (held.confirmed && seen.at - held.since >= params.hold) {
    const left = [...broken, ...raggedRows(seen)]
    return settle(left, seen, { ...next, before: now, normal: now }, 'accepted', held)
  }
  return { verdict: badVerdict([...standing, ...drift], seen, held.since), memo: { ...next, normal: before, held } satisfies SchemaMemo }
}

function isAgain({ facts: { partition } }: Observation, memo: SchemaMemo | undefined): boolean {
  return partition !== undefined && memo?.bucket !== undefined && partition.at <= memo.bucket
}

/** A promised field that was renamed is missing, too; the new name is what helps. */
function saysAlready({ code, fields }: Change, promise: Change): boolean {
  return code === 'column-renamed' && promise.code === 'column-missing' && fields[0] === promise.fields[0]
}

function raggedRows({ facts: { format } }: Observation): readonly Change[] {
  const rows = format?.raggedRows ?? 0
  return rows === 0
    ? []
    : [
        {
          code: 'ragged-rows',
          words: `${count(rows, 'row')} ${rows === 1 ? 'has' : 'have'} the wrong number of fields`,
          fields: [],
          breaking: true,
        },
      ]
}

function hold(drift: readonly Change[], before: Held | undefined, { at, facts: { partition } }: Observation): Held {
  const signature = drift.map(({ code, fields }) => `${code} ${fields.join(' ')}`).join('; ')
  const bucket = partition === undefined ? {} : { bucket: partition.at }
  if (before?.signature !== signature) return { since: at, signature, confirmed: false, ...bucket }
  const later = partition === undefined ? at > before.since : partition.at !== before.bucket
  return { ...before, confirmed: before.confirmed || later }
}

function settle(
  standing: readonly Change[],
  seen: Observation,
  memo: SchemaMemo,
  end: 'accepted' | 'reverted' | undefined,
  held?: Held,
): Judgement {
  if (standing.length > 0) return { verdict: badVerdict(standing, seen, undefined), memo }
  const words = {
    accepted: `the change has lasted ${spell(seen.at - (held?.since ?? seen.at))} and is accepted as the new schema`,
    reverted: 'the schema is again as it was',
    none: `${count(memo.normal.fields.length, 'field')}, as before`,
  }
  const verdict: Judged = { state: 'pass', code: end ?? 'as-before', reason: words[end ?? 'none'], ...bucketOf(seen) }
  return { verdict, memo }
}

const MOST_NAMED = 4

function badVerdict(changes: readonly Change[], seen: Observation, since: Instant | undefined): Judged {
  const sorted = [...changes].sort((a, b) => Number(b.breaking) - Number(a.breaking))
  const named = sorted.slice(0, MOST_NAMED).map(({ words }) => words)
  const more = sorted.length > MOST_NAMED ? ` and ${count(sorted.length - MOST_NAMED, 'more change')}` : ''
  return {
    state: sorted.some(({ breaking }) => breaking) ? 'fail' : 'warn',
    code: sorted[0]?.code ?? 'changed',
    reason: `${named.join('; ')}${more}`,
    fields: [...new Set(sorted.flatMap(({ fields }) => fields))],
    ...(since === undefined ? {} : { since }),
    ...bucketOf(seen),
    evidence: { changes: sorted.length, breaking: sorted.filter(({ breaking }) => breaking).length },
  }
}

function bucketOf({ facts: { partition } }: Observation) {
  return partition ? { bucket: partition.at } : {}
}
