// ChatRequest -> the bytes an offer of this dialect takes, spliced from the caller's own. Knows no URLs, keys or prices.
import { spanNamed } from '../../base/json-scan.ts'
import { spliceToWire } from '../../base/json-splice.ts'
import type { ChatRequest } from '../../contract/chat.ts'
import type { ForwardedHeaders, OfferWire, WrittenRequest } from '../dialect.ts'

/** `stream` is how we call the upstream, whatever the caller asked. */
export function writeRequest(request: ChatRequest, offer: OfferWire, outputCap: number, stream: boolean): WrittenRequest {
  const changes = new Map<string, string | null>([
    ['model', JSON.stringify(offer.upstreamModel)],
    ['max_tokens', String(outputCap)],
    ['stream', stream ? 'true' : null],
  ])
  const dropped: string[] = []
  for (const name of offer.dropsParams) {
    if (changes.has(name) || spanNamed(request.bytes, request.spans, name) === undefined) continue
    changes.set(name, null)
    dropped.push(name)
  }
  return { body: spliceToWire(request.bytes, request.spans, changes), dropped }
}

/** The version that every model of today serves. */
const version = '2023-06-01'
const headerText = /^[\x20-\x7e]{1,1000}$/

/** Betas that change what a request can cost: prompts beyond the context that the price covers. */
const unpricedBeta = /^context-1m/

/** A caller of this dialect names version and betas; they go along, as its body does. */
export function forwardHeaders(header: (name: string) => string | undefined, sameDialect: boolean): ForwardedHeaders {
  const asked = sameDialect ? header('anthropic-version') : undefined
  const headers: Record<string, string> = { 'anthropic-version': asked !== undefined && headerText.test(asked) ? asked : version }
  const betas = sameDialect ? (header('anthropic-beta') ?? '').split(',').map((beta) => beta.trim()) : []
  const priced = betas.filter((beta) => /^[A-Za-z0-9._-]{1,100}$/.test(beta) && !unpricedBeta.test(beta))
  if (priced.length > 0) headers['anthropic-beta'] = priced.slice(0, 50).join(',')
  return {
    headers,
    dropped: betas
      .filter((beta) => unpricedBeta.test(beta))
      .map((beta) => `anthropic-beta: ${beta.slice(0, 40).replace(/[^\x21-\x7e]/g, '')}`),
  }
}
