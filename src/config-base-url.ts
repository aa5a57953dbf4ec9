// Whether a provider's base URL may be what the operator wrote. Opens no connection and resolves no name.
import { isIP } from 'node:net'
import { isGlobalUnicast } from './upstream/address-guard.ts'

/** Where this server itself can be reached. */
export interface Listen {
  readonly host: string
  readonly port: number
  readonly publicUrl: string
}

/** Whether a host is not public by its text alone; names are checked again on the connected address. */
export function isPrivateHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase()
  if (isIP(bare) !== 0) return !isGlobalUnicast(bare)
  return bare === 'localhost' || /\.(localhost|local|internal)$/.test(bare)
}

function pointsHere(url: URL, listen: Listen): boolean {
  if (listen.publicUrl !== '' && new URL(listen.publicUrl).origin === url.origin) return true
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  if (port !== listen.port || listen.port === 0) return false
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  const here = ['localhost', '127.0.0.1', '::1', '0.0.0.0', '::', listen.host.toLowerCase()]
  return here.includes(host) || host.endsWith('.localhost') || /^127\./.test(host)
}

/** What is copied out of a vendor's example call; a base URL ends before it. */
const requestPath = /\/(?:chat\/completions|completions|responses|messages|embeddings)\/?$/

/** The sentence that says what is wrong with it; undefined: nothing. */
export function checkBaseUrl(text: string, allowPrivate: boolean, listen: Listen): string | undefined {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return 'base_url is not a URL; write it in full, such as https://api.example.com/v1'
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `base_url must begin with http:// or https://, not ${url.protocol}//`
  if (url.username !== '' || url.password !== '') return 'base_url must not carry credentials; put them into api_key'
  if (url.search !== '' || url.hash !== '') return 'base_url must not have a query or a fragment'
  const request = requestPath.exec(url.pathname)
  if (request !== null) return `base_url ends with ${request[0]}, the path of a request: leave that out, it is added to each`
  if (pointsHere(url, listen)) return 'base_url points at this very server: every request would go round in a circle'
  if (!allowPrivate && isPrivateHost(url.hostname)) {
    return `base_url is a private or loopback address (${url.hostname}); add allow_private: true to this provider if you mean it`
  }
  return undefined
}

export function withoutTrailingSlash(url: string): string {
  return url.replace(/\/+$/, '')
}
