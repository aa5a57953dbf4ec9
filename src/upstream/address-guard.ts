// Which addresses a provider may live at when its operator did not say "private". Knows nothing of providers or of requests.
import { BlockList, isIP, isIPv4 } from 'node:net'
import type { LookupAddress, LookupOptions } from 'node:dns'

/** IANA's special-purpose IPv4 registry: everything that is not a public host. */
const refusedV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // carrier-grade NAT
  ['127.0.0.0', 8], // loopback
  ['169.254.0.0', 16], // link-local, cloud metadata
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarking
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
]

/** Inside 2000::/3, the only range IANA has given out as global unicast. */
const refusedV6: readonly (readonly [string, number])[] = [
  ['2001::', 23], // protocol assignments, Teredo
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4: an IPv4 address in disguise
  ['3fff::', 20], // documentation
]

const closed4 = new BlockList()
const closed6 = new BlockList()
const open6 = new BlockList()
open6.addSubnet('2000::', 3, 'ipv6')
// NAT64: how an IPv6-only network reaches public IPv4 hosts; the IPv4 address inside is judged like any other.
open6.addSubnet('64:ff9b::', 96, 'ipv6')
for (const [network, prefix] of refusedV4) {
  closed4.addSubnet(network, prefix, 'ipv4')
  closed6.addSubnet(`64:ff9b::${network}`, 96 + prefix, 'ipv6')
}
for (const [network, prefix] of refusedV6) closed6.addSubnet(network, prefix, 'ipv6')

/** True for a public host's address. IPv4 addresses mapped into IPv6 are refused, whatever they stand for. */
export function isGlobalUnicast(address: string): boolean {
  if (isIPv4(address)) return !closed4.check(address, 'ipv4')
  if (isIP(address) !== 6 || address.includes('%')) return false
  return open6.check(address, 'ipv6') && !closed6.check(address, 'ipv6')
}

type LookupAnswer = (error: Error | null, address: string | LookupAddress[], family?: number) => void
export type Lookup = (hostname: string, options: LookupOptions, answer: LookupAnswer) => void
/** `dns.lookup` with `all: true`. */
export type LookupAll = (
  hostname: string,
  options: LookupOptions & { all: true },
  answer: (error: Error | null, addresses: LookupAddress[]) => void,
) => void

/**
 * A resolver whose answers are only public addresses. The socket connects to exactly what was checked here,
 * so a name cannot resolve to one address for the check and to another for the connection.
 */
export function guardLookup(lookup: LookupAll, refusal: () => Error): Lookup {
  return (hostname, options, answer) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return answer(error, [])
      const open = addresses.filter((entry) => isGlobalUnicast(entry.address))
      const first = open[0]
      if (first === undefined) return answer(refusal(), [])
      if (options.all) answer(null, open)
      else answer(null, first.address, first.family)
    })
  }
}
