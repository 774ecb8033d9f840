/** Everything that goes wrong is answered as `{ code, message, hint }`, with the status that its code has. */
import type { Hook } from '@hono/zod-openapi'
import type { Context, Env } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { ERRORS, MeshError } from '../../core/errors.ts'
import type { Log } from '../../core/factory.ts'
import { methodsOf } from './gate.ts'

export function answerProblem(log: Log): (error: unknown, context: Context) => Response {
  return (error, context) => {
    if (error instanceof MeshError) {
      if (ERRORS[error.code].http >= 500) log.warn('a request could not be answered', { path: context.req.path, error })
      return problem(context, error)
    }
    if (error instanceof HTTPException && error.status < 500)
      return problem(context, new MeshError('USAGE', 'This request cannot be read.'))
    log.error('a request failed', { path: context.req.path, error })
    return problem(context, new MeshError('INTERNAL', 'meshwatch failed at this.', 'Its log says more.'))
  }
}

export function notFound(context: Context): Response {
  return problem(context, new MeshError('NOT_FOUND', `There is nothing at ${context.req.path}.`, 'GET / lists what there is.'))
}

/** Query and path parameters that a route does not take. */
export const refuseQuestion: Hook<unknown, Env, string, unknown> = (result) => {
  if (result.success) return
  const words = result.error.issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
  throw new MeshError('USAGE', words.join('; '), 'GET /api/v1/openapi.json says what can be asked.')
}

function problem(context: Context, { code, message, hint }: MeshError): Response {
  const status = ERRORS[code].http as ContentfulStatusCode
  if (status === 401) context.header('WWW-Authenticate', 'Bearer')
  if (status === 405) context.header('Allow', methodsOf(context.req.path).join(', '))
  return context.json({ code, message, ...(hint === undefined ? {} : { hint }) }, status)
}
