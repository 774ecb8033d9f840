/** One file of the registry → its product: parsed, checked and compiled. A fault of ours in one contract stops only this one. */
import { readContract } from '../odcs/read-contract.ts'
import type { ContractReading, ReadContractFile } from './contract-file.ts'

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

const read: ReadContractFile = (text, file): ContractReading => {
  const { contract, diagnostics, document } = readContract(text, file.path)
  const at = { ...document.locate(['id']), path: 'id' }
  if (contract === undefined) return { diagnostics, idAt: at, dependsOnAt: new Map() }
  const name = contract.name ?? contract.id
  const { id, version, status } = contract
  const rest = { channels: [], dependsOn: [], datasets: [], gaps: [], links: [] }
  const product = { ...rest, id: `${file.domain}.${name}`, domain: file.domain, name, contract: id, version, status, file: file.path }
  return { diagnostics, idAt: at, dependsOnAt: new Map(), product }
}
