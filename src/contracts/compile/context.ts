/** What a contract is compiled against, and what comes of it. */
import type { Diagnostic } from '../../core/diagnostic.ts'
import type { Domain, Product } from '../../core/mesh.ts'
import type { DomainId, ProductId } from '../../core/names.ts'
import type { Settings } from '../../core/settings.ts'
import type { Path } from '../document/path.ts'
import type { Position } from '../document/read-document.ts'
import type { Contract } from '../odcs/contract.ts'
import type { Receivers } from '../routing/known-receivers.ts'
import type { Findings } from './findings.ts'
import type { Said } from './words/vocabulary.ts'

/** Where the contract stands in the registry. */
export interface Place {
  readonly domain: DomainId
  /** File name without `.odcs.yaml`. */
  readonly product: string
  readonly file: string
  locate(path: Path): Position
}

export interface CompileContext {
  /** Defaults and the domain's settings, already laid over each other. */
  readonly settings: Settings
  readonly domain: Domain
  readonly defaultsChannel?: string
  /** Configured sources by name. */
  readonly sources: ReadonlyMap<string, unknown>
  readonly receivers: Receivers
}

export interface Compiled {
  /** One, or one per configured server; none when a diagnostic is an error. */
  readonly products: readonly Product[]
  readonly diagnostics: readonly Diagnostic[]
  /** Where each upstream product is named. */
  readonly dependsOnAt: ReadonlyMap<ProductId, Path>
}

/** What every part of the compiler is handed. */
export interface Work {
  readonly contract: Contract
  readonly place: Place
  readonly context: CompileContext
  readonly said: Said<'contract'>
  /** The contract's own words laid over the context's. */
  readonly settings: Settings
  readonly findings: Findings
}
