/** Long lists come in pages. A cursor is the id of the last entry that was given; the next page begins behind it. */
import { z } from '@hono/zod-openapi'
import { MeshError } from '../../core/errors.ts'

const LIMIT = 100
const MOST = 1000
const LONGEST_ID = 500

export const id = z.string().min(1).max(LONGEST_ID)

export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(MOST).default(LIMIT).openapi({ description: 'entries in a page' }),
  cursor: id.optional().openapi({ description: '`next` of the page before' }),
}

export const next = z.string().optional().describe('cursor of the next page; missing on the last one')

export interface Page<T> {
  readonly entries: readonly T[]
  readonly next?: string
}

/** Throws MeshError USAGE for a cursor that names no entry (any more). */
export function pageOf<T extends { readonly id: string }>(
  all: readonly T[],
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Page<T> {
  const before = cursor === undefined ? -1 : all.findIndex((entry) => entry.id === cursor)
  if (cursor !== undefined && before < 0) throw new MeshError('USAGE', 'The cursor names nothing in this list.', 'Begin again without it.')
  const entries = all.slice(before + 1, before + 1 + limit)
  const last = entries.at(-1)
  return { entries, ...(last && all.at(-1) !== last ? { next: last.id } : {}) }
}
