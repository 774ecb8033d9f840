/** Ours and a plain rule as one answer a look: which segments are odd, and whether the table as a whole is. */

import type { PanelMemo } from '../../src/detect/panel/cells.ts'
import { gone, standingStill } from '../../src/detect/panel/happenings.ts'
import { judgePanel, NEEDED } from '../../src/detect/panel/judge-panel.ts'
import { layOut, type PanelLook, REMEMBERED } from '../../src/detect/panel/panel.ts'
import { type RareMemo, rareAmong } from '../../src/detect/panel/rare.ts'

/** Names of odd segments; `*` stands for all of them together. Empty: nothing is odd. */
export type Rule = (looks: readonly PanelLook[]) => ReadonlySet<string>

/** The three kinds of checks of segments, with the usual settings. Called for each look in order, with those before it. */
export function ours(): Rule {
  let panel: PanelMemo = { looks: [], older: {} }
  let still: RareMemo = []
  let missing: RareMemo = []
  return (looks) => {
    const recent = looks.slice(-REMEMBERED - 1)
    const amounts = judgePanel(recent, panel)
    panel = amounts.memo
    const laid = layOut(recent)
    const stands = rareAmong(standingStill(laid), still)
    const lost = rareAmong(gone(laid), missing)
    still = stands.memo
    missing = lost.memo
    if (recent.length <= NEEDED) return new Set()
    const named = amounts.findings.map(({ segment = '*' }) => segment)
    return new Set([...named, ...[...stands.rare, ...lost.rare].map(({ segment }) => segment)])
  }
}

/**
 * What one writes first: for each segment a total that falls, no change at all, or an increment further from the median of the last 28
 * than 12 scales (1.4826 MAD, at least the square root of the median).
 */
export function plain(): Rule {
  return (looks) => {
    const recent = looks.slice(-29)
    const odd = new Set<string>()
    if (recent.length <= NEEDED) return odd
    const { measures, segments, values } = layOut(recent)
    const width = segments.length
    for (const [index, segment] of segments.entries()) {
      let isStill = true
      for (let measure = 0; measure < measures.length; measure++) {
        const series = values.map((row) => row[measure * width + index] ?? Number.NaN)
        const increments = series.slice(1).map((value, day) => value - (series[day] ?? Number.NaN))
        const today = increments.at(-1) ?? Number.NaN
        if (Number.isNaN(today)) {
          odd.add(segment)
          continue
        }
        if (today !== 0) isStill = false
        const before = increments.slice(0, -1).filter((value) => !Number.isNaN(value))
        const usual = median(before)
        const scale = Math.max(1.4826 * median(before.map((value) => Math.abs(value - usual))), Math.sqrt(Math.abs(usual)), 1)
        const isTotal = before.filter((value) => value < 0).length <= 0.05 * before.length
        if ((isTotal && today < 0) || Math.abs(today - usual) > 12 * scale) odd.add(segment)
      }
      if (isStill) odd.add(segment)
    }
    return odd
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
}
