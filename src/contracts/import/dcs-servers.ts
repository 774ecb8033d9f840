/** Servers of DCS, named by key. The standard knows most of their types and fewer of their keys. */
import { isMapping } from '../document/path.ts'
import { Server } from '../odcs/servers.ts'
import { mapping, type NoteBook, text } from './imported.ts'

/** Keys that a server of the type `custom` may have. */
const CUSTOM = [
  ...['account', 'catalog', 'database', 'dataset', 'delimiter', 'endpointUrl', 'format', 'host', 'location', 'path', 'port'],
  ...['project', 'region', 'schema', 'stagingDir', 'warehouse', 'environment', 'description'],
]

export function readServers(servers: Readonly<Record<string, unknown>>, notes: NoteBook): Server[] {
  const entries = Object.entries(servers)
  if (entries.length === 0) notes.assumed('servers', 'nothing says where the data is: add servers with the name of a configured source')
  return entries.map(([name, given]) => readServer(name, mapping(given), `servers.${name}`, notes))
}

function readServer(name: string, given: Readonly<Record<string, unknown>>, at: string, notes: NoteBook): Server {
  const { roles: _roles, ...rest } = given
  const draft: Record<string, unknown> = { server: name, ...rest }
  const first = Server.safeParse(draft)
  const strangers = first.success ? [] : first.error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []))
  for (const key of strangers) delete draft[key]
  const second = Server.safeParse(draft)
  for (const key of second.success ? strangers : Object.keys(rest).filter((key) => key !== 'type' && !CUSTOM.includes(key)))
    notes.leftOut(`${at}.${key}`, 'the standard has no such key for a server')
  if (second.success) return second.data
  notes.assumed(`${at}.type`, `a server of type ${text(given.type) ?? 'none'} cannot be written as it is, custom is taken`)
  const kept = Object.entries(rest).filter(([key, value]) => CUSTOM.includes(key) && !isMapping(value) && !Array.isArray(value))
  const custom = Server.safeParse({ server: name, type: 'custom', ...Object.fromEntries(kept) })
  return custom.success ? custom.data : { server: name, type: 'custom' }
}
