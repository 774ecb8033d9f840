/**
 * Files of the Open Data Product Standard of Bitol (v1.0, `*.odps.yaml` beside the contracts): which contracts a data product reads, and
 * which it gives. Their input ports are the lineage; all else in them is for others. Every output is made from every input.
 */
import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import type { Diagnostic } from '../../core/diagnostic.ts'
import type { Product } from '../../core/mesh.ts'
import type { ProductId } from '../../core/names.ts'
import { didYouMean } from '../document/closest.ts'
import { parseWith } from '../document/parse-with.ts'
import { formatPath, type Path } from '../document/path.ts'
import { readDocument } from '../document/read-document.ts'
import { unreadable } from './walk.ts'

interface Port {
  readonly contract: string
  readonly at: Pick<Diagnostic, 'line' | 'column' | 'path'>
}

export interface ProductPorts {
  readonly file: string
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
}

const ports = z.array(z.looseObject({ contractId: z.string().min(1).optional() })).optional()
const schema = z.looseObject({ inputPorts: ports, outputPorts: ports })

export async function readPorts(
  files: readonly string[],
): Promise<{ readonly ports: readonly ProductPorts[]; readonly diagnostics: readonly Diagnostic[] }> {
  const read = await Promise.all(files.map(readOne))
  return { ports: read.flatMap(({ found }) => found), diagnostics: read.flatMap(({ diagnostics }) => diagnostics) }
}

async function readOne(file: string): Promise<{ readonly found: readonly ProductPorts[]; readonly diagnostics: readonly Diagnostic[] }> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    return { found: [], diagnostics: [unreadable(file, error)] }
  }
  const document = readDocument(text, file)
  const { value, diagnostics } = parseWith(schema, document)
  if (value === undefined) return { found: [], diagnostics }
  const portsOf = (side: 'inputPorts' | 'outputPorts'): readonly Port[] =>
    (value[side] ?? []).flatMap(({ contractId }, index) => {
      const path: Path = [side, index, 'contractId']
      return contractId === undefined ? [] : [{ contract: contractId, at: { ...document.locate(path), path: formatPath(path) } }]
    })
  return { found: [{ file, inputs: portsOf('inputPorts'), outputs: portsOf('outputPorts') }], diagnostics }
}

/** Products with what their ports say added to what their contracts say. A contract that nobody registered here is told. */
export function withPorts(
  products: ReadonlyMap<ProductId, Product>,
  all: readonly ProductPorts[],
): { readonly products: ReadonlyMap<ProductId, Product>; readonly diagnostics: readonly Diagnostic[] } {
  if (all.length === 0) return { products, diagnostics: [] }
  const byContract = new Map([...products.values()].map((product) => [product.contract, product.id]))
  const diagnostics: Diagnostic[] = []
  const upstream = new Map<ProductId, Set<ProductId>>()
  for (const { file, inputs, outputs } of all) {
    const idOf = ({ contract, at }: Port): readonly ProductId[] => {
      const id = byContract.get(contract)
      if (id !== undefined) return [id]
      const message = `no contract here has the id ${JSON.stringify(contract)}`
      const hint = didYouMean(contract, byContract.keys()) ?? 'a port names a contract by its id'
      diagnostics.push({ severity: 'warning', code: 'unknown-port', message, hint, file, ...at })
      return []
    }
    const from = inputs.flatMap(idOf)
    for (const to of outputs.flatMap(idOf)) upstream.set(to, new Set([...(upstream.get(to) ?? []), ...from.filter((id) => id !== to)]))
  }
  const added = [...products].map(([id, product]): [ProductId, Product] => {
    const more = [...(upstream.get(id) ?? [])].filter((one) => !product.dependsOn.includes(one))
    return [id, more.length === 0 ? product : { ...product, dependsOn: [...product.dependsOn, ...more] }]
  })
  return { products: new Map(added), diagnostics }
}
