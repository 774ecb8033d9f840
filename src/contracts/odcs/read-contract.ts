/** The text of a `*.odcs.yaml` file → a contract, or everything that is wrong with it. */
import type { Diagnostic } from '../../core/diagnostic.ts'
import { parseWith } from '../document/parse-with.ts'
import { formatPath, isMapping, type Path } from '../document/path.ts'
import { type Document, readDocument } from '../document/read-document.ts'
import { adviceOn } from './advice.ts'
import { Contract } from './contract.ts'
import { isImpliedText } from './quality.ts'

export interface ContractReading {
  /** Present when the file has no error. */
  readonly contract?: Contract
  readonly diagnostics: readonly Diagnostic[]
  /** For findings that come later, when checks are compiled. It is large: drop it with the reading. */
  readonly document: Document
}

export function readContract(text: string, file: string): ContractReading {
  const document = readDocument(text, file)
  const stranger = otherStandard(document)
  if (stranger !== undefined) return { diagnostics: [...document.diagnostics, stranger], document }
  const { value, diagnostics } = parseWith(Contract, document, adviceOn)
  if (value === undefined) return { diagnostics, document }
  return { contract: value, diagnostics: [...diagnostics, ...warnings(document)], document }
}

/** A file of another standard has one thing wrong with it, not a hundred. */
function otherStandard(document: Document): Diagnostic | undefined {
  const root = document.value
  if (root === undefined) return undefined
  const { apiVersion, kind } = root
  if ('dataContractSpecification' in root)
    return finding(
      document,
      'other-standard',
      'this is a Data Contract Specification file, not ODCS',
      ['dataContractSpecification'],
      'turn it into ODCS with `meshwatch import`',
    )
  if (kind === 'DataProduct')
    return finding(
      document,
      'other-standard',
      'this describes a data product (ODPS), not a data contract',
      ['kind'],
      'register the contracts of its output ports',
    )
  if (typeof apiVersion === 'string' && /^v?[012]\./.test(apiVersion))
    return finding(
      document,
      'old-version',
      `ODCS ${apiVersion} has another shape and cannot be read`,
      ['apiVersion'],
      'rewrite the contract as v3.1.0',
    )
  return undefined
}

/** Valid, but hardly what the author meant. */
function warnings(document: Document): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  const visit = (element: unknown, path: Path): void => {
    if (!isMapping(element)) return
    for (const [index, rule] of listOf(element.quality)) {
      if (!isImpliedText(rule)) continue
      const message = 'this rule names neither a type nor a metric, so it is only read, never measured'
      found.push({
        ...finding(document, 'unmeasured-rule', message, [...path, 'quality', index], 'set type: text, or name a metric'),
        severity: 'warning',
      })
    }
    for (const [index, property] of listOf(element.properties)) visit(property, [...path, 'properties', index])
    visit(element.items, [...path, 'items'])
  }
  for (const [index, object] of listOf(document.value?.schema)) visit(object, ['schema', index])
  return found
}

const listOf = (value: unknown): Iterable<[number, unknown]> => (Array.isArray(value) ? value.entries() : [])

function finding(document: Document, code: string, message: string, path: Path, hint: string): Diagnostic {
  return { severity: 'error', code, message, hint, file: document.file, ...document.locate(path), path: formatPath(path) }
}
