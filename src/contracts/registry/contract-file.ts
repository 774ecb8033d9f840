/** One file of the registry: what it says, compiled for its domain. */
import type { Diagnostic } from '../../core/diagnostic.ts'
import type { Domain, Product } from '../../core/mesh.ts'
import type { DomainId, ProductId } from '../../core/names.ts'
import type { Settings } from '../../core/settings.ts'
import type { FoundFile } from './walk.ts'

/** What contracts are compiled against. Data only: two contexts with equal content give equal products. */
export interface RegistryContext {
  readonly domains: ReadonlyMap<DomainId, DomainContext>
  /** For folders that no configured domain is named after, and the last place to tell people. */
  readonly defaults: { readonly settings: Settings; readonly channel?: string }
  /** Configured sources by name, with the kind of their connector. */
  readonly sources: ReadonlyMap<string, { readonly type: string }>
  /** Configured notifiers by name, with their kind. */
  readonly receivers: ReadonlyMap<string, { readonly type: string }>
}

export interface DomainContext extends Domain {
  readonly settings: Settings
}

/** Where something stands, as diagnostics name it. */
export type Place = Pick<Diagnostic, 'line' | 'column' | 'path'>

export interface ContractReading {
  /** Present when the contract can be watched. */
  readonly product?: Product
  readonly diagnostics: readonly Diagnostic[]
  /** Places that matter across files. */
  readonly idAt: Place
  readonly dependsOnAt: ReadonlyMap<ProductId, Place>
}

/** Text of a file → its reading. A function of nothing else, so that it may run anywhere. */
export type ReadContractFile = (text: string, file: FoundFile, context: RegistryContext) => ContractReading

/** Reads the files of one load. */
export interface ContractReader {
  /** How many files it is glad to have at once. */
  readonly atOnce: number
  read(text: string, file: FoundFile): ContractReading | Promise<ContractReading>
  close(): Promise<void>
}

/** `count` is how many files there are to read at most. */
export type OpenContractReader = (count: number, context: RegistryContext) => ContractReader

/** A domain that has a folder but no entry in the configuration lives by the general defaults. */
export function domainContext(context: Pick<RegistryContext, 'domains' | 'defaults'>, id: DomainId): DomainContext {
  const { settings } = context.defaults
  return context.domains.get(id) ?? { id, zone: settings.zone, alertBudget: settings.alertBudget, settings }
}
