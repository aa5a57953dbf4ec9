// An order and the page where it is paid. Knows no vendor.
import { uuid7 } from '../../base/uuid7.ts'
import { type CheckoutInput, type CheckoutJson, packages } from '../../contract/billing-api.ts'
import { problem } from '../../contract/problems.ts'
import { PaymentProviderFailure } from '../../ledger/payment-provider.ts'
import { openOrder } from '../../ledger/payment-rules.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { noPayments } from './get-billing.ts'
import { orderJson } from './order-json.ts'

export async function createCheckout({ principal, input, audit }: ControlCall<CheckoutInput>, deps: ControlDeps): Promise<Outcome> {
  const { provider } = deps.billing
  if (provider === null) return refusal(problem('conflict', noPayments))
  const bought = boughtBy(input)
  if (bought === undefined) {
    return refusal(problem('invalid_request', 'Name either a `package` or an amount in `usd`.', { param: 'package' }))
  }
  const createdAtMs = deps.clock.now()
  const id = `ord_${uuid7(createdAtMs).replaceAll('-', '')}`
  const order = { id, accountId: principal.accountId, ...bought, origin: 'checkout', createdAtMs } as const
  // Without a page to pay on, an order is nothing done: a refusal below leaves the Idempotency-Key free for the next try.
  delete audit.done
  // Before anybody can pay for it: an event never finds its order missing.
  await deps.store.createOrder(order)
  try {
    const { url } = await provider.checkout(order, `${deps.publicUrl}/billing`)
    return answer({ ...orderJson(openOrder(order)), url } satisfies CheckoutJson, 201)
  } catch (error) {
    if (!(error instanceof PaymentProviderFailure)) throw error
    return refusal(problem('upstream_unavailable', `${error.message}. Nothing was charged; try again in a moment.`))
  }
}

function boughtBy({ package: chosen, usd }: CheckoutInput): { readonly amountCents: number; readonly title: string } | undefined {
  if (chosen !== undefined && usd === undefined) return { amountCents: packages[chosen].amountCents, title: packages[chosen].name }
  return chosen === undefined && usd !== undefined ? { amountCents: usd, title: 'Custom amount' } : undefined
}
