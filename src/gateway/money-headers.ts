// What an answer cost and what is left, for headers and usage chunks. Asks nobody: all of it is known when the answer ends.
import type { ShownCost } from '../contract/usage.ts'
import { formatPicoUsd, formatUsd } from '../contract/money.ts'
import { costParts } from '../pricing/charge.ts'
import type { ReplyHeaders } from './call.ts'
import { admissionOf, type Bill } from './settle.ts'
import type { Story } from './story.ts'

/**
 * Charge, what the account and the key's budget have left after it, and the price version. `left` is what could be held at this request's
 * admission, less this charge: requests that hold money beside it are subtracted, those that came later are not.
 */
export function moneyHeaders(story: Story, { costNano }: Bill): ReplyHeaders {
  const { balanceNano, budgetNano } = admissionOf(story)
  const headers: ReplyHeaders = {
    'x-nexorouter-cost-usd': formatUsd(costNano),
    'x-nexorouter-balance-usd': formatUsd(balanceNano - costNano),
  }
  if (budgetNano !== null) headers['x-nexorouter-budget-usd'] = formatUsd(budgetNano - costNano)
  return headers
}

export function shownCost(story: Story, { tokens, costNano }: Bill): ShownCost {
  const parts = costParts(admissionOf(story).price, tokens)
  return {
    total: formatUsd(costNano),
    input: formatPicoUsd(parts.input),
    cachedInput: formatPicoUsd(parts.cachedInput),
    cacheWrite: formatPicoUsd(parts.cacheWrite),
    output: formatPicoUsd(parts.output),
    reasoning: formatPicoUsd(parts.reasoning),
    perCall: formatPicoUsd(parts.perCall),
  }
}
