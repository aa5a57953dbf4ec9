// Sends requests to providers: credentials and headers on, one bounded pool of sockets per origin. Knows no dialect, no money, no retries.
import type { LookupAll } from './address-guard.ts'
import { type AwsSurroundings, createAwsRole } from './aws-role.ts'
import { isExchanged, proofOf } from './proof-of.ts'
import { createOriginPool, type OriginPool } from './origin-pool.ts'
import { reframed } from './reframe.ts'
import { writeRequestHead } from './request-head.ts'
import {
  type FailureKind,
  type SendUpstream,
  type UpstreamExchange,
  UpstreamFault,
  type UpstreamRequest,
  type UpstreamTarget,
} from './send.ts'
import { roleSender } from './role-sender.ts'
import type { AwsKeys } from './sign-aws.ts'
import { tokenSender } from './token-sender.ts'

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
  /** Milliseconds since 1970, for credentials that are signed with the time. */
  readonly nowMs: () => number
  /** PEM certificates to trust instead of the system's list, for providers behind a private authority. */
  readonly authorities?: readonly string[]
  /** Who turns names into addresses; the system when absent. */
  readonly lookup?: LookupAll
  /** What is known of the role that this server runs in; absent: nothing. */
  readonly aws?: AwsSurroundings
  /** Told in a sentence for the operator when something on our own side is missing. */
  readonly warn?: (sentence: string) => void
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
  readonly host: string
  readonly pathPrefix: string
}

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

  const { nowMs } = options
  /** `got`: instead of the target's own credential. */
  const sendNow = (request: UpstreamRequest, got?: string | AwsKeys): UpstreamExchange => {
    if (closed) return failed('aborted')
    const address = addressOf(request.target)
    if (address === null) return failed('address_refused')
    const { host } = address
    const path = address.pathPrefix + request.path
    const proof = proofOf(request, { host, path, nowMs, got })
    const head = writeRequestHead(request, { host, path, agent, proof })
    if (typeof head !== 'string') return failed(head.refused)
    const connection = poolFor(address, request.target.allowPrivate)?.take() ?? null
    if (connection === null) return failed('overloaded')
    return connection.start(head, request.body, request.bytesMax)
  }
  const sendWithToken = tokenSender(sendNow, nowMs)
  const role = createAwsRole({ send: sendNow, nowMs, around: options.aws ?? { metadataUrl: null }, warn: options.warn ?? (() => {}) })
  const sendAsRole = roleSender(sendNow, role)

  return {
    send(request) {
      const { framing } = request.target
      const asRole = request.target.auth.kind === 'aws-role'
      const exchange = asRole ? sendAsRole(request) : isExchanged(request.target) ? sendWithToken(request) : sendNow(request)
      return framing === undefined ? exchange : reframed(exchange, request.bytesMax)
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
      for (const pool of pools.values()) pool.close()
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
    host: url.host,
    pathPrefix: url.pathname.replace(/\/+$/, ''),
  }
}

/** Forgets the pool that is longest there with nothing in flight. */
function dropUnused(pools: Map<string, OriginPool>): boolean {
  for (const [key, pool] of pools) {
    if (pool.busy > 0) continue
    pools.delete(key)
    pool.close()
    return true
  }
  return false
}

function failed(kind: FailureKind): UpstreamExchange {
  const failure = { kind, status: null, retryAfterMs: null }
  const head = Promise.reject(new UpstreamFault(failure))
  head.catch(() => {})
  return { head, read: (sink) => sink.fail(failure), pause() {}, resume() {}, abort() {} }
}
