/** One file of the registry → its product: parsed, checked and compiled. A fault of ours in one contract stops only this one. */
import { basename } from 'node:path'
import type { Diagnostic } from '../../core/diagnostic.ts'
import { compileContract } from '../compile/compile-contract.ts'
import { formatPath, type Path } from '../document/path.ts'
import { readContract } from '../odcs/read-contract.ts'
import { type ContractReading, domainContext, type Place, type ReadContractFile } from './contract-file.ts'

export const readContractFile: ReadContractFile = (text, file, context) => {
  try {
    return read(text, file, context)
  } catch (error) {
    const message = `meshwatch failed on this contract: ${error instanceof Error ? error.message : String(error)}`
    const start = { line: 1, column: 1, path: '' }
    const hint = 'this is a fault of meshwatch, please report it'
    const fault = { severity: 'error', code: 'reader-fault', message, hint, file: file.path, ...start } as const
    return { diagnostics: [fault], idAt: start, dependsOnAt: new Map() }
  }
}

const read: ReadContractFile = (text, file, context): ContractReading => {
  const { contract, diagnostics, document } = readContract(text, file.path)
  const placeOf = (path: Path) => ({ ...document.locate(path), path: formatPath(path) })
  const idAt = placeOf(['id'])
  if (contract === undefined) return { diagnostics, idAt, dependsOnAt: new Map() }
  const domain = domainContext(context, file.domain)
  const { channel } = context.defaults
  const compiled = compileContract(
    contract,
    { domain: file.domain, product: nameOf(file.path), file: file.path, locate: (path) => document.locate(path) },
    {
      settings: domain.settings,
      domain,
      sources: context.sources,
      receivers: context.receivers,
      ...(channel === undefined ? {} : { defaultsChannel: channel }),
    },
  )
  const [product, ...elsewhere] = compiled.products
  return {
    diagnostics: [
      ...diagnostics,
      ...compiled.diagnostics,
      ...elsewhere.map((other) => onlyOneServer(other.id, file.path, placeOf(['servers']))),
    ],
    idAt,
    dependsOnAt: new Map([...compiled.dependsOnAt].map(([id, path]) => [id, placeOf(path)])),
    ...(product ? { product } : {}),
  }
}

/** `orders` for `monitors/shop/orders.odcs.yaml`. */
function nameOf(path: string): string {
  return basename(path).replace(/\.odcs\.(ya?ml|json)$/, '')
}

function onlyOneServer(id: string, file: string, at: Place): Diagnostic {
  const message = `${id} is not watched: of several configured servers, the first one is`
  return {
    severity: 'gap',
    code: 'one-server',
    message,
    hint: 'write a contract file for each environment that is to be watched',
    file,
    ...at,
  }
}
