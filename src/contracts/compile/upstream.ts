/** Which products a contract is made from: those it lists, and those whose contract files its relationships point into. */
import type { ProductId } from '../../core/names.ts'
import type { Path } from '../document/path.ts'
import type { Work } from './context.ts'

/** Where each is named first. */
export function upstreamOf({ contract, place, said }: Work): ReadonlyMap<ProductId, Path> {
  const found = new Map<ProductId, Path>()
  const self = `${place.domain}.${place.product}`
  const add = (product: ProductId | undefined, path: Path): void => {
    if (product !== undefined && product !== self && !found.has(product)) found.set(product, path)
  }
  const listed = contract.customProperties?.findIndex(({ property }) => property === 'meshwatch.dependsOn') ?? -1
  for (const [index, product] of (said.dependsOn ?? []).entries()) add(product, ['customProperties', listed, 'value', index])
  for (const [index, object] of (contract.schema ?? []).entries()) {
    const relate = (list: readonly { readonly to: string | readonly string[] }[] | undefined, at: Path): void => {
      for (const [place, { to }] of (list ?? []).entries())
        for (const reference of [to].flat()) add(productIn(reference), [...at, 'relationships', place, 'to'])
    }
    relate(object.relationships, ['schema', index])
    for (const [step, property] of (object.properties ?? []).entries())
      relate(property.relationships, ['schema', index, 'properties', step])
  }
  return found

  /** `../storefront/orders.odcs.yaml#/schema/…`; a file without a folder is a neighbour. */
  function productIn(reference: string): ProductId | undefined {
    const [, folder = place.domain, name] = /^(?:[^#]*?([\w-]+)\/)?([\w-]+)(?:\.odcs)?\.yaml#/.exec(reference) ?? []
    return name === undefined ? undefined : `${folder}.${name}`
  }
}
