// Says what a running stream has delivered so far, so that recovery after a crash can charge exactly that. Decides no rhythm.
import type { TokenUsage } from '../contract/usage.ts'
import type { Watermark } from '../ledger/ledger-store.ts'
import type { GatewayDeps } from './deps.ts'
import { billFor } from './settle.ts'
import type { Story } from './story.ts'

/** `delivered`: our count of the whole answer so far. */
export function mark(story: Story, delivered: TokenUsage, deps: GatewayDeps): void {
  if (story.offer === undefined) return
  const { tokens, costNano } = billFor(story, null, delivered)
  deps.ledger.mark({
    id: story.call.requestId,
    provider: story.offer.provider,
    promptTokens: tokens.prompt,
    completionTokens: tokens.completion,
    chargeNano: costNano,
    ...fallbackOf(story),
  })
}

/** Recovery has to name the model that answered, not the one that the hold was made for. */
function fallbackOf({ model, admission }: Story): Pick<Watermark, 'fallback'> | undefined {
  if (admission?.terms === undefined || model === undefined) return undefined
  return { fallback: { model: model.id, priceVersion: admission.priceVersion } }
}
