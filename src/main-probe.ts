// The smallest real request to one offer, to learn whether its provider really refuses our credential. Costs a few tokens when it does not.
import type { Offer } from './catalog/offer.ts'
import { placedFor } from './dialects/at-endpoint.ts'
import type { CommonRequest } from './dialects/common-request.ts'
import { upstreamDialectNamed } from './dialects/registry.ts'
import { classifyStatus } from './upstream/classify-failure.ts'
import { collectBody } from './upstream/collect-body.ts'
import type { ProbeResult } from './upstream/credential-watch.ts'
import { type SendUpstream, UpstreamFault, type UpstreamTarget } from './upstream/send.ts'

const waitMs = 15_000
const bytesMax = 1_048_576
/** Some providers refuse a cap below this. */
const outputCap = 16
const hello: CommonRequest = { messages: [{ role: 'user', parts: [{ kind: 'text', text: 'Say ok.' }] }], settings: {}, left: [] }
const refusals = new Set(['unauthorized', 'payment_required', 'spend_limit'])

/** A public list of models would not do: it answers whatever the credential. Never rejects. */
export async function probeOffer(offer: Offer, target: UpstreamTarget, send: SendUpstream): Promise<ProbeResult> {
  const dialect = upstreamDialectNamed(offer.dialect)
  const { body } = dialect.requestFromCommon(hello, { offer, outputCap, stream: false, reasons: false })
  const { headers } = dialect.forwardHeaders(() => undefined, false)
  const words = placedFor(offer, dialect, false, { body, headers })
  const exchange = send({ target, method: 'POST', ...words, accept: 'application/json', bytesMax })
  const timer = setTimeout(() => exchange.abort(), waitMs)
  try {
    const head = await exchange.head
    if (head.status >= 200 && head.status < 300) return 'accepted'
    const text = (await collectBody(exchange, bytesMax)).toString('utf8')
    return refusals.has(classifyStatus(head.status, head.headers, dialect.readError(parsed(text)).code).kind) ? 'refused' : 'unclear'
  } catch (error) {
    if (error instanceof UpstreamFault) return 'unclear'
    throw error
  } finally {
    clearTimeout(timer)
    exchange.abort()
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
