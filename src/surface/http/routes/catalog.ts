/** What is watched: products and checks, with their last verdicts. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Check } from '../../../core/check.ts'
import { MeshError } from '../../../core/errors.ts'
import type { DaemonView } from '../../daemon-view.ts'
import { checkAnswer, checksOf, productAnswer, productDetail, type States, stateOf } from '../catalog.ts'
import { json, NOT_FOUND, REFUSALS } from '../describe.ts'
import { id, next, pageOf, pageQuery } from '../paging.ts'
import { checkSchema, productDetailSchema, productSchema } from '../schemas.ts'

const products = createRoute({
  method: 'get',
  path: '/api/v1/products',
  summary: 'Data products, by id, with the state of their checks.',
  tags: ['products'],
  request: { query: z.strictObject({ domain: id.optional(), ...pageQuery }) },
  responses: { 200: json(z.object({ products: z.array(productSchema), next }), 'A page of products.'), ...REFUSALS },
})

const product = createRoute({
  method: 'get',
  path: '/api/v1/products/{id}',
  summary: 'One data product: its datasets and checks, who depends on it, and what of its contract nothing measures.',
  tags: ['products'],
  request: { params: z.object({ id }) },
  responses: { 200: json(productDetailSchema, 'The product.'), ...REFUSALS, ...NOT_FOUND },
})

const checks = createRoute({
  method: 'get',
  path: '/api/v1/checks',
  summary: 'Checks, by id, each with its last verdict.',
  tags: ['checks'],
  request: {
    query: z.strictObject({
      product: id.optional(),
      kind: id.optional(),
      state: z.enum(['pass', 'warn', 'fail', 'unknown']).optional(),
      ...pageQuery,
    }),
  },
  responses: { 200: json(z.object({ checks: z.array(checkSchema), next }), 'A page of checks.'), ...REFUSALS },
})

export const CATALOG_ROUTES = [products, product, checks]

export function addCatalog(app: OpenAPIHono, view: DaemonView): void {
  app.openapi(products, async (context) => {
    const { domain, ...page } = context.req.valid('query')
    const all = [...view.mesh.products.values()].filter((one) => domain === undefined || one.domain === domain).sort(byId)
    const { entries, ...rest } = pageOf(all, page)
    const states = await statesOf(view, entries.flatMap(checksOf))
    return context.json({ products: entries.map((one) => productAnswer(one, states)), ...rest }, 200)
  })
  app.openapi(product, async (context) => {
    const { mesh } = view
    const name = context.req.valid('param').id
    const found = mesh.products.get(name)
    if (!found) throw new MeshError('NOT_FOUND', `There is no product ${name}.`, 'GET /api/v1/products lists them.')
    const states = await statesOf(view, checksOf(found))
    return context.json(productDetail(found, states, mesh), 200)
  })
  app.openapi(checks, async (context) => {
    const { product: of, kind, state, ...page } = context.req.valid('query')
    const wanted = [...view.mesh.products.values()]
      .filter((one) => of === undefined || one.id === of)
      .flatMap(checksOf)
      .filter((check) => kind === undefined || check.kind === kind)
      .sort(byId)
    const known = state === undefined ? undefined : await statesOf(view, wanted)
    const { entries, ...rest } = pageOf(
      wanted.filter((check) => known === undefined || stateOf(check, known) === state),
      page,
    )
    const states = known ?? (await statesOf(view, entries))
    return context.json({ checks: entries.map((check) => checkAnswer(check, states)), ...rest }, 200)
  })
}

async function statesOf(view: DaemonView, checks: readonly Check[]): Promise<States> {
  const states = await view.store.states(checks.map((check) => check.id))
  return new Map(states.map((state) => [state.check, state]))
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1
}
