/** All kinds of questions. One line each; deleting a folder and its line removes a kind. */
import type { CheckKind } from '../core/check.ts'
import { availability } from './availability/index.ts'
import { distribution } from './distribution/index.ts'
import { freshness } from './freshness/index.ts'
import { quality } from './quality/index.ts'
import { schema } from './schema/index.ts'
import { segmentDistribution } from './segment-distribution/index.ts'
import { segmentFreshness } from './segment-freshness/index.ts'
import { segmentVolume } from './segment-volume/index.ts'
import { volume } from './volume/index.ts'

export const CHECK_KINDS = {
  availability,
  distribution,
  freshness,
  quality,
  schema,
  'segment-distribution': segmentDistribution,
  'segment-freshness': segmentFreshness,
  'segment-volume': segmentVolume,
  volume,
} satisfies Record<string, CheckKind<never>>
