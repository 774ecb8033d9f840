/** Products and checks as the API shows them: what the contracts say, with the last verdict of each check. */

import type { z } from '@hono/zod-openapi'
import type { Check, CheckId } from '../../core/check.ts'
import type { CheckState } from '../../core/incident/incident.ts'
import type { Mesh, Product } from '../../core/mesh.ts'
import { datasetName, domainOf } from '../../core/names.ts'
import type { VerdictState } from '../../core/verdict.ts'
import { verdictAnswer } from '../answers.ts'
import type { checkSchema, productDetailSchema, productSchema } from './schemas.ts'

export type States = ReadonlyMap<CheckId, CheckState>

/** A check that was never judged is as unknown as one that could not be. */
export function stateOf(check: Check, states: States): VerdictState {
  return states.get(check.id)?.verdict.state ?? 'unknown'
}

export function checkAnswer(check: Check, states: States): z.input<typeof checkSchema> {
  const state = states.get(check.id)
  return {
    id: check.id,
    kind: check.kind,
    domain: domainOf(check.product),
    product: check.product,
    dataset: datasetName(check.dataset),
    ...(check.field === undefined ? {} : { field: check.field }),
    ...(check.promise === undefined ? {} : { promise: check.promise }),
    ...(state === undefined ? {} : { verdict: verdictAnswer(check, state) }),
  }
}

export function checksOf({ datasets }: Product): readonly Check[] {
  return datasets.flatMap(({ checks }) => checks)
}

export function productAnswer(product: Product, states: States): z.input<typeof productSchema> {
  const { id, domain, name, contract, version, status, tier, owner, team } = product
  const judged = Map.groupBy(checksOf(product), (check) => stateOf(check, states))
  const count = (state: VerdictState) => judged.get(state)?.length ?? 0
  const learning = judged.get('unknown')?.filter((check) => states.get(check.id)?.verdict.code === 'learning').length ?? 0
  const checks = { pass: count('pass'), warn: count('warn'), fail: count('fail'), unknown: count('unknown') }
  return {
    id,
    domain,
    name,
    contract,
    version,
    status,
    ...(tier === undefined ? {} : { tier }),
    ...(owner === undefined ? {} : { owner }),
    ...(team === undefined ? {} : { team }),
    state: worst({ ...checks, unknown: checks.unknown - learning }),
    checks,
  }
}

export function productDetail(product: Product, states: States, mesh: Mesh): z.input<typeof productDetailSchema> {
  const { purpose, file, dependsOn, links, gaps, datasets } = product
  return {
    ...productAnswer(product, states),
    ...(purpose === undefined ? {} : { purpose }),
    file,
    dependsOn,
    affects: mesh.dependents.get(product.id) ?? [],
    links,
    gaps,
    datasets: datasets.map(({ id, name, ref, fields, checks }) => ({
      id,
      name,
      source: ref.source,
      fields: fields.map(({ name: field, logicalType, required }) => ({
        name: field,
        ...(logicalType === undefined ? {} : { logicalType }),
        required,
      })),
      checks: checks.map((check) => checkAnswer(check, states)),
    })),
  }
}

/** Checks that still learn do not count: that is normal life. */
function worst({ pass, warn, fail, unknown }: Readonly<Record<VerdictState, number>>): VerdictState {
  if (fail > 0) return 'fail'
  if (warn > 0) return 'warn'
  return unknown > 0 || pass === 0 ? 'unknown' : 'pass'
}
