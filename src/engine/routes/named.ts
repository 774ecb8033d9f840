/** Which addresses of a receiver anything may be sent to by the files in force, and who named them first. */
import type { Named } from '../../core/incident/route-trouble.ts'
import type { Channel, Mesh } from '../../core/mesh.ts'

export interface Naming {
  readonly mesh: Mesh
  readonly notifiers: ReadonlyMap<string, { readonly kind: string; readonly addressed: boolean }>
  readonly platform: readonly Channel[]
}

export function namedBy(receiver: string, { mesh, notifiers, platform }: Naming): ReadonlyMap<string, Named> {
  const { kind, addressed = false } = notifiers.get(receiver) ?? {}
  const named = new Map<string, Named>()
  if (!addressed) return named
  for (const { id, domain, channels, datasets } of mesh.products.values()) {
    for (const { tool, address } of [...channels, ...platform]) {
      if ((tool === kind || tool === receiver) && !named.has(address))
        named.set(address, { domain, product: id, dataset: datasets[0]?.id ?? `${id}/` })
    }
  }
  return named
}
