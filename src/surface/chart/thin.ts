/** Fewer points where a picture could not show them all. */

/**
 * The first, lowest, highest and last point of each column of the picture, in their order: a line through them looks as the line through all.
 * `keep` spares points that have something to say of their own.
 */
export function thinned<T>(
  points: readonly T[],
  columnOf: (point: T) => number,
  heightOf: (point: T) => number,
  keep: (point: T) => boolean,
): readonly T[] {
  const kept: T[] = []
  let column: T[] = []
  const finish = () => {
    const extremes = new Set(
      column.length <= 4 ? column : [column[0], least(column, heightOf), least(column, (one) => -heightOf(one)), column.at(-1)],
    )
    kept.push(...column.filter((point) => extremes.has(point) || keep(point)))
    column = []
  }
  for (const point of points) {
    const [first] = column
    if (first !== undefined && columnOf(first) !== columnOf(point)) finish()
    column.push(point)
  }
  finish()
  return kept
}

function least<T>(points: readonly T[], sizeOf: (point: T) => number): T | undefined {
  return points.reduce<T | undefined>((best, point) => (best === undefined || sizeOf(point) < sizeOf(best) ? point : best), undefined)
}
