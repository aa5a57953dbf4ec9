// How Claude is asked to think, in whichever wire it is asked. Knows no wire beyond the members that ask.
// Source: Anthropic's documentation, "Extended thinking" and "Effort".
import type { CommonMessage, CommonRequest, ReasoningWish, SignatureMaker } from './common-request.ts'
import type { UpstreamAsk } from './dialect.ts'
import { type Fields, present } from './wire-fields.ts'
import { budgetOf, noReasoning } from './write-settings.ts'

/** The least budget that the vendor takes. */
const budgetMin = 1_024

/** The members that ask for thinking; null: not asked, or not possible in this request. `makers`: whose proofs of thought the model can read. */
export function thinkingOf(
  { settings, messages }: CommonRequest,
  { offer, outputCap, reasons }: UpstreamAsk,
  makers: readonly SignatureMaker[],
): Fields | null {
  const wish = settings.reasoning?.value
  const forced = ['required', 'named'].includes(settings.toolChoice?.value.kind ?? 'auto')
  if (wish === undefined || !reasons) return null
  if (noReasoning(wish)) return {}
  // Thinking and a forced call exclude each other.
  if (forced) return null
  return offer.thinking === 'budget' ? budget(wish, outputCap, isUnproven(messages, makers)) : effort(wish)
}

function effort({ effort: word, shown }: ReasoningWish): Fields {
  const thinking = { thinking: present({ type: 'adaptive', display: shown === false ? 'omitted' : 'summarized' }) }
  return word === null ? thinking : { ...thinking, output_config: { effort: word === 'minimal' ? 'low' : word } }
}

function budget(wish: ReasoningWish, outputCap: number, unproven: boolean): Fields | null {
  const tokens = Math.min(wish.budgetTokens ?? budgetOf(wish.effort ?? 'medium'), outputCap - 1)
  return tokens < budgetMin || unproven ? null : { thinking: { type: 'enabled', budget_tokens: tokens } }
}

/** Amid a series of calls the vendor wants to see the thoughts before them, which most dialects do not carry. */
function isUnproven(messages: readonly CommonMessage[], makers: readonly SignatureMaker[]): boolean {
  const parts = messages.findLast(({ role }) => role === 'assistant')?.parts ?? []
  const proven = parts.some((part) => part.kind === 'reasoning' && part.signature !== undefined && makers.includes(part.signature.from))
  return parts.some(({ kind }) => kind === 'tool_call') && !proven
}
