// One POST to an address that a customer chose: public hosts only, no redirects, small patience. Knows nothing of what it says.
import { asId } from '../contract/ids.ts'
import { openUpstream } from './open-upstream.ts'
import { UpstreamFault } from './send.ts'

export interface WebhookSettings {
  /** For connecting, and again for the answer's head. */
  readonly timeoutMs: number
  /** True: any address, and plain http. */
  readonly allowPrivate: boolean
  /** Our own, for `user-agent`: `0.1.0`. */
  readonly version: string
}

export interface SentWebhook {
  readonly delivered: boolean
  /** The status, or our own word for what went wrong. */
  readonly result: string
}

/** The connected address is the one that was checked; a redirect is an answer like any other, and not a good one. Never rejects. */
export async function sendWebhook(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  { timeoutMs, allowPrivate, version }: WebhookSettings,
): Promise<SentWebhook> {
  const { origin, pathname, search, protocol } = new URL(url)
  if (protocol !== 'https:' && !allowPrivate) return { delivered: false, result: 'not https' }
  // Nothing here is signed with the time.
  const upstream = openUpstream({ connectTimeoutMs: timeoutMs, socketsPerOriginMax: 1, version, nowMs: () => 0 })
  const exchange = upstream.send({
    target: { provider: asId('webhook'), baseUrl: origin, auth: { kind: 'none' }, credential: undefined, allowPrivate },
    method: 'POST',
    path: pathname + search,
    body: Buffer.from(body),
    headers,
    accept: 'application/json',
    bytesMax: answerBytesMax,
  })
  let late = false
  const timer = setTimeout(() => {
    late = true
    exchange.abort()
  }, 2 * timeoutMs)
  try {
    // Its head is the answer; what it has to say beyond is not read.
    const { status } = await exchange.head
    return { delivered: status < 300, result: String(status) }
  } catch (error) {
    return { delivered: false, result: late ? 'timeout' : wordFor(error) }
  } finally {
    clearTimeout(timer)
    await upstream.close()
  }
}

/** Nobody reads it, so it only has to be some limit. */
const answerBytesMax = 65_536

/** Failures of connecting are told as they are; all the rest is a receiver that gave no answer. */
const told: ReadonlySet<string> = new Set(['connect_refused', 'dns_failure', 'tls_failure', 'connect_timeout', 'address_refused'])

function wordFor(error: unknown): string {
  return error instanceof UpstreamFault && told.has(error.failure.kind) ? error.failure.kind : 'no answer'
}
