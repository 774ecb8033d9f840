/**
 * The tables beside a table: what the learned volume of each dataset of a source last said, so that weak signs in many of them are
 * believed, and strong ones are told as one. The board repeats what the states in the store say; a restart reads it from there.
 */
import { HOUR, type Instant, MINUTE, type Millis } from '../core/calendar/time.ts'
import { localDate, spellWallTime } from '../core/calendar/wall-time.ts'
import type { Check, CheckId, CheckKind } from '../core/check.ts'
import type { JudgedCheck } from '../core/incident/advance.ts'
import { commonCause, hasPeers, type PeerVolume } from '../core/incident/source-trouble.ts'
import type { Mesh } from '../core/mesh.ts'
import type { VolumeParams } from '../core/questions.ts'
import type { DayCalendar } from '../core/series.ts'
import type { Store } from '../core/store.ts'
import { isBad, type Verdict } from '../core/verdict.ts'
import { areOff, backedByPeers, signedZ, usualCombination } from '../detect/peers.ts'
import { readSeries } from './backtest/read-series.ts'
import { pastBefore, seriesOf } from './history.ts'

/** The peers of one dataset, as they are known when it is judged. */
export interface Peers {
  readonly source: string
  /** Of the other datasets of the source. */
  readonly others: readonly PeerVolume[]
  /** How far the peers of a moment are usually off together; undefined where that is not known. */
  usual(per: PeerVolume['per'], when: string): number | undefined
}

export interface PeerBoard {
  /** `at` is when the dataset is judged. Reads what it must from the store. */
  peersOf(dataset: { readonly id: string; readonly ref: { readonly source: string } }, mesh: Mesh, at: Instant): Promise<Peers>
  /** Takes over what was judged and committed. */
  note(judged: readonly { readonly check: Check; readonly verdict: Verdict | undefined }[], source: string): void
}

type Kinds = Readonly<Record<string, CheckKind<never>>>

/** States are large, and only their verdicts are wanted. */
const AT_ONCE = 200
/** Nobody should wait longer for news. */
const LONGEST_ROUND: Millis = 2 * HOUR
/** More series do not tell better how much a source breathes. */
const MOST_SERIES = 12

export function createPeerBoard(store: Pick<Store, 'states' | 'history'>, kinds: Kinds): PeerBoard {
  const sources = new Map<string, Promise<Map<CheckId, PeerVolume>>>()
  const usuals = new Map<string, { readonly moment: string; readonly usual: number | undefined }>()

  const fill = async (source: string, mesh: Mesh) => {
    const known = new Map<CheckId, PeerVolume>()
    const checks = learnedVolumes(mesh, source)
    for (let from = 0; from < checks.length; from += AT_ONCE) {
      const some = new Map(checks.slice(from, from + AT_ONCE).map((check) => [check.id, check]))
      for (const { check: id, verdict } of await store.states([...some.keys()])) put(known, some.get(id), verdict)
    }
    return known
  }
  const boardOf = (source: string, mesh: Mesh) => {
    const known = sources.get(source) ?? fill(source, mesh)
    sources.set(source, known)
    known.catch(() => sources.delete(source))
    return known
  }
  const usualOf = async (peers: readonly PeerVolume[], mesh: Mesh, at: Instant) => {
    const checks = peers
      .slice(0, MOST_SERIES)
      .flatMap(({ check: id, dataset }) => mesh.datasets.get(dataset)?.checks.find((check) => check.id === id) ?? [])
    const series = await Promise.all(checks.map((check) => pastOf(check, at, store, kinds)))
    return usualCombination(series)
  }

  return {
    async peersOf({ id, ref }, mesh, at) {
      const known = await boardOf(ref.source, mesh)
      const all = [...known.values()].filter(({ dataset }) => mesh.datasets.has(dataset))
      for (const [moment, peers] of Map.groupBy(all, momentOf)) {
        const key = `${ref.source} ${peers[0]?.per}`
        if (usuals.get(key)?.moment === moment || !areOff(peers.map(({ z }) => z))) continue
        usuals.set(key, { moment, usual: await usualOf(peers, mesh, at) })
      }
      return {
        source: ref.source,
        others: all.filter(({ dataset }) => dataset !== id),
        usual(per, when) {
          const found = usuals.get(`${ref.source} ${per}`)
          return found?.moment === momentOf({ per, when }) ? found.usual : undefined
        },
      }
    },
    note(judged, source) {
      void sources.get(source)?.then((known) => {
        for (const { check, verdict } of judged) put(known, check, verdict)
      })
    },
  }
}

function put(known: Map<CheckId, PeerVolume>, check: Check | undefined, verdict: Verdict | undefined): void {
  if (!check || !verdict) return
  const volume = peerVolume(check, verdict)
  if (volume) known.set(check.id, volume)
  else known.delete(check.id)
}

function momentOf({ per, when }: Pick<PeerVolume, 'per' | 'when'>): string {
  return `${per} ${when}`
}

function learnedVolumes(mesh: Mesh, source: string): readonly Check[] {
  return [...mesh.datasets.values()].flatMap(({ ref, checks }) => (ref.source === source ? checks.filter(isLearnedVolume) : []))
}

export function isLearnedVolume({ kind, promise }: Check): boolean {
  return kind === 'volume' && promise === undefined
}

/** Undefined where the verdict is not about a learned amount of rows of one day, hour or delivery. */
export function peerVolume(check: Check, verdict: Verdict): PeerVolume | undefined {
  if (!isLearnedVolume(check) || verdict.state === 'unknown') return undefined
  const { value, bucket, evidence: { score, expected, usualShares } = {} } = verdict
  if (value === undefined || bucket === undefined || typeof score !== 'number' || typeof expected !== 'number') return undefined
  const { measure } = (check as Check<VolumeParams>).params
  const [per, zone] = measure.of === 'period' ? [measure.per, measure.zone] : (['delivery', 'UTC'] as const)
  const day = spellWallTime(bucket, zone)
  // Of a day under way, only what usually has come by now can be expected.
  const [least, most] = Array.isArray(usualShares) ? usualShares.map(Number) : []
  const byNow = expected * (((least ?? 1) + (most ?? 1)) / 2)
  return {
    check: check.id,
    product: check.product,
    dataset: check.dataset,
    per,
    when: per === 'day' ? localDate(bucket, zone) : String(bucket),
    whenWords:
      per === 'day' ? `on ${day.slice(0, -' 00:00'.length)}` : per === 'hour' ? `in the hour from ${day}` : 'in the newest delivery',
    ...(isBad(verdict) && { out: value < byNow ? ('fell' as const) : ('rose' as const) }),
    z: signedZ(score, value - byNow),
    value,
    expected: byNow,
  }
}

/** An amount that is inside of its band becomes an anomaly when the tables beside it are off the same way; never on a special day. */
export function withPeers(check: Check, verdict: Verdict, peers: Peers | undefined, calendar: DayCalendar | undefined): Verdict {
  const own = peerVolume(check, verdict)
  if (!own || !peers || verdict.state !== 'pass' || verdict.code !== 'usual' || verdict.bucket === undefined) return verdict
  if (calendar?.dayOf(verdict.bucket) !== undefined) return verdict
  const { score, leastChange } = verdict.evidence ?? {}
  if (typeof score !== 'number' || Math.abs(own.value - own.expected) < Number(leastChange ?? 0)) return verdict
  const usual = peers.usual(own.per, own.when)
  const beside = peers.others.filter(({ per, when }) => per === own.per && when === own.when)
  if (
    usual === undefined ||
    !backedByPeers(
      { score, z: own.z },
      beside.map(({ z }) => z),
      usual,
    )
  )
    return verdict
  const low = own.z < 0
  const alike = beside.filter(({ z }) => Math.sign(z) === Math.sign(own.z)).length
  return {
    ...verdict,
    state: 'fail',
    code: low ? 'below-band' : 'above-band',
    reason: `${verdict.reason}; alone that would pass, but ${alike} of ${beside.length} tables beside it are ${low ? 'low' : 'high'} as well`,
    evidence: { ...verdict.evidence, evidence: 'peers', peers: beside.length },
  }
}

/** What an incident of the check has to know of the tables beside it. */
export function besidePeers(check: Check, verdict: Verdict, peers: Peers | undefined): Pick<JudgedCheck, 'common' | 'wait'> {
  const own = peerVolume(check, verdict)
  if (!peers || !own?.out) return {}
  const all = [...peers.others, own]
  const common = commonCause(own, all, peers.source, roundOf(check))
  return { ...(common && { common }), ...(hasPeers(own, all) && { wait: roundOf(check) }) }
}

/** A round of visits: within it all peers of a table have been asked once. */
function roundOf({ schedule: { every } }: Check): Millis {
  return Math.min(every ?? MINUTE, LONGEST_ROUND)
}

async function pastOf(check: Check, at: Instant, store: Pick<Store, 'history'>, kinds: Kinds) {
  const kind = kinds[check.kind] as Pick<CheckKind<unknown>, 'series'> | undefined
  if (!kind?.series) return []
  const found = await readSeries(check, kind.series, {
    memo: undefined,
    teachings: [],
    read: (metric) => store.history({ dataset: check.dataset, series: seriesOf(check, metric), ...pastBefore(at, false) }),
  })
  return found[0]?.points ?? []
}
