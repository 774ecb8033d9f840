/** A metric that is worked out at each scrape from what is in force, so that nothing of yesterday can stay behind in it. */

import type { Incident } from '../../core/incident/incident.ts'
import type { Mesh } from '../../core/mesh.ts'
import type { Store } from '../../core/store.ts'
import type { BudgetAnswer } from '../budget.ts'
import type { DaemonView } from '../daemon-view.ts'
import type { Board } from './board.ts'

/** What one scrape stands on. The mesh is taken once, so that a reload in the middle of a scrape cannot mix two of them. */
export interface Scene {
  readonly view: DaemonView
  readonly mesh: Mesh
  readonly board: Board
  /** Missing while the store does not answer: then nothing is said, rather than a false zero. */
  readonly stored?: {
    /** Those that have not ended. */
    readonly incidents: readonly Incident[]
    readonly outbox: Awaited<ReturnType<Store['outboxSummary']>>
    readonly budget: readonly BudgetAnswer[]
    /** How many are on. */
    readonly quiet: { readonly windows: number; readonly silences: number }
  }
}

/** Label values in the order of the label names, then the value in base units: seconds, rows, counts. */
export type Sample = readonly [labels: readonly string[], value: number]

export interface Family {
  readonly name: string
  readonly type: 'gauge' | 'counter'
  readonly help: string
  readonly labels: readonly string[]
  samples(scene: Scene): Iterable<Sample>
}

/** Head of a family in the Prometheus text format, version 0.0.4. */
export function headOf({ name, help, type }: Family): string {
  return `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n`
}

/** One line. A value that is no finite number is left out: it would be read as a measured one. */
export function lineOf({ name, labels }: Family, [values, value]: Sample): string {
  if (!Number.isFinite(value)) return ''
  const pairs = labels.flatMap((label, index) => (values[index] ? [`${label}="${quoted(values[index])}"`] : []))
  return pairs.length > 0 ? `${name}{${pairs.join(',')}} ${value}\n` : `${name} ${value}\n`
}

function quoted(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
}
