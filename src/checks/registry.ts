/** All kinds of questions. One line each; deleting a folder and its line removes a kind. */
import type { CheckKind } from '../core/check.ts'
import { availability } from './availability/index.ts'
import { distribution } from './distribution/index.ts'
import { freshness } from './freshness/index.ts'
import { quality } from './quality/index.ts'
import { schema } from './schema/index.ts'
import { volume } from './volume/index.ts'

export const CHECK_KINDS = { availability, distribution, freshness, quality, schema, volume } satisfies Record<string, CheckKind<never>>
