// Hold + ending -> settled: the one place where an admitted request ends. Exactly once; the client's answer does not wait for it.
import { assert } from '../base/assert.ts'
import type { Completion } from '../contract/chat.ts'
import { type Nano } from '../contract/money.ts'
import { noDetails, noUsage, type TokenUsage } from '../contract/usage.ts'
import type { ReversalReason } from '../ledger/delivered.ts'
import type { Settlement } from '../ledger/ledger-store.ts'
import { chargeNano } from '../pricing/charge.ts'
import { priceAt } from '../pricing/rates.ts'
import type { Admission } from './admit.ts'
import type { Call } from './call.ts'
import type { GatewayDeps } from './deps.ts'
import { unitsUsed, withSureCalls } from './extras.ts'
import { usageRecord, type Ending } from './record.ts'
import type { Story } from './story.ts'

/** What an answer costs its caller: the price of its tokens, and never more than was held. */
export interface Bill {
  readonly tokens: TokenUsage
  readonly estimated: boolean
  readonly costNano: Nano
  /** What the tokens are worth at the customer's price beyond the hold: how far the bound was wrong. */
  readonly clampedNano: Nano
  /** What the operator pays the provider beyond what the customer pays us. */
  readonly overrunNano: Nano
}

/** Null usage: the provider reported none that can be believed, and `estimate` counts instead. `units`: what the answer has that is no token. */
export function billFor(story: Story, usage: TokenUsage | null, estimate: TokenUsage, units?: Completion['units']): Bill {
  const { amountNano, price } = admissionOf(story)
  const used = unitsUsed(story.request, price, units)
  // Where tokens cost nothing beside what is charged by the piece, there is nothing to estimate.
  const free = used !== null && chargeNano({ ...price, perCallNano: 0n }, estimate) === 0n
  const counted = usage === null ? (free ? noUsage : estimate) : withSureCalls(usage, story.request)
  const tokens = used === null ? counted : { ...counted, details: { ...(counted.details ?? noDetails), units: used.units } }
  const worth = chargeNano(price, tokens)
  const costNano = worth > amountNano ? amountNano : worth
  const clampedNano = worth - costNano
  const providerCost = providerCostOf(story, tokens)
  // Where the offer does not say what it costs us, the customer's price is the best guess.
  const loss = providerCost === null ? clampedNano : providerCost - costNano
  const estimated = used === null ? usage === null : used.guessed || (usage === null && !free)
  return { tokens, estimated, costNano, clampedNano, overrunNano: clampedNano > 0n && loss > 0n ? loss : 0n }
}

/** What the client is told: an answer that was not delivered costs nothing, whatever its tokens are worth. */
export function billedOf(bill: Bill, undelivered: ReversalReason | null): Bill {
  return undelivered === null ? bill : { ...bill, costNano: 0n }
}

/** What the provider charges us for these tokens, when its offer says. */
export function providerCostOf({ offer, call }: Pick<Story, 'offer' | 'call'>, tokens: TokenUsage): Nano | null {
  return offer?.cost === undefined ? null : chargeNano(priceAt(offer.cost, call.arrivedMs), tokens)
}

/** The prompt as it was estimated, with nothing behind it. */
export function promptOf(story: Story): TokenUsage {
  const { promptEstimate: prompt, detailsEstimate: details } = admissionOf(story)
  return { ...noUsage, prompt, ...(details && { details }) }
}

/** The hold a request lives on; asking before there is one is a mistake of ours. */
export function admissionOf(story: Story): Admission {
  assert(story.admission !== undefined, 'only an admitted request is settled')
  return story.admission
}

/** `bill` is null when nothing was charged. */
export function settle(story: Story, ending: Ending, bill: Bill | null, deps: GatewayDeps): void {
  const { caller, call } = story
  const { amountNano } = admissionOf(story)
  assert(!story.settled, 'a request is settled once')
  assert(ending.costNano <= amountNano, 'a charge never exceeds its hold')
  story.settled = true
  deps.limiter.release(caller.key.id, caller.accountId)
  const record = usageRecord(story, ending, deps.clock.elapsed())
  const undelivered = ending.undelivered ?? null
  const settlement = {
    id: call.requestId,
    record,
    overrunNano: bill?.overrunNano ?? 0n,
    undelivered,
    ...endOfKey(call, ending),
    ...(story.losses && { losses: story.losses }),
  }
  story.settlement = deps.ledger.settle(settlement).then(
    (verdict) => {
      if (!verdict.ok) deps.log.error({ request_id: call.requestId, reason: verdict.reason }, 'a hold could not be settled')
    },
    (error: unknown) => deps.log.error({ request_id: call.requestId, error }, 'a hold could not be settled; recovery will end it'),
  )
  learn(story, ending, bill?.clampedNano ?? 0n, deps)
}

/** Only a complete answer that is billed is kept; whatever else came of the request, its Idempotency-Key is free again. */
function endOfKey({ keeper }: Call, { status, undelivered }: Ending): Pick<Settlement, 'idempotent'> {
  return keeper === undefined ? {} : { idempotent: keeper.end(status === 'success' && (undelivered ?? null) === null) }
}

/** Teaches the hold bound what this model's prompts really weigh. */
function learn(story: Story, ending: Ending, clampedNano: Nano, deps: GatewayDeps): void {
  const { request, model, caller } = story
  if (request === undefined || model === undefined) return
  if (clampedNano > 0n) deps.learned.clamped(caller.accountId, clampedNano, deps.clock.now())
  if (ending.estimated || ending.tokens.prompt === 0) return
  deps.learned.learn({
    account: caller.accountId,
    model: model.id,
    bytes: request.asciiBytes + request.otherBytes,
    messages: request.messages,
    // Audio and token IDs are no text either: the ratio of such a prompt says nothing.
    images: request.images + (request.extras?.length ?? 0) + (request.promptTokens ?? 0),
    promptTokens: ending.tokens.prompt,
  })
}
