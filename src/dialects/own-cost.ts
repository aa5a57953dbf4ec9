// The usage of a whole answer that passes as it came: what its provider charges is the operator's business, and the caller reads its own charge there.
import { parseJson } from '../base/exact-json.ts'
import { spanNamed } from '../base/json-scan.ts'
import { decodeUtf8 } from '../base/utf8.ts'
import type { WireSpan } from '../contract/chat.ts'
import type { AnswerRead, Wire } from './dialect.ts'
import { changeInside, membersOf } from './named-events.ts'
import { isFields } from './wire-fields.ts'

/** As routers (OpenRouter, other servers of this kind), Perplexity and xAI name what an answer costs: members of its usage, not of what is in there. */
const foreign = ['cost', 'cost_details', 'cost_in_usd_ticks', 'is_byok'] as const

type PassingAnswer = Omit<AnswerRead, 'completion'> & { readonly bytes: Uint8Array }

export function speaksOfCost({ bytes, value, spans }: PassingAnswer, { usageMember }: Pick<Wire, 'usageMember'>): boolean {
  const usage = spans === undefined ? value[usageMember] : memberOf(bytes, spans, usageMember)
  return isFields(usage) && foreign.some((name) => usage[name] !== undefined)
}

function memberOf(bytes: Uint8Array, spans: readonly WireSpan[], name: string): unknown {
  const span = spanNamed(bytes, spans, name)
  return span === undefined ? undefined : parseJson(decodeUtf8(bytes.subarray(span.valueStart, span.valueEnd)))
}

/** `usage`: our own usage object, as JSON text; every count of the provider's stays. */
export function withOwnCost(body: Uint8Array, { usageMember }: Pick<Wire, 'usageMember'>, usage: string): Uint8Array {
  const own = membersOf(usage)
  const changes = new Map<string, string | null>(foreign.map((name) => [name, own.get(name) ?? null]))
  return changeInside(body, usageMember, changes)
}
