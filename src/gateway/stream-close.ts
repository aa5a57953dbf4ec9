// How a stream ended, and what that means for its record and for the offer that gave it. Knows no client and no clock of its own.
import { problem, statusClassOf, type Problem } from '../contract/problems.ts'
import { adviceFor } from '../upstream/classify-failure.ts'
import type { UpstreamFailure } from '../upstream/send.ts'
import type { GatewayDeps } from './deps.ts'
import { problemFor } from './failure-problem.ts'
import { unpaid, type Ending } from './record.ts'
import { providerCostOf, type Bill } from './settle.ts'
import type { StoppedBy } from './slices.ts'
import type { Story } from './story.ts'

/** How a stream ended, before anybody counted what it cost. */
export type Close =
  | { readonly kind: 'finished' }
  | { readonly kind: 'stopped'; readonly by: StoppedBy | 'output_cap' }
  | { readonly kind: 'failed'; readonly failure: UpstreamFailure; readonly problem: Problem }
  | { readonly kind: 'gone' }

/** The drain time is over: the client hears it, and the provider is not to blame. */
export const stoppedByUs: Close = {
  kind: 'failed',
  failure: { kind: 'aborted', status: null, retryAfterMs: null },
  problem: problem('upstream_unavailable', 'This server is stopping; the answer was broken off.', { class: 'gateway' }),
}

export function failedBy(kind: UpstreamFailure['kind']): Close {
  const failure = { kind, status: null, retryAfterMs: null }
  return { kind: 'failed', failure, problem: problemFor(failure, null) }
}

/** A stream counts for its offer when it ends, not when it begins: one that always breaks off is not healthy. */
export function reportHealth(how: Close, story: Story, deps: GatewayDeps): void {
  const { offer } = story
  if (offer === undefined) return
  if (how.kind === 'finished') deps.health.succeeded(offer.id, story.firstByteMs, deps.clock.now())
  else if (how.kind === 'failed' && adviceFor(how.failure.kind).countsAgainstOffer)
    deps.health.failed(offer.id, how.failure, deps.clock.now())
}

export function endingOf(how: Close, bill: Bill | null, story: Story, finishReason: string | null): Ending {
  const base = unpaid('success', null)
  const paid: Ending =
    bill === null
      ? base
      : {
          ...base,
          tokens: bill.tokens,
          estimated: bill.estimated,
          costNano: bill.costNano,
          providerCostNano: providerCostOf(story, bill.tokens),
        }
  switch (how.kind) {
    case 'finished':
      return { ...paid, finishReason }
    case 'stopped':
      return { ...paid, finishReason: 'length', stoppedBy: how.by }
    case 'failed':
      return { ...paid, status: statusClassOf(how.problem), errorCode: how.problem.code, finishReason: 'error' }
    case 'gone':
      return { ...paid, status: 'cancelled', errorCode: 'client_closed_request', finishReason }
  }
}
