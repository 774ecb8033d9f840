/** Products of all files → the mesh. What is wrong between files is found here: names taken twice, unknown upstreams, circles. */
import type { Diagnostic } from '../../core/diagnostic.ts'
import type { Dataset, Mesh, Product } from '../../core/mesh.ts'
import type { DatasetId, DomainId, ProductId } from '../../core/names.ts'
import { type ContractReading, domainContext, type RegistryContext } from './contract-file.ts'
import { traceLineage } from './lineage.ts'
import { type ProductPorts, withPorts } from './product-ports.ts'

export interface Assembled {
  readonly mesh: Mesh
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * `readings` by path. `running` are the products of the mesh before, by path: they go on where their file is broken now, and
 * where a name is taken twice they keep it against the newcomer. Among equals the first path wins.
 */
export function assembleMesh(
  readings: ReadonlyMap<string, ContractReading>,
  folders: readonly DomainId[],
  running: ReadonlyMap<string, Product>,
  context: RegistryContext,
  ports: readonly ProductPorts[] = [],
): Assembled {
  const diagnostics: Diagnostic[] = []
  const products = new Map<ProductId, Product>()
  const contracts = new Map<string, Product>()
  const take = (product: Product): void => {
    products.set(product.id, product)
    contracts.set(product.contract, product)
  }
  const refused: string[] = []
  for (const [file, { product, idAt }] of inOrderOfClaim(readings, running)) {
    if (product === undefined) {
      refused.push(file)
      continue
    }
    const rival = products.get(product.id) ?? contracts.get(product.contract)
    if (rival === undefined) {
      take(product)
      continue
    }
    refused.push(file)
    const what = rival.id === product.id ? `product ${product.id}` : `contract ${JSON.stringify(product.contract)}`
    const rivalAt = readings.get(rival.file)?.idAt
    const told = { code: 'taken-twice', hint: 'give each contract its own id and each product its own name' }
    diagnostics.push({ ...told, severity: 'error', message: `${what} is registered by ${rival.file} already`, file, ...idAt })
    if (rivalAt)
      diagnostics.push({ ...told, severity: 'warning', message: `${what} is registered again by ${file}`, file: rival.file, ...rivalAt })
  }
  for (const file of refused) {
    const before = running.get(file)
    if (before === undefined || products.has(before.id) || contracts.has(before.contract)) continue
    take(before)
    diagnostics.push(goesOn(file, before))
  }
  const ported = withPorts(new Map([...products].sort(([a], [b]) => (a < b ? -1 : 1))), ports)
  const ordered = ported.products
  const lineage = traceLineage(ordered, (product, upstream) => readings.get(product.file)?.dependsOnAt.get(upstream) ?? WHOLE_FILE)
  return {
    mesh: {
      domains: new Map([...new Set([...context.domains.keys(), ...folders])].map((id) => [id, domainContext(context, id)])),
      products: ordered,
      datasets: datasetsOf(ordered),
      dependents: lineage.dependents,
    },
    diagnostics: [...diagnostics, ...ported.diagnostics, ...lineage.diagnostics],
  }
}

const WHOLE_FILE = { line: 1, column: 1, path: '' }

type Entry = readonly [file: string, reading: ContractReading]

function inOrderOfClaim(readings: ReadonlyMap<string, ContractReading>, running: ReadonlyMap<string, Product>): readonly Entry[] {
  const holds = ([file, { product }]: Entry): boolean => product !== undefined && running.get(file)?.id === product.id
  const entries = [...readings]
  return [...entries.filter(holds), ...entries.filter((entry) => !holds(entry))]
}

function goesOn(file: string, product: Product): Diagnostic {
  const message = `${product.id} goes on in its last good form, version ${product.version}`
  return {
    severity: 'warning',
    code: 'last-good-form',
    message,
    hint: 'repair the file, or delete it to stop the product',
    file,
    ...WHOLE_FILE,
  }
}

function datasetsOf(products: ReadonlyMap<ProductId, Product>): ReadonlyMap<DatasetId, Dataset> {
  return new Map([...products.values()].flatMap((product) => product.datasets.map((dataset) => [dataset.id, dataset] as const)))
}
