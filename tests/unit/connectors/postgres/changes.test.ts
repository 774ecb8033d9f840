import { describe, expect, test } from 'vitest'
import { type Look, nextLook } from '../../../../src/connectors/postgres/changes.ts'

/** Looks at a relation at times 1, 2, 3, …; answers what is known of its last change each time. */
function changesSeen(...looks: readonly (readonly [oid: number, changes: number | null])[]): readonly (number | undefined)[] {
  let look: Look | undefined
  return looks.map(([oid, changes], index) => {
    look = nextLook(look, oid, changes, index + 1)
    return look.changedAt
  })
}

describe('the last change of a relation', () => {
  test('is unknown at first, and the time of the look that saw the counters move', () => {
    expect(changesSeen([7, 10], [7, 10], [7, 12], [7, 12], [7, 13])).toEqual([undefined, undefined, 3, 3, 5])
  })

  test('is not made up by counters that were reset, and goes on from there', () => {
    expect(changesSeen([7, 10], [7, 12], [7, 0], [7, 0], [7, 1])).toEqual([undefined, 2, 2, 2, 5])
  })

  test('is seen when another table takes the name', () => {
    expect(changesSeen([7, 10], [8, 3])).toEqual([undefined, 2])
  })

  test('is unknown where there are no counters', () => {
    expect(changesSeen([7, null], [7, null], [7, 4], [7, 5])).toEqual([undefined, undefined, undefined, 4])
  })
})
