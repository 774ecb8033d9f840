/**
 * Selectors name products, datasets or checks by their ids, with `*` for any text: `storefront`, `storefront.orders`,
 * `*.orders/*`, `finance.fx_rates/fx_rates/freshness`. Several are separated by commas.
 */
import type { Check } from './check.ts'
import type { Dataset, Mesh } from './mesh.ts'
import { domainOf } from './names.ts'
import { patternsOf } from './routing/pattern.ts'

/** Datasets with those of their checks that the selector names; all of them without a selector. */
export function selectDatasets(mesh: Mesh, selector: string | undefined): readonly Dataset[] {
  const all = [...mesh.datasets.values()]
  if (selector === undefined || selector.trim() === '') return all
  const patterns = patternsOf(selector)
  return all.flatMap((dataset) => {
    const checks = dataset.checks.filter((check) => namesOf(dataset, check).some((name) => patterns.some((pattern) => pattern.test(name))))
    return checks.length > 0 ? [{ ...dataset, checks }] : []
  })
}

/** Whether the selector names the dataset itself, its product or its domain. */
export function isSelected({ product, dataset }: Pick<Check, 'product' | 'dataset'>, selector: string): boolean {
  const patterns = patternsOf(selector)
  return [domainOf(product), product, dataset].some((name) => patterns.some((pattern) => pattern.test(name)))
}

function namesOf(dataset: Dataset, check: Check): readonly string[] {
  const domain = domainOf(dataset.product)
  return [domain, dataset.product, dataset.id, check.id, check.kind]
}
