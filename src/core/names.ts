/** Identifiers and the small vocabularies that everything shares. */

export type DomainId = string
/** `domain.product` */
export type ProductId = string
/** `domain.product/dataset` */
export type DatasetId = string

/** The domain that a product's id begins with. */
export function domainOf(id: ProductId): DomainId {
  return id.slice(0, id.indexOf('.'))
}

/** The part of a dataset's id that its product does not say: what answers call `dataset`, beside `product`. */
export function datasetName(id: DatasetId): string {
  return id.slice(id.indexOf('/') + 1)
}

export type Severity = 'critical' | 'high' | 'medium' | 'low'
export type Tier = 'gold' | 'silver' | 'bronze'
