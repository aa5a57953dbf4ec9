// What an answer may cost the operator that nobody waited for and nobody pays. Charges nothing; see docs/decisions/0030.
import type { Nano } from '../contract/money.ts'
import { chargeNano } from '../pricing/charge.ts'
import type { GatewayDeps } from './deps.ts'
import type { Live } from './live.ts'
import { admissionOf, promptOf, providerCostOf } from './settle.ts'
import type { Story } from './story.ts'

/** Of offers whose speed nobody measured yet. */
const tokensPerSecondUsual = 50

/** Its client left before the first output: counts towards what the operator bears of this key. */
export function noteAbandoned(story: Story, deps: GatewayDeps, live: Live): void {
  live.abandoned.add(story.caller.key.id, story.call.arrivedMs, unpaidNano(story, deps))
}

/** At the offer's cost, or at the customer's price where its offer does not say what it costs. Nothing was asked yet: nothing. */
function unpaidNano(story: Story, deps: GatewayDeps): Nano {
  if (story.offer === undefined) return 0n
  const tokens = { ...promptOf(story), completion: writtenTokens(story, deps) }
  return providerCostOf(story, tokens) ?? chargeNano(admissionOf(story).price, tokens)
}

/** A stream was left before its first token; whoever leaves a whole answer may do so when most of it is written. */
function writtenTokens({ request, offer, call, admission }: Story, deps: GatewayDeps): number {
  if (request?.stream !== false || offer === undefined || admission === undefined) return 0
  const perSecond = deps.speeds.of(offer.id, deps.clock.now()).tokensPerSecond ?? tokensPerSecondUsual
  return Math.min(admission.outputCap, Math.floor(((deps.clock.elapsed() - call.arrivedElapsed) / 1_000) * perSecond))
}
