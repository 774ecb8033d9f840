/**
 * Which servers of a contract are watched: those whose name is a configured source. The first of them keeps the plain id of the
 * product, each further one makes a product of its own, `domain.product@server`.
 */
import { didYouMean } from '../document/closest.ts'
import type { Contract } from '../odcs/contract.ts'
import type { Server } from '../odcs/servers.ts'
import type { Work } from './context.ts'

export interface Site {
  /** Name of the configured source. */
  readonly source: string
  readonly server?: Server
  /** What follows the product's name in its id. */
  readonly suffix: string
}

export function chooseServers({ contract, context, findings }: Work): readonly Site[] {
  const servers = contract.servers ?? []
  const names = [...context.sources.keys()]
  if (servers.length === 0) return lonelySource(names, contract, findings)
  const configured = [...servers.entries()].filter(([, { server }]) => context.sources.has(server))
  for (const [index, { server }] of servers.entries()) {
    if (context.sources.has(server)) continue
    const path = ['servers', index, 'server']
    const hint =
      didYouMean(server, names) ??
      (names.length > 0 ? `configured sources: ${names.join(', ')}` : 'add it to the sources of meshwatch.yaml, under this name')
    if (configured.length === 0) findings.error('unknown-source', path, `no source ${JSON.stringify(server)} is configured`, hint)
    else findings.gap('server-not-watched', path, `server ${server} is no configured source, so it is not watched`, hint)
  }
  const taken = new Set<string>()
  return configured.flatMap(([index, server]) => {
    if (taken.has(server.server)) {
      findings.error('server-twice', ['servers', index, 'server'], `server ${server.server} is listed twice`, 'give each its own name')
      return []
    }
    taken.add(server.server)
    return [{ source: server.server, server, suffix: taken.size === 1 ? '' : `@${server.server}` }]
  })
}

function lonelySource(names: readonly string[], contract: Contract, findings: Work['findings']): readonly Site[] {
  const [only, ...others] = names
  const path = contract.servers === undefined ? [] : ['servers']
  if (only !== undefined && others.length === 0) {
    findings.warning(
      'no-server',
      path,
      `the contract names no server, ${only} is taken because it is the only source`,
      `add servers: [{server: ${only}, …}]`,
    )
    return [{ source: only, suffix: '' }]
  }
  const hint = names.length > 0 ? `configured sources: ${names.join(', ')}` : 'add a source to meshwatch.yaml'
  findings.error('no-server', path, 'the contract names no server, so nobody knows where the data is', hint)
  return []
}
