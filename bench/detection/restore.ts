/** How long it takes until remembered series can be judged again after a restart. */
import { judgeSeries, type SeriesMemo } from '../../src/detect/judge-series.ts'
import { type Labelled, optionsFor } from '../../tests/replay/labelled.ts'
import { cpuMillis } from './cpu-time.ts'

const SERIES = 10_000

/** Reads as many stored memos as asked, and judges one more value of each with nothing else at hand. */
export function restore(judged: readonly { readonly series: Labelled; readonly memo: SeriesMemo }[]) {
  const stored = judged.map(({ memo }) => JSON.stringify(memo))
  const points = judged.map(({ series: { ts, v } }) => ({ at: (ts.at(-1) ?? 0) + 1, value: v.at(-1) ?? 0 }))
  const options = judged.map(({ series }) => optionsFor(series))
  const begun = cpuMillis()
  for (let index = 0; index < SERIES; index++) {
    const which = index % judged.length
    const [point, option] = [points[which], options[which]]
    if (point && option) judgeSeries(point, [], option, JSON.parse(stored[which] ?? ''))
  }
  return { series: SERIES, seconds: (cpuMillis() - begun) / 1_000, goalSeconds: 2 }
}
