// ChatRequest -> the bytes an offer of this dialect takes, spliced from the caller's own. Knows no URLs, keys or prices.
import { type Change, spliceToWire } from '../../base/json-splice.ts'
import { spanNamed } from '../../base/json-scan.ts'
import type { ChatRequest } from '../../contract/chat.ts'
import type { ForwardedHeaders, OfferWire, WrittenRequest } from '../dialect.ts'

/** `outputCap` is always sent, in the field the offer names; `stream` is how we call the upstream, whatever the caller asked. */
export function writeRequest(request: ChatRequest, offer: OfferWire, outputCap: number, stream: boolean): WrittenRequest {
  const { outputCapField } = offer
  const changes: Change[] = [
    ['model', JSON.stringify(offer.upstreamModel)],
    [outputCapField, String(outputCap)],
    [outputCapField === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens', null],
    ['stream', stream ? 'true' : null],
    ['stream_options', stream && offer.takesStreamOptions ? withUsage(request.streamOptions) : null],
  ]
  const dropped: string[] = []
  for (const name of offer.dropsParams) {
    if (changes.some(([changed]) => changed === name) || spanNamed(request.bytes, request.spans, name) === undefined) continue
    changes.push([name, null])
    dropped.push(name)
  }
  return { body: spliceToWire(request.bytes, request.spans, changes), dropped }
}

function withUsage(options: string | null): string {
  if (options === null) return '{"include_usage":true}'
  return JSON.stringify({ ...(JSON.parse(options) as object), include_usage: true })
}

/** This dialect's callers say nothing in headers that an upstream would need. */
export function forwardHeaders(): ForwardedHeaders {
  return { headers: {}, dropped: [] }
}
