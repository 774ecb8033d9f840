/** The parts of a route's OpenAPI description that all routes share. */
import { z } from '@hono/zod-openapi'
import { errorSchema } from './schemas.ts'

export function json<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { 'application/json': { schema } } }
}

export function text(description: string) {
  return { description, content: { 'text/plain': { schema: z.string() } } }
}

/** Every route but `/live` may refuse a caller, its question, or itself. */
export const REFUSALS = {
  400: json(errorSchema, 'A question that cannot be asked like this.'),
  401: json(errorSchema, 'No token, or a wrong one.'),
  500: json(errorSchema, 'A fault of meshwatch.'),
  503: json(errorSchema, 'The store does not answer.'),
}

/** What a route that writes may refuse besides. */
export const WRITE_REFUSALS = {
  403: json(errorSchema, 'No token for writing is set.'),
}

export const NOT_FOUND = { 404: json(errorSchema, 'There is nothing of this name.') }
