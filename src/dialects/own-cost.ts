// The usage of a whole answer that passes as it came: what its provider charges is the operator's business, and the caller reads its own charge there.
import type { Wire } from './dialect.ts'
import { type Fields, fieldsOf } from './wire-fields.ts'
import { changeInside, membersOf } from './named-events.ts'

/** As routers (OpenRouter, other servers of this kind), Perplexity and xAI name what an answer costs. */
const foreign = ['cost', 'cost_details', 'cost_in_usd_ticks', 'is_byok']

/** `answer`: the parsed body. */
export function speaksOfCost(answer: Fields, { usageMember }: Pick<Wire, 'usageMember'>): boolean {
  const usage = fieldsOf(answer[usageMember])
  return foreign.some((name) => name in usage)
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
