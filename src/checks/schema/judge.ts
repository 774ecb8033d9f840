import { type Instant, spell } from '../../core/calendar/time.ts'
import type { Judgement, Observation } from '../../core/check.ts'
import type { SchemaParams } from '../../core/questions.ts'
import type { Judged } from '../../core/verdict.ts'
import { notPresent } from '../reading.ts'
import { type Change, changesBetween } from './changes.ts'
import { brokenPromises } from './promised.ts'
import { type Shape, shapeOf } from './shape.ts'

/** What a schema check remembers. */
interface SchemaMemo {
  /** The shape that counts as normal. */
  readonly normal: Shape
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
export function judgeSchema(params: SchemaParams, seen: Observation, remembered: unknown): Judgement {
  const { facts } = seen
  if (facts.state === 'missing') {
    return {
      verdict: { state: 'fail', code: 'dataset-missing', reason: `the dataset is not there: ${facts.detail ?? 'no such table or file'}` },
    }
  }
  const absent = notPresent(facts)
  if (absent) return { verdict: absent }
  const memo = remembered as SchemaMemo | undefined
  const now = shapeOf(params, seen, memo?.normal)
  const standing = [...brokenPromises(params, facts), ...raggedRows(seen)]
  const normal = memo?.normal ?? now
  const drift = changesBetween(normal, now).filter((change) => !isAnnounced(change, params, standing))
  if (drift.length === 0) return settle(standing, seen, { normal: now }, memo?.held ? 'reverted' : undefined)
  const held = hold(drift, memo?.held, seen)
  if (held.confirmed && seen.at - held.since >= params.hold) return settle(standing, seen, { normal: now }, 'accepted', held)
  const verdict = badVerdict([...standing, ...drift], seen, held.since)
  return { verdict, memo: { normal, held } }
}

/** The contract names the new field: then it is no surprise. What already counts as a broken promise is not said twice. */
function isAnnounced({ code, fields }: Change, params: SchemaParams, standing: readonly Change[]): boolean {
  const [name = ''] = fields
  const promised = params.fields.some(({ physicalName }) => physicalName === name)
  if (code === 'column-added') return promised
  if (code === 'column-removed') return standing.some((change) => change.fields.includes(name))
  return code === 'type-changed' || code === 'type-widened' ? promised && !standing.some((change) => change.fields.includes(name)) : false
}

function raggedRows({ facts: { format } }: Observation): readonly Change[] {
  const rows = format?.raggedRows ?? 0
  return rows === 0
    ? []
    : [
        {
          code: 'ragged-rows',
          words: `${rows} ${rows === 1 ? 'row has' : 'rows have'} the wrong number of fields`,
          fields: [],
          breaking: true,
        },
      ]
}

function hold(drift: readonly Change[], before: Held | undefined, { at, facts: { partition } }: Observation): Held {
  const signature = drift.map(({ words }) => words).join('|')
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
    accepted: `the change was seen for ${spell(seen.at - (held?.since ?? seen.at))} and is accepted as the new schema`,
    reverted: 'the schema is again as it was',
    none: `${memo.normal.fields.length} fields, as before`,
  }
  const verdict: Judged = { state: 'pass', code: end ?? 'as-before', reason: words[end ?? 'none'], ...bucketOf(seen) }
  return { verdict, memo }
}

const MOST_NAMED = 4

function badVerdict(changes: readonly Change[], seen: Observation, since: Instant | undefined): Judged {
  const sorted = [...changes].sort((a, b) => Number(b.breaking) - Number(a.breaking))
  const named = sorted.slice(0, MOST_NAMED).map(({ words }) => words)
  const more = sorted.length > MOST_NAMED ? ` and ${sorted.length - MOST_NAMED} more changes` : ''
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
