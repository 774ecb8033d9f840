/** What people add to the mesh while it runs, beside its files: edges of the lineage, and subscriptions. Pure. */
import type { Instant } from '../calendar/time.ts'
import { MeshError } from '../errors.ts'
import type { Mesh, Product } from '../mesh.ts'
import type { ProductId } from '../names.ts'
import type { Subscription } from './routes.ts'

/** `to` is made from `from`. */
export interface AddedEdge {
  readonly from: ProductId
  readonly to: ProductId
  readonly by: string
  readonly at: Instant
}

export interface AddedSubscription extends Subscription {
  readonly by: string
  readonly at: Instant
}

export interface Additions {
  readonly edges: readonly AddedEdge[]
  readonly subscriptions: readonly AddedSubscription[]
}

export const NO_ADDITIONS: Additions = { edges: [], subscriptions: [] }

/** The mesh with the edges that people added. What names a product that is gone, or has come to close a circle, is left out. */
export function withEdges(mesh: Mesh, edges: readonly AddedEdge[]): Mesh {
  let products = mesh.products
  for (const { from, to } of edges) {
    const [source, target] = [products.get(from), products.get(to)]
    if (!source || !target || target.dependsOn.includes(from) || pathBetween(products, to, from)) continue
    products = new Map(products).set(to, { ...target, dependsOn: [...target.dependsOn, from] })
  }
  return products === mesh.products ? mesh : { ...mesh, products, dependents: dependentsOf(products) }
}

/** Throws MeshError NOT_FOUND for unknown products, and USAGE for an edge that closes a circle, which it names. */
export function assertEdge({ products }: Mesh, from: ProductId, to: ProductId): void {
  for (const id of [from, to])
    if (!products.has(id))
      throw new MeshError('NOT_FOUND', `No product is called ${id}.`, 'Name it as <domain>.<product>, as it is registered.')
  const path = from === to ? [from] : pathBetween(products, to, from)
  if (path === undefined) return
  const circle = [from, ...path].join(' → ')
  throw new MeshError('USAGE', `${to} cannot be made from ${from}: that would be a circle.`, `It would go ${circle}.`)
}

/** Products on the shortest way along the lineage, both ends included. */
function pathBetween(products: ReadonlyMap<ProductId, Product>, start: ProductId, end: ProductId): readonly ProductId[] | undefined {
  const below = directlyBelow(products)
  const cameFrom = new Map<ProductId, ProductId | undefined>([[start, undefined]])
  for (const id of cameFrom.keys()) {
    if (id === end) {
      const path: ProductId[] = []
      for (let step: ProductId | undefined = end; step !== undefined; step = cameFrom.get(step)) path.unshift(step)
      return path
    }
    for (const next of below.get(id) ?? []) if (!cameFrom.has(next)) cameFrom.set(next, id)
  }
  return undefined
}

function dependentsOf(products: ReadonlyMap<ProductId, Product>): Mesh['dependents'] {
  const below = directlyBelow(products)
  const reach = (start: ProductId): readonly ProductId[] => {
    const found = new Set([start])
    for (const id of found) for (const next of below.get(id) ?? []) found.add(next)
    found.delete(start)
    return [...found].sort()
  }
  return new Map([...below.keys()].filter((id) => products.has(id)).map((id) => [id, reach(id)]))
}

function directlyBelow(products: ReadonlyMap<ProductId, Product>): ReadonlyMap<ProductId, readonly ProductId[]> {
  const below = new Map<ProductId, ProductId[]>()
  for (const { id, dependsOn } of products.values()) for (const from of dependsOn) below.set(from, [...(below.get(from) ?? []), id])
  return below
}
