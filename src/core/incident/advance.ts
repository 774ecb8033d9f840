/**
 * The reducer: what one probe's verdicts make of the open incidents of a dataset and its source. Pure; everything later
 * sees only the transitions. Passing checks leave first, so that a cause that has just gone explains nothing; then failing
 * checks join the incident that explains them or open one, causes before symptoms.
 */
import { HOUR, type Instant, type Millis } from '../calendar/time.ts'
import type { IncidentType } from '../check.ts'
import type { DatasetId } from '../names.ts'
import { isBad, type Judged, type UnknownCause, type Verdict } from '../verdict.ts'
import { isBlind } from './check-state.ts'
import { awoken } from './deed.ts'
import type { CheckState, Incident, IncidentId, Transition, TransitionKind } from './incident.ts'
import type { JudgedCheck, Scene } from './judged.ts'
import { type Life, lifeBy } from './life.ts'
import { comesFrom, handedOver, wasBroughtBy } from './lineage.ts'
import { memberOf, openCommon, openIncident, openMonitoring, summarise } from './make-incident.ts'
import { isCommon, isPartOf, restated } from './source-trouble.ts'

export type { JudgedCheck, Scene } from './judged.ts'

export interface Advance {
  /** New or changed incidents, whole. */
  readonly incidents: readonly Incident[]
  readonly transitions: readonly Transition[]
}

/** Which trouble is a symptom of which. The order is the one in which causes are looked for. */
const SYMPTOMS: ReadonlyMap<IncidentType, readonly IncidentType[]> = new Map([
  ['schema', ['availability', 'distribution', 'quality']],
  ['availability', ['freshness', 'volume', 'distribution', 'quality']],
  ['freshness', ['volume', 'distribution', 'quality']],
  ['volume', ['distribution', 'quality']],
  ['distribution', ['quality']],
  ['quality', ['distribution']],
])
const CAUSAL_ORDER = [...SYMPTOMS.keys()]

/** Said of a source that did not answer; all else that can be said of a dataset is an answer. */
const NO_ANSWER: ReadonlySet<UnknownCause> = new Set<UnknownCause>(['unreachable', 'timeout', 'unsupported'])

export function advance(open: readonly Incident[], judged: readonly JudgedCheck[], scene: Scene, now: Instant): Advance {
  const changed = new Map<IncidentId, Incident>()
  const transitions: Transition[] = []
  const told = (incident: Incident, kind: TransitionKind | undefined, reason: string) => {
    changed.set(incident.id, incident)
    if (kind) transitions.push({ incident: incident.id, kind, at: now, reason })
  }
  const current = () =>
    open
      .map((incident) => changed.get(incident.id) ?? incident)
      .concat(opened())
      .filter((one) => one.status !== 'resolved')
  const opened = () => [...changed.values()].filter((incident) => !open.some((one) => one.id === incident.id))

  for (const incident of open) {
    if (incident.status === 'resolved') continue
    const life = lifeOf(incident, judged)
    const next = clear(incident, judged, scene.source, life, now)
    // What has no members is about no check, and is ended by whoever opened it.
    const isOver = next.members.length > 0 && next.members.every((member) => member.cleared)
    const isHeld = next.unstableSince !== undefined && now - (next.failedAt ?? now) < life.calm
    if (isOver && !isHeld) {
      if (next === incident && incident.dataset !== scene.dataset) continue
      told(ended(next, now), 'resolved', endWords(incident, judged))
    } else if (next !== incident) {
      const passes = next.members.every(({ cleared, passing }) => cleared || passing)
      if (passes && incident.status !== 'recovering') told({ ...next, status: 'recovering' }, 'recovering', endWords(incident, judged))
      else if (!passes && incident.status === 'recovering') told(relapsed(next), 'relapsed', RELAPSE)
      else told(next, undefined, '')
    }
  }

  const failing = judged
    .filter(({ check, state }) => isBad(state.verdict) && isLasting(state, check.policy.openAfter, lifeBy(check.policy).openFor, now))
    .sort((a, b) => causalRank(a) - causalRank(b))
  for (const one of failing) {
    const verdict = one.state.verdict as Judged
    const home = current().find(
      (incident) => incident.type !== 'monitoring' && incident.members.some((member) => member.check === one.check.id),
    )
    const { common } = one
    if (home && (!common || isCommon(home) || home.type !== one.type)) {
      const again = home.status === 'recovering' ? relapsed(home) : home
      if (again !== home) told(again, 'relapsed', RELAPSE)
      const update = renew(again, one, verdict, now)
      told(common && isCommon(home) ? restated(update.incident, common) : update.incident, update.kind, verdict.reason)
      continue
    }
    if (common) {
      const known = current().find((incident) => isCommon(incident) && incident.source === common.source && incident.type === one.type)
      let incident = known ?? openCommon(one, common, scene, now)
      const parts = current().filter((part) => isPartOf(part, common, one.type))
      for (const part of parts) {
        const [next, over] = handedOver(part, incident, now)
        incident = { ...next, tellAt: Math.min(next.tellAt ?? now, part.tellAt ?? now) }
        told(over, 'resolved', `it is one of many: ${restated(incident, common).title}`)
      }
      incident = restated(summarise({ ...addMember(incident, one), confirmedAt: known ? [...known.confirmedAt, now] : [] }, one), common)
      const isUntold = known !== undefined && now < (known.tellAt ?? now)
      told(incident, known === undefined ? 'opened' : isUntold ? undefined : 'joined', incident.reason)
      continue
    }
    const cause =
      current().find((incident) => concerns(incident, scene.dataset) && isTroubleOf(incident, scene) && explains(incident, one, verdict)) ??
      current().find((incident) => scene.upstream?.has(incident.product) && comesFrom(incident, one.type, verdict, now))
    if (cause) {
      told(join(cause, one, now), 'joined', verdict.reason)
      continue
    }
    const before = endedLately(open, one, scene, now)
    if (before && !changed.has(before.id)) {
      const again = reopened(before, one, now)
      told(again, again.unstableSince === undefined ? 'reopened' : 'unstable', verdict.reason)
      continue
    }
    let incident = openIncident(one, verdict, scene, now)
    told(incident, 'opened', verdict.reason)
    for (const downstream of current()) {
      if (!scene.affects.includes(downstream.product) || !wasBroughtBy(downstream, incident, now)) continue
      const [next, over] = handedOver(downstream, incident, now)
      incident = summarise(next, one)
      told(over, 'resolved', `it comes from ${incident.dataset}: ${verdict.reason}`)
      told(incident, 'joined', downstream.reason)
    }
  }

  for (const one of judged) {
    const verdict = one.state.verdict
    if (!isBlind(verdict) || one.state.streak < one.check.policy.unknownAfter) continue
    if (
      current().some((incident) =>
        incident.members.some((member) => member.check === one.check.id && member.verdict.state === 'unknown' && !member.cleared),
      )
    )
      continue
    if (verdict.code === 'missing' && current().some((incident) => incident.dataset === scene.dataset && incident.type === 'schema'))
      continue
    const home = current().find((incident) => incident.type === 'monitoring' && sameBlindness(incident, verdict, scene))
    if (home) {
      const isNews = !home.members.some(
        ({ cleared, verdict: known }) => !cleared && known.state === 'unknown' && known.code === verdict.code,
      )
      const next = addMember(home, one)
      if (isNews) told({ ...next, reason: verdict.reason, confirmedAt: [...next.confirmedAt, now] }, 'joined', verdict.reason)
      else told(next, undefined, '')
    } else told(openMonitoring(one, verdict, scene, now), 'opened', verdict.reason)
  }
  return { incidents: [...changed.values()], transitions }
}

/** Causes before symptoms. Data that is gone is no longer late: then the rows are the trouble. */
function causalRank({ type, state }: JudgedCheck): number {
  const volume = CAUSAL_ORDER.indexOf('volume')
  if (isDuplicated(state.verdict)) return volume - 0.5
  return isEmptied(state.verdict) ? volume + 0.5 : CAUSAL_ORDER.indexOf(type)
}

function isEmptied({ code }: Verdict): boolean {
  return code === 'emptied'
}

/** Rows of a key that are there twice: the same rows raise the volume, and come before it. */
function isDuplicated({ code }: Verdict): boolean {
  return code === 'duplicated'
}

/** Marks the members that are over: a check that passed often and long enough, or a source that answers again. */
function clear(incident: Incident, judged: readonly JudgedCheck[], source: string, life: Life, at: Instant): Incident {
  const answers = incident.type === 'monitoring' && incident.source === source && judged.some(({ state }) => isAnswer(state.verdict))
  const members = incident.members.map((member) => {
    if (member.cleared) return member
    const { passing: _, ...failing } = member
    if (answers) return { ...failing, cleared: true }
    const now = judged.find(({ check }) => check.id === member.check)
    if (!now) return member
    const { verdict } = now.state
    if (incident.type === 'monitoring') return isBlind(verdict) ? member : { ...failing, cleared: true }
    if (verdict.state !== 'pass') return member.passing ? failing : member
    if (isLasting(now.state, now.check.policy.resolveAfter, life.resolveFor, at)) return { ...failing, cleared: true }
    return member.passing ? member : { ...failing, passing: true as const }
  })
  const same = members.every((member, index) => member === incident.members[index])
  return same ? incident : { ...incident, members }
}

function isLasting({ streak, since }: CheckState, times: number, length: Millis, now: Instant): boolean {
  return streak >= times && now - since >= length
}

/** Of one of its checks that was judged, else of another check of the dataset: they have the same. */
function lifeOf({ dataset, members }: Incident, judged: readonly JudgedCheck[]): Life {
  const one =
    judged.find(({ check }) => members.some((member) => member.check === check.id)) ?? judged.find(({ check }) => check.dataset === dataset)
  return lifeBy(one?.check.policy)
}

/** What was put aside, and whether it came and went, is over with the incident. */
function ended(incident: Incident, now: Instant): Incident {
  const { unstableSince: _unstable, ...rest } = awoken(incident)
  return { ...rest, status: 'resolved', resolvedAt: now }
}

const RELAPSE = 'it failed again before it was over'

/** An incident on its way to its end that fails again goes on as it was before. */
function relapsed(incident: Incident): Incident {
  const members = incident.members.map(({ passing: _, ...member }) => member)
  return { ...incident, members, status: incident.acknowledgedAt === undefined ? 'open' : 'acknowledged' }
}

/** The same trouble that was over only lately. What became part of another incident does not come back as its own. */
function endedLately(open: readonly Incident[], { check, type }: JudgedCheck, { dataset }: Scene, now: Instant): Incident | undefined {
  const { reopenWithin } = lifeBy(check.policy)
  return open.find(
    (one) =>
      one.status === 'resolved' &&
      one.cause === undefined &&
      one.source === undefined &&
      one.dataset === dataset &&
      one.type === type &&
      one.members.some((member) => member.check === check.id) &&
      now - (one.resolvedAt ?? 0) <= reopenWithin,
  )
}

/** It begins anew under its old name; nobody has taken care of what came back. */
function reopened(before: Incident, one: JudgedCheck, now: Instant): Incident {
  const { resolvedAt: _end, acknowledgedAt: _at, acknowledgedBy: _by, remindedAt: _reminded, escalated: _steps, ...rest } = awoken(before)
  const again: Incident = { ...rest, status: 'open', reopenedAt: [...(before.reopenedAt ?? []), now], failedLooks: 1, failedAt: now }
  const members = again.members.map((member) => (member.check === one.check.id ? memberOf(one) : member))
  const isShaky = isUnstable(again, lifeBy(one.check.policy), now)
  return summarise({ ...again, members, ...(isShaky && { unstableSince: before.unstableSince ?? now }) }, one)
}

/** It comes and goes when so many openings, ends and reopenings lie within an hour, the present one among them. */
function isUnstable({ openedAt, reopenedAt = [] }: Incident, { unstableAfter }: Life, now: Instant): boolean {
  const lately = (at: Instant) => now - at <= HOUR
  return (lately(openedAt) ? 1 : 0) + 2 * reopenedAt.filter(lately).length >= unstableAfter
}

/** Several checks that fail at one look are one look. */
function failed({ failedLooks = 0, failedAt }: Incident, now: Instant): Pick<Incident, 'failedLooks' | 'failedAt'> {
  return { failedLooks: failedAt === now ? failedLooks : failedLooks + 1, failedAt: now }
}

function isAnswer(verdict: Verdict): boolean {
  return verdict.state !== 'unknown' || !NO_ANSWER.has(verdict.code)
}

function isUnreachable(verdict: Verdict): boolean {
  return verdict.state === 'unknown' && verdict.code === 'unreachable'
}

/** That somebody can look again is all there is to say of a monitoring incident; what was then seen is another matter. */
function endWords(incident: Incident, judged: readonly JudgedCheck[]): string {
  if (isCommon(incident)) return 'rows are as usual again in all of them'
  if (incident.source !== undefined) return 'the source answers again'
  if (incident.type === 'monitoring') return 'it can be observed again'
  const passed = judged.find(
    ({ check, state }) => state.verdict.state === 'pass' && incident.members.some((member) => member.check === check.id),
  )
  return passed?.state.verdict.reason ?? 'all of it passed again'
}

/** A member that fails again: news when it names something new, a quiet confirmation when a new delivery is bad too. */
function renew(incident: Incident, one: JudgedCheck, verdict: Judged, now: Instant): { incident: Incident; kind?: TransitionKind } {
  const before = incident.members.find((member) => member.check === one.check.id)
  const more = (key: 'fields' | 'segments') => (verdict[key] ?? []).filter((name) => !incident[key].includes(name))
  const worse = verdict.state === 'fail' && before?.verdict.state === 'warn'
  const news = before?.cleared || worse || more('fields').length > 0 || more('segments').length > 0
  const anew = news || (verdict.bucket !== undefined && before?.verdict.state !== 'unknown' && verdict.bucket !== before?.verdict.bucket)
  const members = incident.members.map((member) => (member.check === one.check.id ? memberOf(one) : member))
  const confirmedAt = anew ? [...incident.confirmedAt, now] : incident.confirmedAt
  const next = summarise({ ...incident, members, confirmedAt, ...failed(incident, now) }, one)
  return news ? { incident: next, kind: 'changed' } : { incident: next }
}

/** What goes on only further down the lineage explains nothing up here any more. */
function isTroubleOf({ dataset, members }: Incident, scene: Scene): boolean {
  return dataset !== scene.dataset || members.some(({ check, cleared }) => !cleared && check.startsWith(`${scene.dataset}/`))
}

function explains(incident: Incident, one: JudgedCheck, verdict: Judged): boolean {
  if (incident.type === one.type || (incident.type === 'volume' && isEmptied(verdict))) return true
  if (one.type === 'volume' && isAbove(verdict) && incident.members.some((member) => isDuplicated(member.verdict) && !member.cleared))
    return true
  if (!SYMPTOMS.get(incident.type)?.includes(one.type)) return false
  if (incident.type === 'freshness' && one.type === 'volume') return isShort(verdict)
  // Trouble of some segments explains what is odd about them, and nothing else.
  return incident.segments.length === 0 || verdict.segments?.some((name) => incident.segments.includes(name)) === true
}

function isAbove({ value, expected }: Judged): boolean {
  return value !== undefined && expected?.high !== undefined && value > expected.high
}

function isShort(verdict: Judged): boolean {
  return verdict.value !== undefined && verdict.expected?.low !== undefined && verdict.value < verdict.expected.low
}

function join(incident: Incident, one: JudgedCheck, now: Instant): Incident {
  const joined = { ...incident, members: [...incident.members, memberOf(one)], confirmedAt: [...incident.confirmedAt, now] }
  return summarise(joined, one)
}

function addMember(incident: Incident, one: JudgedCheck): Incident {
  const affects =
    incident.affects.includes(one.check.product) || incident.product === one.check.product
      ? incident.affects
      : [...incident.affects, one.check.product]
  return { ...incident, members: [...incident.members.filter((member) => member.check !== one.check.id), memberOf(one)], affects }
}

/** Whether an incident is about a dataset, alone or as one of many. */
function concerns(incident: Incident, dataset: DatasetId): boolean {
  if (!isCommon(incident)) return incident.dataset === dataset
  return incident.members.some(({ check, cleared }) => !cleared && check.startsWith(`${dataset}/`))
}

function sameBlindness(incident: Incident, verdict: Verdict, scene: Scene): boolean {
  return isUnreachable(verdict) ? incident.source === scene.source : incident.source === undefined && incident.dataset === scene.dataset
}
