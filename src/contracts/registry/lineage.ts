/** Who depends on whom across contracts: what is unknown, what goes in circles, and who is concerned by a failure. */
import type { Diagnostic } from '../../core/diagnostic.ts'
import type { Product } from '../../core/mesh.ts'
import type { ProductId } from '../../core/names.ts'
import { didYouMean } from '../document/closest.ts'

export interface Lineage {
  /** Over any number of steps, sorted; products that nobody depends on have no entry. */
  readonly dependents: ReadonlyMap<ProductId, readonly ProductId[]>
  readonly diagnostics: readonly Diagnostic[]
}

/** Where a product's contract names the product it depends on. */
export type WhereNamed = (product: Product, upstream: ProductId) => Pick<Diagnostic, 'line' | 'column' | 'path'>

const MOST_HINTS = 20

export function traceLineage(products: ReadonlyMap<ProductId, Product>, whereNamed: WhereNamed): Lineage {
  const diagnostics: Diagnostic[] = []
  const direct = new Map<ProductId, ProductId[]>()
  const warn = (product: Product, upstream: ProductId, code: string, message: string, hint: string): void => {
    diagnostics.push({ severity: 'warning', code, message, hint, file: product.file, ...whereNamed(product, upstream) })
  }
  for (const product of products.values()) {
    for (const upstream of product.dependsOn) {
      if (!products.has(upstream)) {
        // Comparing with ten thousand names takes a while, so a flood of unknown names gets no suggestions.
        const meant = diagnostics.length < MOST_HINTS ? didYouMean(upstream, products.keys()) : undefined
        const hint = meant ?? 'name it as <domain>.<product>, as it is registered'
        warn(product, upstream, 'unknown-upstream', `no product is called ${JSON.stringify(upstream)}`, hint)
      }
      const known = direct.get(upstream)
      if (known) known.push(product.id)
      else direct.set(upstream, [product.id])
    }
  }
  const reach = new Map([...direct.keys()].filter((id) => products.has(id)).map((id) => [id, downstreamOf(id, direct)]))
  const told = new Set<ProductId>()
  for (const [id, reached] of reach) {
    const product = products.get(id)
    if (product === undefined || !reached.has(id) || told.has(id)) continue
    const circle = [...reached].filter((other) => reach.get(other)?.has(id))
    for (const member of circle) told.add(member)
    const upstream = product.dependsOn.find((other) => circle.includes(other)) ?? id
    const others = circle.filter((other) => other !== id).sort()
    const way = others.length > 0 ? ` by way of ${others.join(', ')}` : ''
    warn(product, upstream, 'circular-lineage', `${id} depends on itself${way}`, 'leave out the dependency that is not one')
  }
  const dependents = new Map([...reach].map(([id, reached]) => [id, [...reached].filter((other) => other !== id).sort()]))
  return { dependents, diagnostics }
}

function downstreamOf(start: ProductId, direct: ReadonlyMap<ProductId, readonly ProductId[]>): ReadonlySet<ProductId> {
  const reached = new Set<ProductId>()
  const waiting = [start]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const next of direct.get(id) ?? []) {
      if (reached.has(next)) continue
      reached.add(next)
      waiting.push(next)
    }
  }
  return reached
}
