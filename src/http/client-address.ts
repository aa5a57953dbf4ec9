// Who is at the other end of the connection. Knows nothing of keys; believes a proxy only as far as the operator said.
import { isIP } from 'node:net'

/**
 * The socket's address, or, behind `hops` trusted proxies, the entry that the outermost of them wrote into X-Forwarded-For.
 * With fewer entries than hops the request did not come through them all: the socket's address is the only true one.
 */
export function clientAddress(socketAddress: string | undefined, forwardedFor: string | undefined, hops: number): string | null {
  const direct = socketAddress === undefined ? null : plain(socketAddress)
  if (hops === 0 || forwardedFor === undefined || forwardedFor.length > 2_048) return direct
  const entries = forwardedFor.split(',')
  const entry = entries[entries.length - hops]
  if (entry === undefined) return direct
  const address = plain(entry.trim())
  return isIP(address) === 0 ? direct : address
}

/** `::ffff:10.0.0.1`, `10.0.0.1:443`, `[::1]:443` -> the bare address. */
function plain(text: string): string {
  if (text.startsWith('::ffff:') && isIP(text.slice(7)) === 4) return text.slice(7)
  if (text.startsWith('[')) return text.slice(1, text.indexOf(']'))
  const colon = text.indexOf(':')
  return colon !== -1 && colon === text.lastIndexOf(':') ? text.slice(0, colon) : text
}
