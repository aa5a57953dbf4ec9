// What the Billing page begins with: balance, packages, and whether anything can be bought. Knows no HTTP.
import { type BillingJson, customCentsMax, customCentsMin, packages } from '../../contract/billing-api.ts'
import { formatQuota, formatUsd } from '../../contract/money.ts'
import { problem } from '../../contract/problems.ts'
import { nanoPerCent } from '../../ledger/payment-rules.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'

/** Said wherever a payment was asked for and nobody takes any. */
export const noPayments = 'Payments are not set up on this server. Redeem a voucher, or ask the operator for credit.'

export async function getBilling({ principal }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const balance = await deps.store.getBalance(principal.accountId)
  if (balance === undefined) return refusal(problem('not_found', 'There is no such account.'))
  const { provider } = deps.billing
  return answer({
    balance_usd: formatUsd(balance.balanceNano),
    quota: formatQuota(balance.balanceNano),
    held_usd: formatUsd(balance.heldNano),
    available_usd: formatUsd(balance.balanceNano - balance.heldNano),
    payments: { enabled: provider !== null, provider: provider?.name ?? null, message: provider === null ? noPayments : null },
    packages: Object.entries(packages).map(([id, { name, amountCents }]) => {
      const nano = BigInt(amountCents) * nanoPerCent
      return { id, name, usd: formatUsd(nano), quota: formatQuota(nano) }
    }),
    custom: {
      min_usd: formatUsd(BigInt(customCentsMin) * nanoPerCent),
      max_usd: formatUsd(BigInt(customCentsMax) * nanoPerCent),
    },
  } satisfies BillingJson)
}
