/** A data contract of the Open Data Contract Standard, versions 3.0.0 to 3.1.0: what is required, what is allowed, and its type. */
import * as z from 'zod'
import { Price, Role, SupportChannel, Team, TeamMember } from './people.ts'
import { authoritativeDefinitions, customProperties, IsoDateTime, section, text, texts } from './pieces.ts'
import { SchemaObject } from './schema.ts'
import { Server } from './servers.ts'
import { SlaProperty } from './sla.ts'

export const ApiVersion = z.enum(['v3.1.0', 'v3.0.2', 'v3.0.1', 'v3.0.0'])
export type ApiVersion = z.infer<typeof ApiVersion>

/** The one mapping of the standard that may hold keys it does not name. */
const Description = z.looseObject({
  purpose: text.exactOptional(),
  limitations: text.exactOptional(),
  usage: text.exactOptional(),
  authoritativeDefinitions: authoritativeDefinitions.exactOptional(),
  customProperties: customProperties.exactOptional(),
})

export const Contract = section(
  { apiVersion: ApiVersion, kind: z.literal('DataContract'), id: text, version: text, status: text },
  {
    name: text,
    tenant: text,
    domain: text,
    dataProduct: text.meta({ deprecated: true }),
    description: Description,
    tags: texts,
    servers: z.array(Server),
    schema: z.array(SchemaObject),
    slaDefaultElement: text.meta({ deprecated: true }),
    slaProperties: z.array(SlaProperty),
    support: z.array(SupportChannel),
    /** A list of members is the form of 3.0. */
    team: z.union([Team, z.array(TeamMember)]),
    roles: z.array(Role),
    price: Price,
    authoritativeDefinitions,
    customProperties,
    contractCreatedTs: IsoDateTime,
  },
)
export type Contract = z.infer<typeof Contract>
