// The usage of a whole answer that passes as it came: what its provider charges is the operator's business, and the caller reads its own charge there.
import { spanNamed } from '../base/json-scan.ts'
import { decodeUtf8 } from '../base/utf8.ts'
import type { WireSpan } from '../contract/chat.ts'
import type { Wire } from './dialect.ts'
import { changeInside, membersOf } from './named-events.ts'

/** As routers (OpenRouter, other servers of this kind), Perplexity and xAI name what an answer costs. */
const foreign = /"(?:cost|cost_details|cost_in_usd_ticks|is_byok)"\s*:/

export function speaksOfCost(bytes: Uint8Array, spans: readonly WireSpan[], { usageMember }: Pick<Wire, 'usageMember'>): boolean {
  const span = spanNamed(bytes, spans, usageMember)
  return span !== undefined && foreign.test(decodeUtf8(bytes.subarray(span.valueStart, span.valueEnd)))
}

/** `usage`: our own usage object, as JSON text; every count of the provider's stays. */
export function withOwnCost(body: Uint8Array, { usageMember }: Pick<Wire, 'usageMember'>, usage: string): Uint8Array {
  const own = membersOf(usage)
  const changes = new Map<string, string | null>([
    ['cost', own.get('cost') ?? null],
    ['cost_details', own.get('cost_details') ?? null],
    ['cost_in_usd_ticks', null],
    ['is_byok', null],
  ])
  return changeInside(body, usageMember, changes)
}
