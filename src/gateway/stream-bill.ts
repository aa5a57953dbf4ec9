// What the answer of a running stream is worth, and whose count says so. Ends nothing.
import type { Nano } from '../contract/money.ts'
import type { TokenUsage } from '../contract/usage.ts'
import { chargeNano } from '../pricing/charge.ts'
import type { Meter } from './meter.ts'
import type { OpenChoices } from './open-choices.ts'
import { admissionOf, type Bill, billFor } from './settle.ts'
import type { Story } from './story.ts'
import type { Close } from './stream-close.ts'

/** What was counted of a stream so far. */
export interface Counting {
  readonly story: Story
  readonly meter: Meter
  readonly choices: OpenChoices
  /** As the provider that answers now has it. */
  readonly usage: TokenUsage | null
  /** What providers before it delivered of this answer; null: none did. */
  readonly earlier: TokenUsage | null
}

/** The provider's count where it counts the whole of what it delivered; null where only we can. */
export function believed({ choices, usage, meter }: Counting, how: Close): TokenUsage | null {
  if (how.kind === 'stopped' || (how.kind !== 'finished' && !choices.complete)) return null
  return usage !== null && usage.completion === 0 && meter.hasOutput ? null : usage
}

/** Our count of what the provider that answers now read and wrote: what came before it was sent again, and is booked already. */
export function ownEstimate({ meter, usage, earlier }: Counting): TokenUsage {
  const whole = meter.estimate()
  const sentAgain = earlier?.completion ?? 0
  return { ...whole, prompt: whole.prompt + sentAgain, completion: whole.completion - sentAgain, ...promptIn(usage) }
}

/** Our count of the whole answer so far. */
export function wholeEstimate({ meter, usage, earlier }: Counting): TokenUsage {
  return { ...meter.estimate(), ...promptIn(earlier ?? usage) }
}

/** What a provider said of the prompt before it died; it begins with that on some wires. */
function promptIn(known: TokenUsage | null): Partial<TokenUsage> {
  return known === null || known.prompt === 0 ? {} : { prompt: known.prompt, cached: known.cached, cacheWrite: known.cacheWrite }
}

/** The customer pays its prompt once and every token of output, whoever wrote it; what was sent again to go on is the operator's. */
function tokensOf(counting: Counting, how: Close): { readonly counted: TokenUsage | null; readonly ours: TokenUsage } {
  const counted = believed(counting, how)
  const { earlier, meter } = counting
  if (earlier === null) return { counted, ours: meter.estimate() }
  // A part of it was counted by us only, so all of it is an estimate.
  if (counted === null) return { counted: null, ours: { ...meter.estimate(), prompt: earlier.prompt, cached: earlier.cached } }
  return { counted: null, ours: { ...earlier, completion: earlier.completion + counted.completion, reasoning: counted.reasoning } }
}

export function streamBill(counting: Counting, how: Close): Bill {
  const { counted, ours } = tokensOf(counting, how)
  return billFor(counting.story, counted, ours)
}

/** At the customer's price, not yet clamped to the hold. */
export function streamWorth(counting: Counting, how: Close): Nano {
  const { counted, ours } = tokensOf(counting, how)
  return chargeNano(admissionOf(counting.story).price, counted ?? ours)
}
