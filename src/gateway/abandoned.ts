// What an answer may cost the operator that nobody waited for and nobody pays. Charges nothing; see docs/decisions/0030.
import type { Nano } from '../contract/money.ts'
import { noUsage } from '../contract/usage.ts'
import { chargeNano } from '../pricing/charge.ts'
import { priceAt } from '../pricing/rates.ts'
import type { GatewayDeps } from './deps.ts'
import type { Live } from './live.ts'
import { admissionOf } from './settle.ts'
import type { Story } from './story.ts'

/** Of offers whose speed nobody measured yet. */
const tokensPerSecondUsual = 50

/** Its client left before the first output: counts towards what the operator bears of this key. */
export function noteAbandoned(story: Story, deps: GatewayDeps, live: Live): void {
  live.abandoned.add(story.caller.key.id, story.call.arrivedMs, unpaidNano(story, deps))
}

/** At the offer's cost, or at the customer's price where its offer does not say what it costs. Nothing was asked yet: nothing. */
function unpaidNano(story: Story, deps: GatewayDeps): Nano {
  const { offer, call } = story
  if (offer === undefined) return 0n
  const { price, promptEstimate, detailsEstimate } = admissionOf(story)
  const tokens = { ...noUsage, prompt: promptEstimate, completion: writtenTokens(story, deps) }
  return chargeNano(offer.cost === undefined ? price : priceAt(offer.cost, call.arrivedMs), {
    ...tokens,
    ...(detailsEstimate && { details: detailsEstimate }),
  })
}

/** A stream was left before its first token; whoever leaves a whole answer may do so when most of it is written. */
function writtenTokens({ request, offer, call, admission }: Story, deps: GatewayDeps): number {
  if (request?.stream !== false || offer === undefined || admission === undefined) return 0
  const perSecond = deps.speeds.of(offer.id, deps.clock.now()).tokensPerSecond ?? tokensPerSecondUsual
  return Math.min(admission.outputCap, Math.floor(((deps.clock.elapsed() - call.arrivedElapsed) / 1_000) * perSecond))
}
