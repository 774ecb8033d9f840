/** Where receivers of messages send what people answered. Their signatures are over the bytes, so nothing is read out of them here. */
import type { OpenAPIHono } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import { MeshError } from '../../../core/errors.ts'
import type { DaemonView } from '../../daemon-view.ts'

/** A pressed button comes with the whole message it stands below. */
const LONGEST_BODY = 256 * 1024

export function addDoors(app: OpenAPIHono, view: DaemonView): void {
  app.post('/slack/:door', bodyLimit({ maxSize: LONGEST_BODY, onError: (context) => context.body(null, 413) }), async (context) => {
    const { req } = context
    const answer = await view.receive({
      path: req.path,
      header: (name) => req.header(name),
      body: new Uint8Array(await req.arrayBuffer()),
    })
    if (answer === undefined) throw new MeshError('NOT_FOUND', `There is nothing at ${req.path}.`, 'GET / lists what there is.')
    return context.body(null, answer.status)
  })
}
