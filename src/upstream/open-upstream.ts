// Sends requests to providers: credentials and headers on, one bounded pool of sockets per origin. Knows no dialect, no money, no retries.
import type { LookupAll } from './address-guard.ts'
import { startExchange } from './exchange.ts'
import { createOriginPool, type OriginPool } from './origin-pool.ts'
import {
  type FailureKind,
  type SendUpstream,
  type UpstreamExchange,
  UpstreamFault,
  type UpstreamRequest,
  type UpstreamTarget,
} from './send.ts'

export interface UpstreamOptions {
  /** For name, TCP and TLS together. */
  readonly connectTimeoutMs: number
  /** Requests in flight to one origin; the next one fails with `overloaded` at once instead of waiting in a queue nobody sees. */
  readonly socketsPerOriginMax: number
  /** Pools kept at once; more are only needed when an operator has more providers than this. */
  readonly originsMax?: number
  /** Idle sockets are kept this long; many servers close theirs after 5 to 75 s and say so. */
  readonly keepIdleMs?: number
  /** Our own version, for `user-agent`. */
  readonly version?: string
  /** PEM certificates to trust instead of the system's list, for providers behind a private authority. */
  readonly authorities?: readonly string[]
  /** Who turns names into addresses; the system when absent. */
  readonly lookup?: LookupAll
}

export interface Upstream {
  readonly send: SendUpstream
  /** Sockets by state, for metrics. */
  counts(): { readonly busy: number; readonly idle: number; readonly origins: number }
  /** Closes every socket at once; exchanges still open fail with `aborted`. */
  close(): Promise<void>
}

/** A base URL taken apart once. */
interface Address {
  readonly poolKey: string
  readonly origin: string
  readonly pathPrefix: string
}

/** Set by `send` itself or owned by the connection; never taken from a request. */
const reservedHeaders = new Set([
  'host',
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'expect',
  'te',
  'trailer',
  'proxy-authorization',
  'content-type',
  'content-encoding',
  'accept',
  'accept-encoding',
  'authorization',
  'user-agent',
])

/** Opens the way to all providers. Sockets are opened on demand; nothing is sent before the first request. */
export function openUpstream(options: UpstreamOptions): Upstream {
  const pools = new Map<string, OriginPool>()
  const addresses = new WeakMap<UpstreamTarget, Address | null>()
  const agent = options.version === undefined ? 'nexorouter' : `nexorouter/${options.version}`
  const originsMax = options.originsMax ?? 256
  let closed = false

  const addressOf = (target: UpstreamTarget): Address | null => {
    let address = addresses.get(target)
    if (address === undefined) {
      address = readAddress(target)
      addresses.set(target, address)
    }
    return address
  }
  const poolFor = (address: Address, allowPrivate: boolean): OriginPool | null => {
    const known = pools.get(address.poolKey)
    if (known !== undefined) return known
    if (pools.size >= originsMax && !dropUnused(pools)) return null
    const pool = createOriginPool(address.origin, {
      socketsMax: options.socketsPerOriginMax,
      keepIdleMs: options.keepIdleMs ?? 20_000,
      timeoutMs: options.connectTimeoutMs,
      allowPrivate,
      authorities: options.authorities,
      lookup: options.lookup,
    })
    pools.set(address.poolKey, pool)
    return pool
  }

  return {
    send(request) {
      if (closed) return failed('aborted')
      const address = addressOf(request.target)
      if (address === null) return failed('address_refused')
      const headers = headersOf(request, agent)
      if (typeof headers === 'string') return failed(headers)
      const pool = poolFor(address, request.target.allowPrivate)
      const slot = pool?.take() ?? null
      if (pool === null || slot === null) return failed('overloaded')
      const path = address.pathPrefix + request.path
      return startExchange(pool, slot, { path, method: request.method, headers, body: request.body }, request.bytesMax)
    },
    counts() {
      let busy = 0
      let idle = 0
      for (const pool of pools.values()) {
        busy += pool.busy
        idle += pool.idle
      }
      return { busy, idle, origins: pools.size }
    },
    async close() {
      closed = true
      await Promise.all([...pools.values()].map((pool) => pool.close()))
      pools.clear()
    },
  }
}

/** null: not an absolute http(s) URL. A query or a fragment of the base URL means nothing and is left out. */
function readAddress(target: UpstreamTarget): Address | null {
  const url = URL.parse(target.baseUrl)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null
  return {
    // A socket to a private address, opened for a target that may, must not serve one that may not.
    poolKey: `${target.allowPrivate ? 'any' : 'public'} ${url.origin}`,
    origin: url.origin,
    pathPrefix: url.pathname.replace(/\/+$/, ''),
  }
}

/** Forgets the pool that is longest there with nothing in flight. */
function dropUnused(pools: Map<string, OriginPool>): boolean {
  for (const [key, pool] of pools) {
    if (pool.busy > 0) continue
    pools.delete(key)
    void pool.close()
    return true
  }
  return false
}

const unsafeInValue = /[^\t\x20-\x7e\x80-\xff]/

/** Names and values in turn, or what is wrong: a value that could start another header never reaches the socket. */
function headersOf(request: UpstreamRequest, agent: string): string[] | FailureKind {
  const { auth, credential } = request.target
  const headers = ['accept', request.accept, 'accept-encoding', 'identity', 'user-agent', agent]
  if (request.body !== null) headers.push('content-type', 'application/json')
  let authHeader = 'authorization'
  if (auth.kind !== 'none' && credential !== undefined) {
    const secret = credential.reveal()
    // Not the caller's mistake: the operator's credential cannot be sent as it is.
    if (unsafeInValue.test(secret)) return 'unauthorized'
    if (auth.kind === 'header') authHeader = auth.header.toLowerCase()
    headers.push(authHeader, auth.kind === 'bearer' ? `Bearer ${secret}` : secret)
  }
  for (const name in request.headers) {
    const lower = name.toLowerCase()
    const value = request.headers[name]
    if (value === undefined || lower === authHeader || reservedHeaders.has(lower)) continue
    if (unsafeInValue.test(value)) return 'bad_request'
    headers.push(lower, value)
  }
  return headers
}

function failed(kind: FailureKind): UpstreamExchange {
  const failure = { kind, status: null, retryAfterMs: null }
  const head = Promise.reject(new UpstreamFault(failure))
  head.catch(() => {})
  return { head, read: (sink) => sink.fail(failure), pause() {}, resume() {}, abort() {} }
}
