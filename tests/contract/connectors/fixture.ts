/** What the suite needs of a source: ways to put data into it, and to get into its way. */

import type { Deadline, Millis } from '../../../src/core/calendar/time.ts'
import type { Cell, Connector, DatasetFacts, FieldFacts, Sql } from '../../../src/core/connector.ts'
import type { DatasetRef } from '../../../src/core/dataset.ts'
import { isGrouped, type Metric } from '../../../src/core/metric.ts'

/** `decimal` holds 38 digits, 10 of them behind the point; `timestamp` has no zone, `instant` has one. */
export type Kind = 'bigint' | 'decimal' | 'double' | 'text' | 'boolean' | 'date' | 'timestamp' | 'instant'

export interface Table {
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly kind: Kind; readonly required?: boolean }[]
  /** Values as text in the way SQL writes them; null for null. */
  readonly rows: readonly (readonly (string | null)[])[]
}

export interface ConnectorFixture {
  readonly connector: Connector
  /** Puts the table into the source and answers how a contract names it. */
  make(table: Table): Promise<DatasetRef>
  /** Statements that would change something, with the dataset's relation at hand. */
  writes(relation: Sql): readonly Sql[]
  /** Takes the right to read it from the connector's user. */
  deny?(dataset: DatasetRef): Promise<void>
  rename?(dataset: DatasetRef, name: string): Promise<void>
  /** Holds it so that nobody can read; the answer lets go. */
  lock?(dataset: DatasetRef): Promise<() => Promise<void>>
  /** A statement that takes at least ten seconds. */
  readonly slow?: Sql
  /** How many statements `work` sent to the source. */
  statements?(work: () => Promise<unknown>): Promise<number>
  close(): Promise<void>
}

/** Parts of the suite that a source may be unable to take; its entry gives the reason and declares them left out. */
export type Part = 'deny' | 'rename' | 'lock' | 'slow' | 'statements' | 'hostile names'

export type Without = Readonly<Partial<Record<Part, string>>>

export function within(length: Millis, signal: AbortSignal = new AbortController().signal): Deadline {
  const at = Date.now() + length
  return { at, signal: AbortSignal.any([signal, AbortSignal.timeout(length)]), left: () => Math.max(0, at - Date.now()) }
}

export async function factsOf(connector: Connector, dataset: DatasetRef): Promise<DatasetFacts> {
  const [facts] = await connector.catalog([dataset], within(10_000))
  if (facts === undefined) throw new Error('the catalog answered nothing')
  return facts
}

/** A number, a decimal text, null, or the groups of the metric; undefined where the dialect has no words for it. */
export type Answer = number | string | null | Readonly<Record<string, number | string | null>> | undefined

/** Asks for all metrics as a probe does: the scalar ones in one statement, together with the source's clock. */
export async function measure(connector: Connector, facts: DatasetFacts, metrics: readonly Metric[]): Promise<readonly Answer[]> {
  const { dialect } = connector
  const expressions = metrics.map((metric) => (isGrouped(metric) ? undefined : dialect.scalar(metric, fieldOf(facts, metric))))
  const columns = expressions.flatMap((sql, index) => (sql === undefined ? [] : [`${sql} AS v${index}`]))
  const list = [...columns, `${dialect.now} AS now`, `count(*) AS n`].join(', ')
  const [row] = await connector.query(`SELECT ${list} FROM ${facts.relation}`, within(10_000))
  return Promise.all(
    metrics.map(async (metric, index) => {
      if (!isGrouped(metric)) return expressions[index] === undefined ? undefined : plain(row?.[`v${index}`])
      const sql = dialect.grouped(metric, fieldOf(facts, metric), facts.relation)
      if (sql === undefined) return undefined
      const groups = await connector.query(sql, within(10_000))
      return Object.fromEntries(groups.map(({ key, value }) => [String(key), plain(value)]))
    }),
  )
}

export async function askRule(connector: Connector, facts: DatasetFacts, rule: string, column?: string): Promise<number | string | null> {
  const [row] = await connector.query(`SELECT ${connector.dialect.rule(rule, facts.relation, column)} AS value`, within(10_000))
  return plain(row?.value)
}

function fieldOf(facts: DatasetFacts, metric: Metric): FieldFacts | undefined {
  return facts.fields.find(({ name }) => name === metric.fields?.[0])
}

/** Integers may arrive in any form that loses nothing; decimal text may end in zeros. */
function plain(cell: Cell | undefined): number | string | null {
  if (cell === undefined || cell === null) return null
  if (typeof cell === 'number') return cell
  const text = String(cell)
  const shortest = /^-?\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, '') : text
  return Number.isSafeInteger(Number(shortest)) && typeof cell === 'bigint' ? Number(shortest) : shortest
}
