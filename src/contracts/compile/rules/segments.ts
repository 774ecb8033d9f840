/** `meshwatch.segmentBy`: the segments of a dataset are judged one by one, and together. */
import { gatesOf } from '../../../core/gates.ts'
import type { SegmentParams, VolumeParams } from '../../../core/questions.ts'
import { didYouMean } from '../../document/closest.ts'
import type { Work } from '../context.ts'
import { fieldNames, findField } from '../find-elements.ts'
import type { Question } from '../question.ts'
import type { Shape } from '../shape.ts'
import { PRIVATE } from './learned.ts'

/** Enough for every county of a large country. */
const USUAL_MOST = 4_000

/** `others` are all other questions about the dataset: segments are looked at as its rows are. */
export function askSegments(on: Shape, others: readonly Question[], { settings, findings }: Work): readonly Question[] {
  const { segmentBy } = on.said
  if (segmentBy === undefined) return []
  const found = findField(on, segmentBy.field)
  if (found === undefined && on.fields.length > 0) {
    const index = on.object.customProperties?.findIndex(({ property }) => property === 'meshwatch.segmentBy') ?? 0
    const path = [...on.path, 'customProperties', index, 'value']
    findings.error(
      'unknown-field',
      path,
      `${on.name} has no property ${JSON.stringify(segmentBy.field)}`,
      didYouMean(segmentBy.field, fieldNames(on)),
    )
    return []
  }
  if (!settings.learn) return []
  const { alarm, leastChange } = gatesOf(settings, on.said)
  const rows = others.find(({ kind }) => kind === 'volume')?.params as VolumeParams | undefined
  const measure =
    rows?.measure.of === 'period' ? ({ ...rows.measure, per: 'day' } as const) : ({ of: 'rows', zone: settings.zone } as const)
  const params: SegmentParams = {
    by: found?.field.physicalName ?? segmentBy.field,
    isHashed: found?.said.showValues === false || PRIVATE.test(found?.field.classification ?? ''),
    most: segmentBy.top ?? USUAL_MOST,
    except: on.fields.flatMap(({ said, field }) => (said.distribution === false ? [field.physicalName] : [])),
    measure,
    ...(leastChange !== undefined && { leastChange }),
  }
  const field = found?.field.name ?? segmentBy.field
  const asked = { on, field, params, schedule: { every: settings.profile, troubled: settings.interval }, alarm } as const
  return [
    ...(measure.of === 'rows' ? [{ kind: 'segment-freshness' as const, ...asked }] : []),
    { kind: 'segment-volume', ...asked },
    { kind: 'segment-distribution', ...asked },
  ]
}
