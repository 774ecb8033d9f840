/**
 * The reducer: what one probe's verdicts make of the open incidents of a dataset and its source. Pure; everything later
 * sees only the transitions. Passing checks leave first, so that a cause that has just gone explains nothing; then failing
 * checks join the incident that explains them or open one, causes before symptoms.
 */
import { createHash } from 'node:crypto'
import type { Instant, Millis } from '../calendar/time.ts'
import type { Check, IncidentType } from '../check.ts'
import type { DatasetId, DomainId, ProductId, Severity } from '../names.ts'
import { isBad, type Judged, type UnknownCause, type Verdict } from '../verdict.ts'
import { isBlind } from './check-state.ts'
import type { CheckState, Incident, IncidentId, Member, Transition, TransitionKind } from './incident.ts'
import { comesFrom, handedOver, wasBroughtBy } from './lineage.ts'
import { type CommonCause, isCommon, isPartOf, productsHit, restated } from './source-trouble.ts'

export interface JudgedCheck {
  readonly check: Check
  readonly type: IncidentType
  /** Already counts this verdict. */
  readonly state: CheckState
  /** What most tables of the source do at once, this one among them. */
  readonly common?: CommonCause
  /** How long to wait for what the tables beside it do before an incident of this check is told. */
  readonly wait?: Millis
}

/** Where the probe looked. */
export interface Scene {
  readonly domain: DomainId
  readonly product: ProductId
  readonly dataset: DatasetId
  readonly source: string
  readonly affects: readonly ProductId[]
  /** Products it is made from, over any number of steps. */
  readonly upstream?: ReadonlySet<ProductId>
}

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

const SEVERITIES: readonly Severity[] = ['low', 'medium', 'high', 'critical']

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
    const next = clear(incident, judged, scene.source)
    if (next === incident) continue
    if (next.members.every((member) => member.cleared)) {
      told({ ...next, status: 'resolved', resolvedAt: now }, 'resolved', endWords(incident, judged))
    } else {
      told(next, undefined, '')
    }
  }

  const failing = judged
    .filter(({ check, state }) => isBad(state.verdict) && state.streak >= check.policy.openAfter)
    .sort((a, b) => causalRank(a) - causalRank(b))
  for (const one of failing) {
    const verdict = one.state.verdict as Judged
    const home = current().find(
      (incident) => incident.type !== 'monitoring' && incident.members.some((member) => member.check === one.check.id),
    )
    const { common } = one
    if (home && (!common || isCommon(home) || home.type !== one.type)) {
      const update = renew(home, one, verdict, now)
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
  const rank = CAUSAL_ORDER.indexOf(type)
  return isEmptied(state.verdict) ? CAUSAL_ORDER.indexOf('volume') + 0.5 : rank
}

function isEmptied({ code }: Verdict): boolean {
  return code === 'emptied'
}

/** Marks the members that are over: a check that passed often enough, or a source that answers again. */
function clear(incident: Incident, judged: readonly JudgedCheck[], source: string): Incident {
  const answers = incident.type === 'monitoring' && incident.source === source && judged.some(({ state }) => isAnswer(state.verdict))
  const members = incident.members.map((member) => {
    if (member.cleared) return member
    if (answers) return { ...member, cleared: true }
    const now = judged.find(({ check }) => check.id === member.check)
    if (!now) return member
    const { verdict, streak } = now.state
    const over = incident.type === 'monitoring' ? !isBlind(verdict) : verdict.state === 'pass' && streak >= now.check.policy.resolveAfter
    return over ? { ...member, cleared: true } : member
  })
  const same = members.every((member, index) => member === incident.members[index])
  return same ? incident : { ...incident, members }
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
  const next = summarise({ ...incident, members, confirmedAt: anew ? [...incident.confirmedAt, now] : incident.confirmedAt }, one)
  return news ? { incident: next, kind: 'changed' } : { incident: next }
}

/** What goes on only further down the lineage explains nothing up here any more. */
function isTroubleOf({ dataset, members }: Incident, scene: Scene): boolean {
  return dataset !== scene.dataset || members.some(({ check, cleared }) => !cleared && check.startsWith(`${scene.dataset}/`))
}

function explains(incident: Incident, one: JudgedCheck, verdict: Judged): boolean {
  if (incident.type === one.type || (incident.type === 'volume' && isEmptied(verdict))) return true
  if (!SYMPTOMS.get(incident.type)?.includes(one.type)) return false
  if (incident.type === 'freshness' && one.type === 'volume') return isShort(verdict)
  // Trouble of some segments explains what is odd about them, and nothing else.
  return incident.segments.length === 0 || verdict.segments?.some((name) => incident.segments.includes(name)) === true
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

function openIncident(one: JudgedCheck, verdict: Judged, scene: Scene, now: Instant): Incident {
  const blank: Incident = {
    ...identity(one.type, scene.dataset, scene, now),
    severity: 'low',
    since: verdict.since ?? now,
    reason: verdict.reason,
    affects: scene.affects,
    members: [memberOf(one)],
    ...(one.wait === undefined ? {} : { tellAt: now + one.wait }),
  }
  return summarise(blank, one)
}

function openCommon(one: JudgedCheck, common: CommonCause, scene: Scene, now: Instant): Incident {
  return {
    ...identity(one.type, common.source, scene, now),
    source: common.source,
    severity: 'low',
    since: Math.min(now, ...(isBad(one.state.verdict) && one.state.verdict.bucket !== undefined ? [one.state.verdict.bucket] : [])),
    reason: '',
    affects: productsHit(common).filter((product) => product !== scene.product),
    members: [],
    tellAt: now + common.round,
  }
}

/** Whether an incident is about a dataset, alone or as one of many. */
function concerns(incident: Incident, dataset: DatasetId): boolean {
  if (!isCommon(incident)) return incident.dataset === dataset
  return incident.members.some(({ check, cleared }) => !cleared && check.startsWith(`${dataset}/`))
}

function openMonitoring(one: JudgedCheck, verdict: Verdict, scene: Scene, now: Instant): Incident {
  const whole = isUnreachable(verdict)
  const subject = whole ? scene.source : scene.dataset
  return {
    ...identity('monitoring', subject, scene, now),
    ...(whole ? { source: scene.source } : {}),
    severity: 'medium',
    since: one.state.since,
    title: whole ? `source ${scene.source} cannot be reached` : `${scene.dataset} cannot be observed`,
    reason: verdict.reason,
    affects: [],
    members: [memberOf(one)],
  }
}

function sameBlindness(incident: Incident, verdict: Verdict, scene: Scene): boolean {
  return isUnreachable(verdict) ? incident.source === scene.source : incident.source === undefined && incident.dataset === scene.dataset
}

function identity(type: IncidentType, subject: string, scene: Scene, now: Instant) {
  return {
    id: createHash('sha256').update(`${type}|${subject}|${now}`).digest('hex').slice(0, 12),
    status: 'open' as const,
    type,
    domain: scene.domain,
    product: scene.product,
    dataset: scene.dataset,
    fields: [],
    segments: [],
    title: '',
    openedAt: now,
    confirmedAt: [],
  }
}

function memberOf(one: JudgedCheck): Member {
  return { check: one.check.id, kind: one.check.kind, verdict: one.state.verdict, cleared: false }
}

const TROUBLE: Readonly<Record<IncidentType, string>> = {
  freshness: 'data is late',
  volume: 'unusual volume',
  schema: 'schema changed',
  distribution: 'values changed',
  quality: 'quality rule broken',
  availability: 'not available',
  monitoring: 'cannot be observed',
}

/** Fields, severity and words of an incident, from the members that still fail. */
function summarise(incident: Incident, latest: JudgedCheck): Incident {
  const bad = incident.members
    .filter((member) => !member.cleared)
    .map((member) => member.verdict)
    .filter(isBad)
  const all = (key: 'fields' | 'segments') => [...new Set([...incident[key], ...bad.flatMap((verdict) => verdict[key] ?? [])])]
  const lead = incident.members.find((member) => !member.cleared && isBad(member.verdict))
  const fields = all('fields')
  const named = fields.length > 0 && fields.length <= 3 ? ` (${fields.join(', ')})` : fields.length > 3 ? ` (${fields.length} fields)` : ''
  const { verdict } = latest.state
  const severity = verdict.state === 'fail' ? latest.check.policy.severity : 'low'
  return {
    ...incident,
    fields,
    segments: all('segments'),
    severity: SEVERITIES[Math.max(SEVERITIES.indexOf(severity), SEVERITIES.indexOf(incident.severity))] ?? severity,
    ...(isCommon(incident)
      ? {}
      : { title: `${incident.dataset}: ${TROUBLE[incident.type]}${named}`, reason: lead?.verdict.reason ?? incident.reason }),
  }
}
