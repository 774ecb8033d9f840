/** `meshwatch init`: a first contract for each table of a live source. */
import { join } from 'node:path'
import { draftContract } from '../../contracts/draft.ts'
import { printContract } from '../../contracts/import/print-contract.ts'
import type { Deadline } from '../../core/calendar/time.ts'
import type { Connector } from '../../core/connector.ts'
import { MeshError } from '../../core/errors.ts'
import { EXIT, type Exit, type Shell } from './shell.ts'

export interface InitArguments {
  readonly config: string
  readonly from: string
  readonly domain: string
  readonly out?: string
}

/** Files that are there already stay as they are, so that it can be run again when a source has got new tables. */
export async function initCommand(shell: Shell, { config, from, domain, out }: InitArguments): Promise<Exit> {
  const connector = await shell.connect(config, from)
  try {
    const drafts = await draftAll(connector, shell.deadline(), { domain, source: from })
    if (drafts.length === 0) throw new MeshError('NOT_FOUND', `Nothing to describe was found in ${from}.`, 'Check what its user may see.')
    for (const { contract, remarks, file } of drafts) {
      const text = printContract(contract, remarks)
      if (out === undefined) {
        shell.out(`# ${join(domain, file)}\n${text}`)
        continue
      }
      const path = join(out, domain, file)
      shell.err((await shell.writeNew(path, text)) ? `wrote ${path}\n` : `left ${path} as it is\n`)
    }
    return EXIT.fine
  } finally {
    await connector.close()
  }
}

async function draftAll(connector: Connector, until: Deadline, options: { readonly domain: string; readonly source: string }) {
  const found = await connector.discover(until)
  const facts = await connector.catalog(found, until)
  return found.flatMap((ref, index) => {
    const fact = facts[index]
    return fact?.state === 'present' ? [draftContract({ ...ref, source: options.source }, fact, options)] : []
  })
}
