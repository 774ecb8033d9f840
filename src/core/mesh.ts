/** Domains, products and datasets: what a contract file describes once it is parsed. */
import type { Check } from './check.ts'
import type { DatasetRef, Field } from './dataset.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { DatasetId, DomainId, ProductId, Tier } from './names.ts'
import type { Route } from './routing/routes.ts'

/** A business team's area, as configured: who owns it, where it is told. */
export interface Domain {
  readonly id: DomainId
  readonly team?: string
  readonly owner?: string
  readonly channel?: string
  readonly zone: string
  /** Messages about new incidents that its channel gets in a week; 0 for no limit, the usual one where it is left out. */
  readonly alertBudget?: number
}

export interface Dataset {
  readonly id: DatasetId
  readonly product: ProductId
  readonly name: string
  readonly ref: DatasetRef
  readonly fields: readonly Field[]
  /** Fields that together identify a row; used to tell a repeated delivery. */
  readonly key: readonly string[]
  readonly checks: readonly Check[]
  /** Above this many rows the profile is taken from a sample. */
  readonly sampleAbove: number
}

/** A place where people are told: a channel of a notifier. */
export interface Channel {
  /** Name of the notifier in the configuration, or the tool the contract names (`slack`). */
  readonly tool: string
  readonly address: string
  /** Where the address was written, for "should have gone to …". */
  readonly from: 'product' | 'domain' | 'defaults' | 'route'
}

export interface Product {
  readonly id: ProductId
  readonly domain: DomainId
  readonly name: string
  readonly contract: string
  readonly version: string
  readonly status: string
  readonly purpose?: string
  readonly tier?: Tier
  readonly owner?: string
  readonly team?: string
  /** Contract file, as the registry names it. */
  readonly file: string
  readonly channels: readonly Channel[]
  /** Where its contract wants its incidents told, before the table of the mesh is asked. */
  readonly routes?: readonly Route[]
  readonly dependsOn: readonly ProductId[]
  readonly datasets: readonly Dataset[]
  /** Parts of the contract that nothing measures: listed, never passed in silence. */
  readonly gaps: readonly Diagnostic[]
  readonly links: readonly { readonly name: string; readonly url: string }[]
}

/** All that is watched. Built whole, swapped whole. */
export interface Mesh {
  readonly domains: ReadonlyMap<DomainId, Domain>
  readonly products: ReadonlyMap<ProductId, Product>
  readonly datasets: ReadonlyMap<DatasetId, Dataset>
  /** Who depends on a product, over any number of steps. */
  readonly dependents: ReadonlyMap<ProductId, readonly ProductId[]>
}
