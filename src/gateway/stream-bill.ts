// What the answer of a running stream is worth, and whose count says so. Ends nothing.
import type { Nano } from '../contract/money.ts'
import { noDetails, type TokenDetails, type TokenUsage } from '../contract/usage.ts'
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
  return withPromptOf(usage, { ...whole, prompt: whole.prompt + sentAgain, completion: whole.completion - sentAgain })
}

/** Our count of the whole answer so far. */
export function wholeEstimate({ meter, usage, earlier }: Pick<Counting, 'meter' | 'usage' | 'earlier'>): TokenUsage {
  return withPromptOf(earlier ?? usage, meter.estimate())
}

/** Some wires begin with the count of the prompt, and what of it came out of a cache: nobody pays more than that because an answer broke off. */
function withPromptOf(known: TokenUsage | null, estimate: TokenUsage): TokenUsage {
  if (known === null || known.prompt === 0) return estimate
  const { prompt, cached, cacheWrite, details } = known
  const counted = { ...estimate, prompt, cached, cacheWrite }
  return details === undefined && estimate.details === undefined ? counted : { ...counted, details: inputOf(details, estimate.details) }
}

/** The kinds of input as the provider counts them, beside what else we expect. */
function inputOf({ cacheWrite1h, imageInput, audioInput }: TokenDetails = noDetails, estimated: TokenDetails = noDetails): TokenDetails {
  return { ...estimated, cacheWrite1h, imageInput, audioInput }
}

/** The customer pays its prompt once and every token of output, whoever wrote it; what was sent again to go on is the operator's. */
function tokensOf(counting: Counting, how: Close): { readonly counted: TokenUsage | null; readonly ours: TokenUsage } {
  const counted = believed(counting, how)
  const { earlier } = counting
  // Where a part of it was counted by us only, all of it is an estimate.
  if (earlier === null || counted === null) return { counted, ours: wholeEstimate(counting) }
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
