/** Identifiers and the small vocabularies that everything shares. */

export type DomainId = string
/** `domain.product` */
export type ProductId = string
/** `domain.product/dataset` */
export type DatasetId = string

export type Severity = 'critical' | 'high' | 'medium' | 'low'
export type Tier = 'gold' | 'silver' | 'bronze'
