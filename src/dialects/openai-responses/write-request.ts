// ChatRequest -> the bytes an offer of this dialect takes, spliced from the caller's own. Knows no URLs, keys or prices.
import { spanNamed } from '../../base/json-scan.ts'
import { spliceToWire } from '../../base/json-splice.ts'
import { decodeUtf8 } from '../../base/utf8.ts'
import type { ChatRequest } from '../../contract/chat.ts'
import type { ForwardedHeaders, OfferWire, WrittenRequest } from '../dialect.ts'
import { listOf } from '../wire-fields.ts'
import { hostedTools, isCallersOwn } from './hosted-tools.ts'

/** Of codex, to its own vendor's backend: an installation's ID. OpenAI's API refuses the member, and the ID is nobody else's business. */
const clientsOwn = ['client_metadata']

/** `store` is always off: what one customer said is no other customer's to refer to, and nobody could fetch it from here. */
export function writeRequest(request: ChatRequest, offer: OfferWire, outputCap: number, stream: boolean): WrittenRequest {
  const { bytes, spans } = request
  const changes = new Map<string, string | null>([
    ['model', JSON.stringify(offer.upstreamModel)],
    ['max_output_tokens', String(outputCap)],
    ['stream', stream ? 'true' : null],
    ['store', 'false'],
  ])
  const valueOf = (name: string): unknown => {
    const span = spanNamed(bytes, spans, name)
    return span === undefined ? undefined : (JSON.parse(decodeUtf8(bytes.subarray(span.valueStart, span.valueEnd))) as unknown)
  }
  const tools = valueOf('tools')
  const dropped = hostedTools(tools)
  if (dropped.length > 0) {
    const own = listOf(tools).filter(isCallersOwn)
    changes.set('tools', own.length === 0 ? null : JSON.stringify(own))
  }
  if (valueOf('store') === true) dropped.push('store')
  // Without storage a model's reasoning comes back only in this form.
  const include = listOf(valueOf('include'))
  if (spanNamed(bytes, spans, 'reasoning') !== undefined && !include.includes('reasoning.encrypted_content')) {
    changes.set('include', JSON.stringify([...include, 'reasoning.encrypted_content']))
  }
  for (const name of [...clientsOwn, ...offer.dropsParams]) {
    if (changes.has(name) || spanNamed(bytes, spans, name) === undefined) continue
    changes.set(name, null)
    dropped.push(name)
  }
  return { body: spliceToWire(bytes, spans, changes), dropped }
}

/** This dialect's callers say nothing in headers that an upstream would need. */
export function forwardHeaders(): ForwardedHeaders {
  return { headers: {}, dropped: [] }
}
