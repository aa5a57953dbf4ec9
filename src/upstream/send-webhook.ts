// One POST to an address that a customer chose: public hosts only, no redirects, small patience. Knows nothing of what it says.
import Client from 'undici/lib/dispatcher/client.js'
import { createConnector } from './connect.ts'
import { ConnectFault } from './failure-of-error.ts'

export interface WebhookSettings {
  /** For connecting, and again for the answer's head. */
  readonly timeoutMs: number
  /** True: any address, and plain http. */
  readonly allowPrivate: boolean
  /** `nexorouter/0.1.0`. */
  readonly userAgent: string
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
  { timeoutMs, allowPrivate, userAgent }: WebhookSettings,
): Promise<SentWebhook> {
  const { origin, pathname, search, protocol } = new URL(url)
  if (protocol !== 'https:' && !allowPrivate) return { delivered: false, result: 'not https' }
  const connect = createConnector({ timeoutMs, allowPrivate, authorities: undefined })
  const client = new Client(origin, { connect: connect as never, headersTimeout: timeoutMs, bodyTimeout: timeoutMs, allowH2: false })
  const request = { method: 'POST', path: pathname + search, body } as const
  const sent = { ...headers, 'content-type': 'application/json', 'user-agent': userAgent }
  const timer = setTimeout(() => client.destroy(new ConnectFault('connect_timeout'), () => {}), 2 * timeoutMs)
  try {
    const status = await new Promise<number>((resolve, reject) => {
      client.dispatch(
        { ...request, headers: sent },
        {
          onRequestStart: () => {},
          onResponseData: () => {},
          onResponseEnd: () => {},
          // Its head is the answer; what it has to say beyond is not read.
          onResponseStart: (_controller, statusCode) => void (statusCode >= 200 && resolve(statusCode)),
          onResponseError: (_controller, error) => reject(error),
        },
      )
    })
    return { delivered: status < 300, result: String(status) }
  } catch (error) {
    return { delivered: false, result: wordFor(error) }
  } finally {
    clearTimeout(timer)
    client.destroy(null, () => {})
  }
}

function wordFor(error: unknown): string {
  if (error instanceof ConnectFault) return error.kind
  const { name, code, cause } = error as { name?: unknown; code?: unknown; cause?: unknown }
  if (cause instanceof ConnectFault) return cause.kind
  return name === 'TimeoutError' || code === 'UND_ERR_HEADERS_TIMEOUT' ? 'timeout' : 'no answer'
}
