// The payment provider tells what happened: proved by its signature, applied once. Knows no vendor and no HTTP.
import { problem } from '../../contract/problems.ts'
import { type CardSavedEvent, type PaymentProvider, PaymentProviderFailure } from '../../ledger/payment-provider.ts'
import { formatUsd } from '../../contract/money.ts'
import { tellTopUpFailed } from '../alerts/tell-top-up-failed.ts'
import { raise } from '../server-alerts/raise.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal, type SignedInput } from '../endpoint.ts'

/**
 * An answer of success ends the provider's tries, so only what was applied, was applied before or will never apply gets one.
 * Whatever else happens, it says the same again later.
 */
export async function takePaymentEvent({ input }: ControlCall<SignedInput>, deps: ControlDeps): Promise<Outcome> {
  const { provider } = deps.billing
  if (provider === null) return refusal(problem('not_found', 'Payments are not set up on this server.'))
  const body = await input.readBody()
  if (!body.ok) return refusal(body.problem)
  const event = await provider.readEvent(body.value, input.header('stripe-signature'), deps.clock.now())
  if (event === 'forged') return refusal(problem('invalid_request', 'The signature does not prove this event, or is older than 5 minutes.'))
  if (event === 'ignored') return answer({ received: true, result: 'ignored' })
  if (event.type === 'card_saved') return saveCard(event, provider, deps)
  const { result, order, topUpsEnded } = await deps.store.applyPayment(event)
  if (result === 'unknown_order') return refusal(problem('conflict', 'No order belongs to this event yet.'))
  if (result === 'mismatch') {
    deps.billing.onMismatch({ event_id: event.eventId, order_id: order?.id ?? null })
    const says = `Event ${event.eventId} is not what was ordered: nothing was credited.`
    await raise(deps, { kind: 'payment_mismatch', subject: order?.id ?? event.eventId, says })
  }
  if (result === 'applied' && order !== null && order.lostNano > 0n && event.type !== 'paid') {
    const says = `$${formatUsd(order.lostNano)} of a refund or dispute was spent already and is this server's loss.`
    await raise(deps, { kind: 'refund_loss', subject: order.accountId, says })
  }
  if (order !== null && topUpsEnded !== null) {
    await tellTopUpFailed(order.accountId, topUpsEnded, deps)
    const says = `A payment was ${topUpsEnded}: automatic top-ups are off, so that the card is not charged for it again.`
    await raise(deps, { kind: 'auto_top_up_failed', subject: order.accountId, says })
  }
  return answer({ received: true, result })
}

async function saveCard(event: CardSavedEvent, provider: PaymentProvider, deps: ControlDeps): Promise<Outcome> {
  const { accountId, setupId } = event
  if ((await deps.store.getBalance(accountId)) === undefined) return answer({ received: true, result: 'ignored' })
  try {
    const saved = await deps.store.saveCard(accountId, await provider.savedCard(setupId), event)
    return answer({ received: true, result: saved ? 'applied' : 'ignored' })
  } catch (error) {
    if (!(error instanceof PaymentProviderFailure)) throw error
    return refusal(problem('upstream_unavailable', error.message))
  }
}
