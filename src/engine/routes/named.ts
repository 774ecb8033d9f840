/** Which addresses of a receiver anything may be sent to by the files in force, and who named them first. */
import type { Named } from '../../core/incident/route-trouble.ts'
import type { Channel, Mesh } from '../../core/mesh.ts'
import { isNamed } from '../../core/routing/pattern.ts'
import { destinationOf, type Route } from '../../core/routing/routes.ts'

export interface Naming {
  readonly mesh: Mesh
  readonly routes: readonly Route[]
  readonly notifiers: ReadonlyMap<string, { readonly kind: string; readonly addressed: boolean }>
  readonly platform: readonly Channel[]
}

export function namedBy(receiver: string, { mesh, routes, notifiers, platform }: Naming): ReadonlyMap<string, Named> {
  const { kind, addressed = false } = notifiers.get(receiver) ?? {}
  const named = new Map<string, Named>()
  if (!addressed) return named
  for (const { id, domain, channels, datasets, routes: own = [] } of mesh.products.values()) {
    const theirs = routes.filter(({ match }) => isNamed(domain, match.domain ?? '*') && isNamed(id, match.product ?? '*'))
    const routed = [...own, ...theirs].flatMap(({ to }) => to.map(destinationOf))
    for (const { tool, address } of [...channels, ...routed, ...platform]) {
      if (address !== undefined && (tool === kind || tool === receiver) && !named.has(address))
        named.set(address, { domain, product: id, dataset: datasets[0]?.id ?? `${id}/` })
    }
  }
  return named
}
