// The public form of an account and its balance. Knows no storage.
import type { AccountJson } from '../../contract/control-api.ts'
import { formatQuota, formatUsd } from '../../contract/money.ts'
import type { Balance } from '../../ledger/ledger-store.ts'

export function accountJson(balance: Balance): AccountJson {
  return {
    id: balance.accountId,
    name: balance.name,
    balance_usd: formatUsd(balance.balanceNano),
    quota: formatQuota(balance.balanceNano),
    held_usd: formatUsd(balance.heldNano),
    available_usd: formatUsd(balance.balanceNano - balance.heldNano),
    suspended: balance.suspended,
  }
}
