/** Who may do something about an incident: the people of its domain, and those of the platform team. Pure, but for asking who somebody is. */
import type { Incident } from '../../core/incident/incident.ts'
import type { Speaker } from '../../core/incident/said.ts'
import { domainsHit, isCommon } from '../../core/incident/source-trouble.ts'
import type { Mesh } from '../../core/mesh.ts'
import type { DomainId } from '../../core/names.ts'

/** As configured: ids of people and of groups, as their tool calls them. */
export interface People {
  readonly admins: readonly string[]
  readonly members: ReadonlyMap<DomainId, readonly string[]>
}

/** Where nobody is named anywhere, everybody may who can press the button. */
export async function mayAct(incident: Incident, { admins, members }: People, by: Speaker): Promise<boolean> {
  if (admins.length === 0 && members.size === 0) return true
  const meant = [...admins, ...domainsOf(incident).flatMap((domain) => members.get(domain) ?? [])]
  for (const id of new Set(meant)) if (await by.isMeantBy(id)) return true
  return false
}

/** Whom to ask instead. */
export function askInstead(incident: Incident, mesh: Mesh, platform: string | undefined): string {
  const owners = domainsOf(incident).map((id) => {
    const { team, owner, channel } = mesh.domains.get(id) ?? {}
    const name = team ?? owner
    return [name === undefined ? `the people of ${id}` : `${name} (${id})`, ...(channel === undefined ? [] : [`in ${channel}`])].join(' ')
  })
  return `Ask ${owners.join(' or ')}, or the platform team${platform === undefined ? '' : ` in ${platform}`}.`
}

function domainsOf(incident: Incident): readonly DomainId[] {
  return isCommon(incident) ? [...domainsHit(incident)] : [incident.domain]
}
