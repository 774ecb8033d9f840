/** Which addresses of a receiver anything may be sent to by the files in force, and who named them first. */
import { lifeBy } from '../../core/incident/life.ts'
import type { Named } from '../../core/incident/route-trouble.ts'
import type { Channel, Mesh } from '../../core/mesh.ts'
import { isNamed } from '../../core/routing/pattern.ts'
import { destinationOf, type Route, type Subscription } from '../../core/routing/routes.ts'

export interface Naming {
  readonly mesh: Mesh
  readonly routes?: readonly Route[]
  readonly subscriptions?: readonly Subscription[]
  readonly notifiers: ReadonlyMap<string, { readonly kind: string; readonly addressed: boolean }>
  readonly platform: readonly Channel[]
}

export function namedBy(
  receiver: string,
  { mesh, routes = [], subscriptions = [], notifiers, platform }: Naming,
): ReadonlyMap<string, Named> {
  const { kind, addressed = false } = notifiers.get(receiver) ?? {}
  const named = new Map<string, Named>()
  if (!addressed) return named
  for (const { id, domain, channels, datasets, routes: own = [] } of mesh.products.values()) {
    const theirs = routes.filter(({ match }) => isNamed(domain, match.domain ?? '*') && isNamed(id, match.product ?? '*'))
    const raised = datasets.flatMap(({ checks }) => checks.flatMap(({ policy }) => lifeBy(policy).escalate.map(({ to }) => to)))
    const wanted = subscriptions.filter(({ products }) => isNamed(id, products)).map(({ to }) => to)
    const beyond = [...own, ...theirs]
      .flatMap(({ to }) => to)
      .concat(
        raised.filter((to) => !to.startsWith('@')),
        wanted,
      )
    for (const { tool, address } of [...channels, ...beyond.map(destinationOf), ...platform]) {
      if (address !== undefined && (tool === kind || tool === receiver) && !named.has(address))
        named.set(address, { domain, product: id, dataset: datasets[0]?.id ?? `${id}/` })
    }
  }
  return named
}
