/** Medians in numbers: of groups of a series, over scratch space that is reused. */

/** Up to this many are put in order by insertion. */
const SMALL = 64

/** Orders the first `length` of `values` in place. */
export function sortFirst(values: Float64Array, length: number): void {
  if (length > SMALL) {
    values.subarray(0, length).sort()
    return
  }
  for (let index = 1; index < length; index++) {
    const value = values[index] as number
    let place = index
    while (place > 0 && (values[place - 1] as number) > value) {
      values[place] = values[place - 1] as number
      place--
    }
    values[place] = value
  }
}

/** Median of the first `length` values, which it rearranges; 0 of none. */
export function medianOfFirst(values: Float64Array, length: number): number {
  if (length === 0) return 0
  const middle = length >> 1
  if (length <= SMALL) sortFirst(values, length)
  else select(values, length, middle)
  const upper = values[middle] as number
  if (length & 1) return upper
  let lower = values[0] as number
  for (let index = 1; index < middle; index++) lower = Math.max(lower, values[index] as number)
  return (lower + upper) / 2
}

/** Brings the value of `rank` to its place, with no greater one before it (quickselect, Hoare 1961). */
function select(values: Float64Array, length: number, rank: number): void {
  let low = 0
  let high = length - 1
  while (low < high) {
    const pivot = values[(low + high) >> 1] as number
    let left = low
    let right = high
    while (left <= right) {
      while ((values[left] as number) < pivot) left++
      while ((values[right] as number) > pivot) right--
      if (left > right) break
      const swapped = values[left] as number
      values[left++] = values[right] as number
      values[right--] = swapped
    }
    if (rank <= right) high = right
    else if (rank >= left) low = left
    else return
  }
}

/** Value below which `share` of the first `length` ordered values lie. */
export function quantileOfSorted(values: Float64Array, length: number, share: number): number {
  if (length === 0) return 0
  return values[Math.min(length - 1, Math.floor(share * length))] as number
}

export interface GroupMedians {
  readonly median: Float64Array
  readonly count: Int32Array
}

/** Median and size of each group; rows of group −1 belong to none. */
export function groupMedians(values: Float64Array, group: Int32Array, groups: number): GroupMedians {
  const count = new Int32Array(groups)
  for (const of of group) if (of >= 0) count[of] = (count[of] as number) + 1
  const start = new Int32Array(groups + 1)
  for (let of = 0; of < groups; of++) start[of + 1] = (start[of] as number) + (count[of] as number)
  const next = start.slice()
  const sorted = new Float64Array(start[groups] as number)
  for (let row = 0; row < group.length; row++) {
    const of = group[row] as number
    if (of < 0) continue
    sorted[next[of] as number] = values[row] as number
    next[of] = (next[of] as number) + 1
  }
  const median = new Float64Array(groups)
  for (let of = 0; of < groups; of++) {
    const own = sorted.subarray(start[of], start[of + 1])
    median[of] = medianOfFirst(own, own.length)
  }
  return { median, count }
}
