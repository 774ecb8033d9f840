/** Places whose holidays nobody knows, each where it stands in the file. */
import { formatPath, isMapping, type Path, valueAt } from '../contracts/document/path.ts'
import type { Document } from '../contracts/document/read-document.ts'
import type { Diagnostic } from '../core/diagnostic.ts'
import { placeFault } from './holidays.ts'
import type { ConfigWords } from './schema.ts'

export async function holidayFaults({ defaults, domains }: ConfigWords, document: Document): Promise<readonly Diagnostic[]> {
  const named = [
    { place: defaults.holidays, path: ['defaults', 'holidays'] },
    ...Object.entries(domains).map(([name, { holidays }]) => ({ place: holidays, path: ['domains', name, 'holidays'] })),
  ]
  const found: Diagnostic[] = []
  for (const { place, path } of named) {
    if (place === undefined || place === 'none') continue
    const fault = await placeFault(place)
    if (fault === undefined) continue
    const { key, message, hint } = fault
    const at: Path = isMapping(valueAt(document.value, path)) ? [...path, key] : path
    const code = 'unknown-holidays'
    found.push({ severity: 'error', code, message, hint, file: document.file, ...document.locate(at), path: formatPath(at) })
  }
  return found
}
