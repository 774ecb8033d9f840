/** How much the channels were told. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { DaemonView } from '../../daemon-view.ts'
import { json, REFUSALS } from '../describe.ts'
import { time } from '../schemas.ts'

const budgetSchema = z
  .object({
    receiver: z.string(),
    channel: z.string(),
    spent: z.int().describe('messages about new incidents in the last seven days'),
    allowed: z.int().describe('0: no limit'),
    on: z.array(z.object({ on: z.string(), messages: z.int() })).readonly(),
    keptBack: z
      .array(
        z.object({
          incident: z.string(),
          title: z.string(),
          severity: z.enum(['critical', 'high', 'medium', 'low']),
          status: z.string(),
          since: time,
        }),
      )
      .readonly(),
    digestAt: time.optional(),
  })
  .openapi('Budget', { description: 'What a channel was told of what it may be, and what waits for its digest.' })

const budget = createRoute({
  method: 'get',
  path: '/api/v1/budget',
  summary: 'What channels were told in seven days, what it was about, and what waits for a digest.',
  tags: ['outbox'],
  responses: { 200: json(z.object({ channels: z.array(budgetSchema) }), 'By channel, the nearest to its limit first.'), ...REFUSALS },
})

export const BUDGET_ROUTES = [budget]

export function addBudget(app: OpenAPIHono, view: DaemonView): void {
  app.openapi(budget, async (context) => context.json({ channels: [...(await view.budget())] }, 200))
}
