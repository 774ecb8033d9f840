/**
 * What the `element` of an SLA points to: `object.property`, one of the two alone, several with commas; by name, then by physical
 * name. What points nowhere is told, and never silently left out.
 */
import { didYouMean } from '../document/closest.ts'
import type { Path } from '../document/path.ts'
import type { Findings } from './findings.ts'
import type { FieldShape, Shape } from './shape.ts'

export interface Element {
  readonly shape: Shape
  readonly field?: FieldShape
}

/** Undefined `text` means every dataset. What was not found has been told as a warning and a gap. */
export function findElements(
  text: string | undefined,
  shapes: readonly Shape[],
  path: Path,
  what: string,
  findings: Findings,
): readonly Element[] {
  if (text === undefined) {
    if (shapes.length === 0) findings.gap('sla-unmeasured', path, `${what} is not measured: the contract describes no dataset`)
    return shapes.map((shape) => ({ shape }))
  }
  return text.split(',').flatMap((part) => {
    const name = part.trim()
    const found = resolve(name, shapes)
    if (found.length === 1) return found
    const [code, problem] =
      found.length === 0 ? ['unknown-element', 'names nothing in this contract'] : ['ambiguous-element', 'is in several objects']
    const hint = found.length === 0 ? meant(name, shapes) : `write ${found.map(spell).join(' or ')}`
    findings.warning(code, path, `element ${JSON.stringify(name)} ${problem}`, hint)
    findings.gap('sla-unmeasured', path, `${what} is not measured: its element ${JSON.stringify(name)} ${problem}`)
    return []
  })
}

function resolve(name: string, shapes: readonly Shape[]): readonly Element[] {
  const whole = shapes.filter((shape) => isNamed(shape, name))
  if (whole.length > 0) return whole.map((shape) => ({ shape }))
  // A physical name may hold dots itself, so every dot may be the one between object and property.
  for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
    const found = fieldsNamed(
      shapes.filter((shape) => isNamed(shape, name.slice(0, dot))),
      name.slice(dot + 1),
    )
    if (found.length > 0) return found
  }
  return fieldsNamed(shapes, name)
}

function isNamed({ name, object }: Shape, text: string): boolean {
  return name === text || object.physicalName === text
}

function fieldsNamed(shapes: readonly Shape[], name: string): readonly Element[] {
  return shapes.flatMap((shape) => {
    const field = findField(shape, name)
    return field === undefined ? [] : [{ shape, field }]
  })
}

export function findField(shape: Shape, name: string): FieldShape | undefined {
  return shape.fields.find(({ field }) => field.name === name) ?? shape.fields.find(({ field }) => field.physicalName === name)
}

export function fieldNames(shape: Shape): readonly string[] {
  return shape.fields.map(({ field }) => field.name)
}

/** The field of that name in another object, or else a word that is near. */
function meant(name: string, shapes: readonly Shape[]): string | undefined {
  const [elsewhere] = fieldsNamed(shapes, name.slice(name.lastIndexOf('.') + 1))
  return elsewhere === undefined ? didYouMean(name, namesIn(shapes)) : `did you mean ${JSON.stringify(spell(elsewhere))}?`
}

function namesIn(shapes: readonly Shape[]): readonly string[] {
  return shapes.flatMap((shape) => [shape.name, ...fieldNames(shape).flatMap((name) => [name, `${shape.name}.${name}`])])
}

function spell({ shape, field }: Element): string {
  return field === undefined ? shape.name : `${shape.name}.${field.field.name}`
}
