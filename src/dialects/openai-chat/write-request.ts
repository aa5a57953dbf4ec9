// ChatRequest -> the bytes an offer of this dialect takes, spliced from the caller's own. Knows no URLs, keys or prices.
import { spliceJson } from '../../base/json-splice.ts'
import { spanNamed } from '../../base/json-scan.ts'
import type { ChatRequest } from '../../contract/chat.ts'
import type { ForwardedHeaders, OfferWire, WrittenRequest } from '../dialect.ts'

/** `outputCap` is always sent, in the field the offer names; `stream` is how we call the upstream, whatever the caller asked. */
export function writeRequest(request: ChatRequest, offer: OfferWire, outputCap: number, stream: boolean): WrittenRequest {
  const changes = new Map<string, string | null>()
  changes.set('model', JSON.stringify(offer.upstreamModel))
  changes.set('max_tokens', null)
  changes.set('max_completion_tokens', null)
  changes.set(offer.outputCapField, String(outputCap))
  changes.set('stream', stream ? 'true' : null)
  changes.set('stream_options', stream && offer.takesStreamOptions ? withUsage(request.streamOptions) : null)
  const dropped: string[] = []
  for (const name of offer.dropsParams) {
    if (changes.has(name) || spanNamed(request.bytes, request.spans, name) === undefined) continue
    changes.set(name, null)
    dropped.push(name)
  }
  return { body: spliceJson(request.bytes, request.spans, changes), dropped }
}

function withUsage(options: string | null): string {
  if (options === null) return '{"include_usage":true}'
  return JSON.stringify({ ...(JSON.parse(options) as object), include_usage: true })
}

/** This dialect's callers say nothing in headers that an upstream would need. */
export function forwardHeaders(): ForwardedHeaders {
  return { headers: {}, dropped: [] }
}
