// The hop header: which servers of this kind a request has passed already. Knows no providers, no routes and no sockets.

export const hopHeader = 'x-nexorouter-hop'
/** More servers in a row than any honest chain has; also bounds what a client can make us pass on. */
const hopsMax = 8
const hopForm = /^[0-9a-f]{32}$/

function hopsIn(given: string | undefined): string[] {
  return given === undefined ? [] : given.split(',', hopsMax + 1).map((hop) => hop.trim())
}

/** True when this server is among the servers passed, or there were too many: the request goes round in a circle. */
export function isCircle(given: string | undefined, ownId: string): boolean {
  const hops = hopsIn(given)
  return hops.includes(ownId) || hops.length > hopsMax
}

/** The header for the next server: everybody passed before, then this one. Texts that are no server's ID are not passed on. */
export function nextHops(given: string | undefined, ownId: string): string {
  return given === undefined ? ownId : [...hopsIn(given).filter((hop) => hopForm.test(hop)), ownId].join(',')
}
