/** What routing goes by, and the usual chain of places: the channel of the product, then of its domain, then of the platform. Pure. */
import type { Incident } from '../../core/incident/incident.ts'
import { lifeBy } from '../../core/incident/life.ts'
import type { Notice } from '../../core/incident/notice.ts'
import { domainsHit, isCommon } from '../../core/incident/source-trouble.ts'
import type { Channel, Mesh, Product } from '../../core/mesh.ts'
import type { EffectsPolicy, Route, Subscription } from '../../core/routing/routes.ts'

/** What routing has to know of a notifier. */
export interface Receiver {
  readonly name: string
  readonly kind: string
  readonly threads: boolean
  readonly addressed: boolean
}

export interface Routing {
  readonly mesh: Mesh
  readonly receivers: readonly Receiver[]
  /** Where the platform team is told, for trouble that is not the domain's. */
  readonly platform: readonly Channel[]
  readonly table?: readonly Route[]
  readonly effects?: EffectsPolicy
  readonly subscriptions?: readonly Subscription[]
  /** Pages to look at, for an incident. */
  links(incident: Incident): Notice['links']
  /** Whether some of what still fails was learned. */
  learned?(incident: Incident): boolean
}

/** Of a product that is not registered any more, only the platform team can be told. */
export type Told = Pick<Product, 'id' | 'domain' | 'channels'> & Partial<Pick<Product, 'owner' | 'team' | 'purpose' | 'tier' | 'routes'>>

export function channelsFor(incident: Incident, product: Told, receiver: Receiver, routing: Routing): readonly Channel[] {
  if (!receiver.addressed) return [{ tool: receiver.name, address: receiver.name, from: 'defaults' }]
  const ofDomain = product.channels.filter(({ from }) => from === 'domain')
  const chain =
    incident.type === 'monitoring' || (isCommon(incident) && domainsHit(incident).size > 1)
      ? [...routing.platform, ...ofDomain]
      : [...(isCommon(incident) ? ofDomain : product.channels), ...routing.platform]
  const mine = chain.filter(({ tool }) => isOf(receiver, tool))
  return mine.filter((channel, index) => mine.findIndex((other) => other.address === channel.address) === index)
}

/** Whether addresses of this tool are the receiver's: by its kind, or by its own name. */
export function isOf({ kind, name, addressed }: Receiver, tool: string): boolean {
  return addressed && (tool === kind || tool === name)
}

/** Whether the incident goes to the receiver as a whole at some step: until then it is not told, unless a route sends it there. */
export function isKeptFor({ dataset, members }: Incident, { name }: Receiver, { datasets }: Mesh): boolean {
  const checks = datasets.get(dataset)?.checks ?? []
  const own = checks.filter(({ id }) => members.some(({ check }) => check === id))
  return own.some(({ policy }) => lifeBy(policy).escalate.some(({ to }) => to === name))
}
