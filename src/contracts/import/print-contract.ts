/** A contract as YAML for people to go on with: the parts of the standard in reading order, and remarks beside them. */
import { Document, isNode } from 'yaml'
import type { Path } from '../document/path.ts'
import type { Contract } from '../odcs/contract.ts'
import type { Note } from './imported.ts'

export interface Remarks {
  readonly head?: string
  /** Said above what stands at the path. */
  readonly at?: readonly { readonly path: Path; readonly text: string }[]
  readonly tail?: string
}

const ORDER: readonly (keyof Contract)[] = [
  ...(['apiVersion', 'kind', 'id', 'name', 'version', 'status', 'tenant', 'domain', 'description', 'tags', 'team', 'support'] as const),
  ...(['servers', 'customProperties', 'schema', 'slaProperties', 'roles', 'price', 'authoritativeDefinitions'] as const),
]

export function printContract(contract: Contract, remarks: Remarks = {}): string {
  const first = ORDER.flatMap((key) => (contract[key] === undefined ? [] : [[key, contract[key]] as const]))
  const document = new Document(Object.fromEntries([...first, ...Object.entries(contract)]), { aliasDuplicateObjects: false })
  for (const { path, text } of remarks.at ?? []) {
    const node = document.getIn(path, true)
    if (isNode(node)) node.commentBefore = comment(text)
  }
  if (remarks.head !== undefined) document.commentBefore = comment(remarks.head)
  if (remarks.tail !== undefined) document.comment = comment(remarks.tail)
  return document.toString({ lineWidth: 130 })
}

function comment(text: string): string {
  return text.trimEnd().replace(/^(?=.)/gm, ' ')
}

/** What an importer noted, to stand at the head of the file. */
export function printNotes(notes: readonly Note[]): string {
  return notes.map(({ kind, from, text }) => `${kind}: ${from}: ${text}`).join('\n')
}
