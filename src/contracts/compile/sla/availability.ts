/** availability: the share of visits that were answered. `99.9%`, 99.9 with the unit percent, or 0.999. */
import type { Work } from '../context.ts'
import type { Question } from '../question.ts'
import type { Promised } from './promised.ts'

export function askAvailability({ sla, path, elements, severity }: Promised, { findings, settings }: Work): readonly Question[] {
  const objective = readShare(sla.value, sla.unit)
  if (objective === undefined) {
    const at = isUnit(sla.unit) ? 'value' : 'unit'
    findings.error(
      at === 'unit' ? 'bad-unit' : 'bad-share',
      [...path, at],
      `${sla.property}: ${JSON.stringify(at === 'unit' ? sla.unit : sla.value)} is not a share`,
      'write "99.9%", or 99.9 with unit: percent',
    )
    return []
  }
  const shapes = [...new Set(elements.map(({ shape }) => shape))]
  return shapes.map((on) => ({
    kind: 'availability',
    on,
    ...(sla.id !== undefined && { label: sla.id }),
    params: { objective },
    schedule: { every: settings.interval },
    ...(severity && { severity }),
    promise: `${Number((objective * 100).toFixed(6))} % of visits answered`,
  }))
}

function isUnit(unit: string | undefined): boolean {
  return unit === undefined || /^(?:%|percent|ratio)$/i.test(unit.trim())
}

function readShare(value: string | number | boolean | null, unit: string | undefined): number | undefined {
  if (!isUnit(unit)) return undefined
  const [, digits, sign] =
    (typeof value === 'string' || typeof value === 'number' ? /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(String(value).trim()) : null) ?? []
  if (digits === undefined) return undefined
  const percent = sign === '%' || /^(?:%|percent)$/i.test(unit?.trim() ?? '') || (unit === undefined && Number(digits) > 1)
  const share = percent ? Number((Number(digits) / 100).toPrecision(12)) : Number(digits)
  return share > 0 && share <= 1 ? share : undefined
}
