// ChatRequest -> the bytes an offer of this dialect takes, spliced from the caller's own. Knows no URLs, keys or prices.
import { spanNamed } from '../../base/json-scan.ts'
import { spliceJson } from '../../base/json-splice.ts'
import type { ChatRequest } from '../../contract/chat.ts'
import type { ForwardedHeaders, OfferWire, WrittenRequest } from '../dialect.ts'
import { changeInside } from '../named-events.ts'

/** Model and streaming stand in the path; only the cap is ours to write. */
export function writeRequest({ bytes, spans }: ChatRequest, offer: OfferWire, outputCap: number): WrittenRequest {
  const dropped = offer.dropsParams.filter((name) => spanNamed(bytes, spans, name) !== undefined)
  const cap = String(outputCap)
  const config = spanNamed(bytes, spans, 'generationConfig')
  const capped =
    config === undefined
      ? spliceJson(
          bytes,
          spans,
          new Map([['generationConfig', `{"maxOutputTokens":${cap}}`], ...dropped.map((name): [string, null] => [name, null])]),
        )
      : changeInside(
          spliceJson(bytes, spans, new Map(dropped.map((name) => [name, null]))),
          'generationConfig',
          new Map([['maxOutputTokens', cap]]),
        )
  return { body: capped, dropped }
}

/** Behind the base URL, which ends in the API's version. */
export function path({ upstreamModel }: OfferWire, stream: boolean): string {
  return `/models/${upstreamModel}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`
}

/** This dialect's callers say nothing in headers that an upstream would need. */
export function forwardHeaders(): ForwardedHeaders {
  return { headers: {}, dropped: [] }
}
