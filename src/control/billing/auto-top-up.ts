// An account's saved card and its rule to top up by itself. Knows no HTTP and no vendor.
import type { AutoTopUpJson, SetAutoTopUpInput } from '../../contract/billing-api.ts'
import { formatUsd } from '../../contract/money.ts'
import { problem } from '../../contract/problems.ts'
import type { AutoTopUp } from '../../ledger/auto-top-up-store.ts'
import { PaymentProviderFailure } from '../../ledger/payment-provider.ts'
import { nanoPerCent } from '../../ledger/payment-rules.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { noPayments } from './get-billing.ts'

export async function getAutoTopUp({ principal }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  return answer(autoTopUpJson(await deps.store.getAutoTopUp(principal.accountId)))
}

export async function setAutoTopUp(call: ControlCall<SetAutoTopUpInput>, deps: ControlDeps): Promise<Outcome> {
  const { principal, input } = call
  if (deps.billing.provider === null) return refusal(problem('conflict', noPayments))
  const { enabled, below_usd: belowNano, usd: amountCents } = input
  if (BigInt(amountCents) * nanoPerCent < belowNano) {
    const message = `\`usd\` must be at least \`below_usd\`, so that one payment lifts the balance above the line.`
    return refusal(problem('invalid_request', message, { param: 'usd' }))
  }
  if (!(await deps.store.setAutoTopUp(principal.accountId, { enabled, belowNano, amountCents }))) {
    return refusal(problem('conflict', 'No card is saved for this account: save one first.', { param: 'enabled' }))
  }
  return getAutoTopUp(call, deps)
}

export async function saveCard({ principal }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const { provider } = deps.billing
  if (provider === null) return refusal(problem('conflict', noPayments))
  const known = await deps.store.getAutoTopUp(principal.accountId)
  const account = { id: principal.accountId, customerId: known?.card?.customerId ?? null }
  try {
    return answer(await provider.saveCard(account, `${deps.publicUrl}/billing`), 201)
  } catch (error) {
    if (!(error instanceof PaymentProviderFailure)) throw error
    return refusal(problem('upstream_unavailable', `${error.message}. Try again in a moment.`))
  }
}

export async function removeCard({ principal }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  return (await deps.store.removeCard(principal.accountId))
    ? answer({ removed: true })
    : refusal(problem('not_found', 'No card is saved for this account.'))
}

function autoTopUpJson(rule: AutoTopUp | undefined): AutoTopUpJson {
  const set = rule !== undefined && rule.amountCents > 0
  const card = rule?.card ?? null
  return {
    card: card === null ? null : { brand: card.brand, last_four: card.lastFour },
    enabled: rule?.enabled ?? false,
    below_usd: set ? formatUsd(rule.belowNano) : null,
    usd: set ? formatUsd(BigInt(rule.amountCents) * nanoPerCent) : null,
    ordering: (rule?.orderId ?? null) !== null,
    failure: rule?.failure ?? null,
    failed_at: rule?.failedAtMs == null ? null : new Date(rule.failedAtMs).toISOString(),
  }
}
