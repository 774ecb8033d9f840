/** `meshwatch import`: another contract format becomes ODCS. */
import { isMapping } from '../../contracts/document/path.ts'
import { readDocument } from '../../contracts/document/read-document.ts'
import { importArticle } from '../../contracts/import/article.ts'
import { importDataContractSpecification } from '../../contracts/import/dcs.ts'
import { printContract, printNotes } from '../../contracts/import/print-contract.ts'
import { formatDiagnostic } from '../../core/diagnostic.ts'
import { MeshError } from '../../core/errors.ts'
import { EXIT, type Exit, type Shell } from './shell.ts'

export interface ImportArguments {
  readonly domain?: string
  readonly out?: string
}

/** The contract goes to standard output or a new file; what had to be assumed goes to standard error. */
export async function importCommand(shell: Shell, file: string, { domain, out }: ImportArguments): Promise<Exit> {
  const { value, diagnostics } = readDocument(await shell.readFile(file), file)
  if (!isMapping(value))
    throw new MeshError('CONTRACT_INVALID', diagnostics.map(formatDiagnostic).join('\n') || `${file} holds no contract.`)
  const given = domain === undefined ? value : { ...value, domain }
  const isSpecification = 'dataContractSpecification' in value
  const { contract, notes } = isSpecification ? importDataContractSpecification(given) : importArticle(given)
  const text = printContract(domain === undefined ? contract : { ...contract, domain })
  if (out === undefined) shell.out(text)
  else if (!(await shell.writeNew(out, text)))
    throw new MeshError('USAGE', `${out} is there already.`, 'Nothing was written; name another file, or move this one away.')
  if (notes.length > 0) shell.err(printNotes(notes))
  return EXIT.fine
}
