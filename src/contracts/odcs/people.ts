/** Who stands behind a contract, who may read the data, where to ask, and what it costs. */
import * as z from 'zod'
import { authoritativeDefinitions, customProperties, IsoDate, StableId, section, text, texts } from './pieces.ts'

export const TeamMember = section(
  { username: text },
  {
    id: StableId,
    name: text,
    description: text,
    role: text,
    dateIn: IsoDate,
    dateOut: IsoDate,
    replacedByUsername: text,
    tags: texts,
    customProperties,
    authoritativeDefinitions,
  },
).meta({ id: 'TeamMember', description: 'A person of the team; one with dateOut has left.' })
export type TeamMember = z.infer<typeof TeamMember>

export const Team = section(
  {},
  { id: StableId, name: text, description: text, members: z.array(TeamMember), tags: texts, customProperties, authoritativeDefinitions },
).meta({ id: 'Team', description: 'The team that owns the contract.' })
export type Team = z.infer<typeof Team>

export const Role = section(
  { role: text },
  { id: StableId, description: text, access: text, firstLevelApprovers: text, secondLevelApprovers: text, customProperties },
).meta({ id: 'Role', description: 'An access role of the data, not a person.' })
export type Role = z.infer<typeof Role>

export const SupportChannel = section(
  { channel: text },
  { id: StableId, url: text, description: text, tool: text, scope: text, invitationUrl: text, customProperties },
).meta({ id: 'SupportChannel', description: 'Where the team can be reached; tool slack and scope issues or notifications receive alerts.' })
export type SupportChannel = z.infer<typeof SupportChannel>

export const Price = section({}, { id: StableId, priceAmount: z.number(), priceCurrency: text, priceUnit: text }).meta({
  id: 'Price',
  description: 'What a unit of the data costs.',
})
export type Price = z.infer<typeof Price>
