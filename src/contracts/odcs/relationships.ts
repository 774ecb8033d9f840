/** How one property points to another: `object.property`, or by ids, possibly in another file. Several together make a composite key. */
import * as z from 'zod'
import { customProperties, optional, text } from './pieces.ts'

const byName = /^[A-Za-z_][A-Za-z0-9_]*\.[A-Za-z_][A-Za-z0-9_]*$/
const byId =
  /^(?:(?:https?:\/\/)?[A-Za-z0-9._\-/]+\.yaml#)?\/?[A-Za-z_][A-Za-z0-9_]*\/[A-Za-z0-9_-]+(?:\/[A-Za-z_][A-Za-z0-9_]*\/[A-Za-z0-9_-]+)*$/

const Reference = text.regex(
  new RegExp(`${byName.source}|${byId.source}`),
  'expected object.property, or a path of ids like schema/orders/properties/id',
)
const References = z.array(Reference).min(1)
const rest = optional({ type: z.literal('foreignKey'), customProperties })

/** At an object both ends are named: two properties, or two lists of them. */
export const ObjectRelationship = z
  .union([z.strictObject({ from: Reference, to: Reference, ...rest }), z.strictObject({ from: References, to: References, ...rest })])
  .meta({ id: 'ObjectRelationship', description: 'A foreign key of the object; lists of properties make a composite key.' })
export type ObjectRelationship = z.infer<typeof ObjectRelationship>

/** At a property that property itself is where it starts. */
export const PropertyRelationship = z
  .strictObject({ to: z.union([Reference, References]), ...rest })
  .meta({ id: 'PropertyRelationship', description: 'A foreign key that starts at this property.' })
export type PropertyRelationship = z.infer<typeof PropertyRelationship>
