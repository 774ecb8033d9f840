/**
 * Where a notice may be sent by HTTP. A name is looked up once, every address it has is judged, and the connection goes to one of those: a
 * second look-up could answer something else. Ranges: the IANA registries of special-purpose addresses, and the clouds' metadata.
 */
import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

export class RefusedPlace extends Error {}

/** How IPv6 wraps an IPv4 address, beside mapping, which is BlockList's own business: NAT64, translated, and the old compatible form. */
const WRAPPINGS = ['64:ff9b::', '::ffff:0:', '::'] as const

/** Nobody's receiver lives here. 192.0.0.192, 100.100.100.200 and fd00:ec2::254 are metadata services, as is 169.254.169.254. */
const NEVER = rangesOf(
  ['169.254.0.0/16', '100.100.100.200/32', '192.0.0.192/32', '168.63.129.16/32', '224.0.0.0/4', '255.255.255.255/32'],
  ['fe80::/10', 'fd00:ec2::254/128', 'ff00::/8', '2001::/32', '2002::/16', '64:ff9b:1::/48'],
)
const PRIVATE = rangesOf(
  [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '240.0.0.0/4',
  ],
  ['::/128', '::1/128', 'fc00::/7', 'fec0::/10'],
)

/** IPv4 ranges are also meant where IPv6 wraps them. Tunnels (Teredo, 6to4) hide theirs, so that they are refused as a whole. */
function rangesOf(ipv4: readonly string[], ipv6: readonly string[]): BlockList {
  const list = new BlockList()
  const add = (range: string, family: 'ipv4' | 'ipv6') => {
    const [address = '', bits] = range.split('/')
    list.addSubnet(address, Number(bits), family)
  }
  for (const range of ipv4) {
    add(range, 'ipv4')
    const [address, bits] = range.split('/')
    for (const wrapping of WRAPPINGS) add(`${wrapping}${address}/${96 + Number(bits)}`, 'ipv6')
  }
  for (const range of ipv6) add(range, 'ipv6')
  return list
}

export function isAllowed(address: string, allowPrivate: boolean): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  return isIP(address) !== 0 && !NEVER.check(address, family) && (allowPrivate || !PRIVATE.check(address, family))
}

/** For names; addresses written as such are never looked up and have to be judged by themselves. */
export function guardedLookup(allowPrivate: boolean): LookupFunction {
  return (hostname, { all, ...options }, answer) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? []
      if (error || first === undefined) answer(error ?? new Error('no address'), '')
      else if (!addresses.every(({ address }) => isAllowed(address, allowPrivate))) answer(new RefusedPlace(), '')
      else if (all) answer(null, addresses)
      else answer(null, first.address, first.family)
    })
  }
}
