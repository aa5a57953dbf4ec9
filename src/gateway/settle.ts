// Hold + ending -> settled: the one place where an admitted request ends. Exactly once; the client's answer does not wait for it.
import { assert } from '../base/assert.ts'
import { type Nano } from '../contract/money.ts'
import type { TokenUsage } from '../contract/usage.ts'
import { chargeNano } from '../pricing/charge.ts'
import type { Admission } from './admit.ts'
import type { GatewayDeps } from './deps.ts'
import { usageRecord, type Ending } from './record.ts'
import type { Story } from './story.ts'

/** What an answer costs its caller: the price of its tokens, and never more than was held. */
export interface Bill {
  readonly tokens: TokenUsage
  readonly estimated: boolean
  readonly costNano: Nano
  /** What the tokens are worth beyond the hold: the operator's loss. */
  readonly overrunNano: Nano
}

/** Null usage: the provider reported none that can be believed, and `estimate` counts instead. */
export function billFor(admission: Admission, usage: TokenUsage | null, estimate: TokenUsage): Bill {
  const tokens = usage ?? estimate
  const worth = chargeNano(admission.price, tokens)
  const costNano = worth > admission.amountNano ? admission.amountNano : worth
  return { tokens, estimated: usage === null, costNano, overrunNano: worth - costNano }
}

/** What the provider charges us for these tokens, when the offer says. */
export function providerCostOf(story: Story, tokens: TokenUsage): Nano | null {
  return story.offer?.cost === undefined ? null : chargeNano(story.offer.cost, tokens)
}

export function settle(story: Story, ending: Ending, overrunNano: Nano, deps: GatewayDeps): void {
  const { caller, admission, call } = story
  assert(admission !== undefined, 'only an admitted request is settled')
  assert(ending.costNano <= admission.amountNano, 'a charge never exceeds its hold')
  deps.limiter.release(caller.key.id, caller.accountId)
  const record = usageRecord(story, ending, deps.clock.elapsed())
  deps.ledger.settle({ id: call.requestId, record, overrunNano }).then(
    (verdict) => {
      if (!verdict.ok) deps.log.error({ request_id: call.requestId, reason: verdict.reason }, 'a hold could not be settled')
    },
    (error: unknown) => deps.log.error({ request_id: call.requestId, error }, 'a hold could not be settled; recovery will end it'),
  )
  learn(story, ending, overrunNano, deps)
}

/** Teaches the hold bound what this model's prompts really weigh. */
function learn(story: Story, ending: Ending, overrunNano: Nano, deps: GatewayDeps): void {
  const { request, model, caller } = story
  if (request === undefined || model === undefined) return
  if (overrunNano > 0n) deps.learned.clamped(caller.accountId, overrunNano, deps.clock.now())
  if (ending.estimated || ending.tokens.prompt === 0) return
  deps.learned.learn({
    account: caller.accountId,
    model: model.id,
    bytes: request.asciiBytes + request.otherBytes,
    messages: request.messages,
    images: request.images,
    promptTokens: ending.tokens.prompt,
  })
}
