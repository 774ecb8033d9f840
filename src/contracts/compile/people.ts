/** Who owns a product and where its people are told. */
import type { Channel, Product } from '../../core/mesh.ts'
import type { Contract } from '../odcs/contract.ts'
import type { TeamMember } from '../odcs/people.ts'
import type { CompileContext } from './context.ts'

/** Members who have left (`dateOut`) own nothing. `roles` of a contract are access roles and no people. */
export function ownership({ team }: Contract, context: CompileContext): Pick<Product, 'owner' | 'team'> {
  const members = (Array.isArray(team) ? team : team?.members)?.filter(({ dateOut }) => dateOut === undefined) ?? []
  const owner = withRole(members, /^owner$/i) ?? withRole(members, /owner/i) ?? withRole(members, /steward/i)
  const name = owner?.name ?? owner?.username ?? context.domain.owner
  const teamName = (Array.isArray(team) ? undefined : team?.name) ?? context.domain.team
  return { ...(name !== undefined && { owner: name }), ...(teamName !== undefined && { team: teamName }) }
}

function withRole(members: readonly TeamMember[], role: RegExp): TeamMember | undefined {
  return members.find((member) => role.test(member.role?.trim() ?? ''))
}

/** The channel for trouble comes first; the one for announcements gets none of it. */
const SCOPES: readonly (string | undefined)[] = ['issues', 'notifications', 'interactive']

export function channelsOf({ support = [] }: Contract, { domain, defaultsChannel }: CompileContext): readonly Channel[] {
  const rank = (scope: string | undefined): number => {
    const place = SCOPES.indexOf(scope?.trim().toLowerCase())
    return place < 0 ? SCOPES.length : place
  }
  const own = support
    .filter(({ scope }) => scope?.trim().toLowerCase() !== 'announcements')
    .toSorted((a, b) => rank(a.scope) - rank(b.scope))
    .flatMap(({ channel, tool, url }): readonly Channel[] => {
      const by = tool?.trim().toLowerCase() ?? (channel.startsWith('#') ? 'slack' : undefined)
      if (by === undefined) return []
      const address = by === 'email' && url?.startsWith('mailto:') ? url.slice('mailto:'.length) : channel
      return [{ tool: by, address, from: 'product' }]
    })
  const further: readonly Channel[] = [
    ...(domain.channel === undefined ? [] : [{ tool: 'slack', address: domain.channel, from: 'domain' } as const]),
    ...(defaultsChannel === undefined ? [] : [{ tool: 'slack', address: defaultsChannel, from: 'defaults' } as const]),
  ]
  const all = [...own, ...further]
  return all.filter(({ tool, address }, index) => all.findIndex((other) => other.tool === tool && other.address === address) === index)
}
