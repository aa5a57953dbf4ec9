// One client call over a socket: implements the gateway's Call. Knows nothing of money, models or what an answer means.
import type { Clock } from '../base/clock.ts'
import { noSeat } from '../base/roster.ts'
import type { Result } from '../base/result.ts'
import type { DialectName } from '../contract/dialects.ts'
import type { RequestId } from '../contract/ids.ts'
import type { Problem } from '../contract/problems.ts'
import type { Call, JudgedCredential } from '../gateway/call.ts'
import type { Log } from '../gateway/deps.ts'
import type { BodyBudget } from './body-budget.ts'
import { clientAddress } from './client-address.ts'
import { keyHeaders } from './client-dialect.ts'
import type { ClientRequest, ClientResponse } from './exchange.ts'
import type { HttpLimits } from './limits.ts'
import { queryValue } from './parse-target.ts'
import { type BodyBound, readBody } from './read-body.ts'
import { readCredential, type RequestHead } from './request-head.ts'
import type { Sweeper } from './sweeper.ts'

/** What all calls of one server share. */
export interface Wire {
  readonly limits: HttpLimits
  readonly clock: Clock
  readonly log: Log
  readonly newRequestId: () => RequestId
  readonly trustProxyHops: number
  readonly bodies: BodyBudget
  readonly sweeper: Sweeper
  /** True while stopping: every answer closes its connection. */
  draining: boolean
  /** Refused uploads that are still being read away. */
  lingers: number
}

/** What a connection sent last and what was made of it: most send the same all their life, and reading and judging it is dear. Gone with the socket. */
const lastRead = new WeakMap<object, { readonly authorization: string; readonly credential: Result<string, Problem> }>()
const lastJudged = new WeakMap<object, { readonly credential: string; readonly judged: JudgedCredential }>()

/** Longer than any credential of ours: a stranger's nonsense is not kept for as long as his connection. */
const rememberedMax = 512

/** A part of a head is a view of the whole of it to the engine, and would keep it in memory as long as it is kept itself. */
function ownText(part: string): string {
  return Buffer.from(part).toString()
}

/** A class, because its methods serve every call of the hot path: closures per request would cost an allocation each. */
export class HttpCall implements Call {
  readonly wire: Wire
  readonly req: ClientRequest
  readonly res: ClientResponse
  readonly requestId: RequestId
  readonly arrivedMs: number
  readonly arrivedElapsed: number
  endpoint = ''
  /** Whose error objects this client reads. */
  dialect: DialectName = 'openai-chat'
  /** True on data-plane paths: answers carry the cross-origin headers. */
  crossOrigin = false
  /** True while the client waits for `100 Continue` before it sends its body. */
  awaitsContinue: boolean
  /** True when nothing more may be read from this connection. */
  closeAfter = false
  gone = false
  /** Told when the whole answer was there and not one byte of it could be given to the connection. */
  undelivered: ((reason: 'client_left') => void) | undefined
  /** On the list of open answers. */
  seat = noSeat
  #head: RequestHead
  #credential: Result<string, Problem> | undefined
  #address: string | null | undefined
  #goneListeners: (() => void)[] | undefined
  #bodyClient = ''
  #bodyBytes = 0

  constructor(
    wire: Wire,
    req: ClientRequest,
    res: ClientResponse,
    more: { head: RequestHead; awaitsContinue: boolean; closed: (call: HttpCall) => void },
  ) {
    this.wire = wire
    this.req = req
    this.res = res
    this.requestId = wire.newRequestId()
    this.arrivedMs = wire.clock.now()
    this.arrivedElapsed = wire.clock.elapsed()
    this.awaitsContinue = more.awaitsContinue
    this.#head = more.head
    // One listener for all that ends with the call. The response's `close`, not the request's: the latter fires as soon as the body was read. Finished means the client has it all.
    res.on('close', () => {
      more.closed(this)
      this.#closed()
    })
  }

  get credential(): Result<string, Problem> {
    return (this.#credential ??= this.#readCredential())
  }

  #readCredential(): Result<string, Problem> {
    const { authorizations } = this.#head
    const own = keyHeaders[this.dialect]
    if (own !== undefined) return readCredential(authorizations, undefined, { name: own, value: this.header(own) ?? this.#keyInQuery() })
    const [authorization] = authorizations
    if (authorization === undefined || authorizations.length > 1) return readCredential(authorizations, this.#otherKeyHeader())
    const { socket } = this.req
    const known = lastRead.get(socket)
    if (known !== undefined && known.authorization === authorization) return known.credential
    const kept = ownText(authorization)
    const credential = readCredential([kept], undefined)
    if (kept.length <= rememberedMax) lastRead.set(socket, { authorization: kept, credential })
    return credential
  }

  judgedOnce(credential: string, judge: (credential: string) => JudgedCredential): JudgedCredential {
    const { socket } = this.req
    const known = lastJudged.get(socket)
    if (known !== undefined && known.credential === credential) return known.judged
    const judged = judge(credential)
    if (credential.length <= rememberedMax) lastJudged.set(socket, { credential: ownText(credential), judged })
    return judged
  }

  /** Google's wire may carry the key in the query; nowhere else is one looked for there. */
  #keyInQuery(): string | undefined {
    const url = this.dialect === 'gemini' ? (this.req.url ?? '') : ''
    const at = url.indexOf('?')
    return at === -1 ? undefined : queryValue(url.slice(at + 1), 'key')
  }

  #otherKeyHeader(): string | undefined {
    if (this.header('x-api-key') !== undefined) return 'x-api-key'
    return this.header('x-goog-api-key') !== undefined ? 'x-goog-api-key' : undefined
  }

  header(name: string): string | undefined {
    const value = this.req.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }

  get clientAddress(): string | null {
    if (this.#address === undefined) {
      const hops = this.wire.trustProxyHops
      this.#address = clientAddress(this.req.socket.remoteAddress, hops === 0 ? undefined : this.header('x-forwarded-for'), hops)
    }
    return this.#address
  }

  readBody(takes?: 'multipart'): Promise<Result<Buffer, Problem>> | Result<Buffer, Problem> {
    const { bodyBytesMax, uploadBytesMax, bodyMs, uploadMs } = this.wire.limits
    return takes === 'multipart'
      ? this.readBodyUpTo({ bytesMax: uploadBytesMax, ms: uploadMs, multipart: true })
      : this.readBodyUpTo({ bytesMax: bodyBytesMax, ms: bodyMs, multipart: false })
  }

  readBodyUpTo(bound: BodyBound): Promise<Result<Buffer, Problem>> | Result<Buffer, Problem> {
    this.#bodyClient = this.credential.ok ? this.credential.value : (this.clientAddress ?? '')
    return readBody(this, bound)
  }

  /** Books body bytes against this client's share; false when it is used up. */
  takeBodyBytes(bytes: number): boolean {
    if (!this.wire.bodies.take(this.#bodyClient, bytes)) return false
    this.#bodyBytes += bytes
    return true
  }

  /** Gives the share back: when the answer starts, the body has served its purpose. */
  releaseBody(): void {
    this.wire.bodies.give(this.#bodyClient, this.#bodyBytes)
    this.#bodyBytes = 0
  }

  onGone(listener: () => void): void {
    if (this.gone) listener()
    else if (this.#goneListeners === undefined) this.#goneListeners = [listener]
    else this.#goneListeners.push(listener)
  }

  #closed(): void {
    this.releaseBody()
    if (this.res.writableFinished) return
    this.gone = true
    if (this.res.unsent === true) this.undelivered?.('client_left')
    const listeners = this.#goneListeners ?? []
    this.#goneListeners = undefined
    for (const listener of listeners) listener()
  }
}
