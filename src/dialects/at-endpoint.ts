// What a dialect wrote, as a host with paths of its own takes it. Pure; knows no vendor and no dialect.
import { bufferOf, type WireBytes } from '../base/byte-text.ts'
import { topLevelSpans } from '../base/json-scan.ts'
import { type Changes, spliceToWire } from '../base/json-splice.ts'
import type { Endpoint } from '../contract/endpoint.ts'
import type { OfferWire, UpstreamWire } from './dialect.ts'

export interface EndpointWords {
  readonly path: string
  readonly body: WireBytes
  readonly headers: Readonly<Record<string, string>>
}

/** What a dialect wrote, under the path where this offer takes it: one of its own, or the dialect's usual one. */
export function placedFor(
  offer: OfferWire & { readonly endpoint?: Endpoint },
  { path }: Pick<UpstreamWire, 'path'>,
  stream: boolean,
  written: Omit<EndpointWords, 'path'>,
): EndpointWords {
  const { endpoint, upstreamModel } = offer
  return endpoint === undefined ? { path: path(offer, stream), ...written } : atEndpoint(endpoint, upstreamModel, stream, written)
}

/** `body` is a JSON object. */
export function atEndpoint(endpoint: Endpoint, model: string, stream: boolean, written: Omit<EndpointWords, 'path'>): EndpointWords {
  const changes = new Map<string, string | null>(endpoint.omits.map((name) => [name, null]))
  for (const [name, value] of Object.entries(endpoint.adds)) changes.set(name, JSON.stringify(value))
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(written.headers)) {
    const member = endpoint.intoBody[name]
    if (member !== undefined) changes.set(member, JSON.stringify(value.split(',').map((word) => word.trim())))
    else if (!endpoint.omitsHeaders.includes(name)) headers[name] = value
  }
  const body = changes.size === 0 ? written.body : changed(written.body, changes)
  return { path: endpoint.path[stream ? 'stream' : 'whole'].replaceAll('{model}', encodeURIComponent(model)), body, headers }
}

function changed(body: WireBytes, changes: Changes): WireBytes {
  const bytes = bufferOf(body)
  const spans = topLevelSpans(bytes)
  return spans === undefined ? body : spliceToWire(bytes, spans, changes)
}
