/** One file of the registry → its product: parsed, checked and compiled. */
import { readContract } from '../odcs/read-contract.ts'
import type { ReadContractFile } from './contract-file.ts'

export const readContractFile: ReadContractFile = (text, file) => {
  const { contract, diagnostics, document } = readContract(text, file.path)
  const at = { ...document.locate(['id']), path: 'id' }
  if (contract === undefined) return { diagnostics, idAt: at, dependsOnAt: new Map() }
  const id = `${file.domain}.${contract.name}`
  const rest = { channels: [], dependsOn: [], datasets: [], gaps: [], links: [] }
  const product = {
    id,
    domain: file.domain,
    name: id,
    contract: contract.id,
    version: contract.version,
    status: contract.status,
    file: file.path,
  }
  return { diagnostics, idAt: at, dependsOnAt: new Map(), product: { ...product, ...rest } }
}
