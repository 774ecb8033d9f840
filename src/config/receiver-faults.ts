/** Places to tell that no notifier knows, each where it stands in the file. */
import { formatPath, type Path, valueAt } from '../contracts/document/path.ts'
import type { Document } from '../contracts/document/read-document.ts'
import { receiverFault } from '../contracts/routing/known-receivers.ts'
import type { Diagnostic } from '../core/diagnostic.ts'
import type { ConfigWords, SettingWords } from './schema.ts'

interface Named {
  readonly to: string
  readonly path: Path
  readonly people?: boolean
}

export function receiverFaults(words: ConfigWords, document: Document): readonly Diagnostic[] {
  const receivers = new Map(Object.entries(words.notifiers))
  const named: readonly Named[] = [
    ...words.routes.flatMap(({ to }, route) =>
      to.map((one, index): Named => {
        const path = ['routes', route, 'to']
        return { to: one, path: Array.isArray(valueAt(document.value, path)) ? [...path, index] : path }
      }),
    ),
    ...words.subscriptions.map(({ to }, index): Named => ({ to, path: ['subscriptions', index, 'to'] })),
    ...escalations(words.defaults, ['defaults']),
    ...Object.entries(words.domains).flatMap(([name, { defaults }]) => escalations(defaults, ['domains', name, 'defaults'])),
  ]
  return named.flatMap(({ to, path, people }): readonly Diagnostic[] => {
    const fault = receiverFault(to, receivers, people)
    if (fault === undefined) return []
    return [
      { severity: 'error', code: 'unknown-receiver', ...fault, file: document.file, ...document.locate(path), path: formatPath(path) },
    ]
  })
}

function escalations(settings: SettingWords | undefined, path: Path): readonly Named[] {
  return (settings?.incidents?.escalate ?? []).map(({ to }, index) => {
    return { to, path: [...path, 'incidents', 'escalate', index, 'to'], people: true }
  })
}
