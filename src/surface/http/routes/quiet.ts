/** Windows, with which a pipeline announces itself, and silences. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { WINDOW_KINDS } from '../../../core/quiet/quiet-time.ts'
import type { DaemonView } from '../../daemon-view.ts'
import { json, NOT_FOUND, REFUSALS, WRITE_REFUSALS } from '../describe.ts'
import { id } from '../paging.ts'
import { time } from '../schemas.ts'

const quiet = {
  id: z.string(),
  for: z.string().describe('selector of what it is for'),
  on: z.boolean().describe('whether it is on now'),
  by: z.string().optional().describe('who added it; missing where the configuration says it'),
  at: time.optional(),
  endedAt: time.optional().describe('somebody ended it early'),
  endedBy: z.string().optional(),
}
const windowSchema = z
  .object({
    ...quiet,
    kind: z.enum(WINDOW_KINDS),
    name: z.string(),
    from: time.optional(),
    to: time.optional(),
    hours: z.string().optional().describe('instead of from and to: hours of every week'),
  })
  .openapi('Window', { description: 'A time in which nobody is alarmed, nothing is learned and nothing is promised.' })
const silenceSchema = z
  .object({ ...quiet, reason: z.string(), from: time, to: time })
  .openapi('Silence', { description: 'Somebody knows of it and keeps others from being told.' })

const by = z.string().min(1).max(200).describe('who says so')
const selector = z.string().min(1).max(500)
const moment = z.string().max(40)
const newWindow = z.strictObject({
  name: z.string().min(1).max(80),
  kind: z.enum(WINDOW_KINDS).optional().describe('maintenance where left out'),
  for: selector.optional().describe('domains, products, datasets, checks or kinds; all where left out'),
  from: moment.optional().describe('ISO 8601; now where left out'),
  to: moment.optional().describe('ISO 8601, or a length such as 2h'),
  hours: z.string().max(100).optional().describe('instead of from and to: such as Sun 02:00-04:00 Europe/Berlin'),
  by,
})
const newSilence = z.strictObject({
  for: selector,
  reason: z.string().min(1).max(300),
  from: moment.optional().describe('ISO 8601; now where left out'),
  to: moment.describe('ISO 8601, or a length such as 2d; at most 30 days'),
  by,
})
const query = z.strictObject({ all: z.enum(['true', 'false']).optional().describe('true: those that are over as well') })
const ending = { params: z.object({ id }), query: z.strictObject({ by }) }
const security = [{ writeToken: [] }]
const tags = ['quiet']

const windows = createRoute({
  method: 'get',
  path: '/api/v1/windows',
  summary: 'Windows that are on or to come: of the configuration, and those that were added.',
  tags,
  request: { query },
  responses: { 200: json(z.object({ windows: z.array(windowSchema) }), 'The windows.'), ...REFUSALS },
})
const addWindow = createRoute({
  method: 'post',
  path: '/api/v1/windows',
  summary: 'Announce a window. Needs http.writeToken.',
  tags,
  security,
  request: { body: { required: true, content: { 'application/json': { schema: newWindow } } } },
  responses: { 201: json(windowSchema, 'The window.'), ...REFUSALS, ...WRITE_REFUSALS, ...NOT_FOUND },
})
const endWindow = createRoute({
  method: 'delete',
  path: '/api/v1/windows/{id}',
  summary: 'End a window now. Needs http.writeToken.',
  tags,
  security,
  request: ending,
  responses: { 200: json(windowSchema, 'The window as it was.'), ...REFUSALS, ...WRITE_REFUSALS, ...NOT_FOUND },
})
const silences = createRoute({
  method: 'get',
  path: '/api/v1/silences',
  summary: 'Silences that are on or to come.',
  tags,
  request: { query },
  responses: { 200: json(z.object({ silences: z.array(silenceSchema) }), 'The silences.'), ...REFUSALS },
})
const addSilence = createRoute({
  method: 'post',
  path: '/api/v1/silences',
  summary: 'Keep people from being told of what is known. Needs http.writeToken.',
  tags,
  security,
  request: { body: { required: true, content: { 'application/json': { schema: newSilence } } } },
  responses: { 201: json(silenceSchema, 'The silence.'), ...REFUSALS, ...WRITE_REFUSALS, ...NOT_FOUND },
})
const endSilence = createRoute({
  method: 'delete',
  path: '/api/v1/silences/{id}',
  summary: 'End a silence now. Needs http.writeToken.',
  tags,
  security,
  request: ending,
  responses: { 200: json(silenceSchema, 'The silence as it was.'), ...REFUSALS, ...WRITE_REFUSALS, ...NOT_FOUND },
})

export const QUIET_ROUTES = [windows, addWindow, endWindow, silences, addSilence, endSilence]

/** Without what was left out. */
function given<T extends object>(words: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}

export function addQuiet(app: OpenAPIHono, view: DaemonView): void {
  app.openapi(windows, async (context) => {
    return context.json({ windows: [...(await view.windows({ all: context.req.valid('query').all === 'true' }))] }, 200)
  })
  app.openapi(addWindow, async (context) => {
    const added = await view.addWindow(given(context.req.valid('json')))
    view.log.info('somebody announced a window', { ...added })
    return context.json(added, 201)
  })
  app.openapi(endWindow, async (context) => {
    const ended = await view.endWindow(context.req.valid('param').id, context.req.valid('query').by)
    view.log.info('somebody ended a window', { ...ended })
    return context.json(ended, 200)
  })
  app.openapi(silences, async (context) => {
    return context.json({ silences: [...(await view.silences({ all: context.req.valid('query').all === 'true' }))] }, 200)
  })
  app.openapi(addSilence, async (context) => {
    const added = await view.addSilence(given(context.req.valid('json')))
    view.log.info('somebody silenced something', { ...added })
    return context.json(added, 201)
  })
  app.openapi(endSilence, async (context) => {
    const ended = await view.endSilence(context.req.valid('param').id, context.req.valid('query').by)
    view.log.info('somebody ended a silence', { ...ended })
    return context.json(ended, 200)
  })
}
