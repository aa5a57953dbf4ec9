// Both stores pass every case list.
import { adjustmentCases } from './cases/adjustments.ts'
import { budgetCases } from './cases/budgets.ts'
import { factorCases } from './cases/factors.ts'
import { receiptCases } from './cases/receipts.ts'
import { reversalCases } from './cases/reversals.ts'
import { auditCases } from './cases/audit.ts'
import { idempotencyCases } from './cases/idempotency.ts'
import { keyCases } from './cases/keys.ts'
import { keyringCases } from './cases/keyring.ts'
import { ledgerCases } from './cases/ledger.ts'
import { managementKeyCases } from './cases/management-keys.ts'
import { peopleCases } from './cases/people.ts'
import { keptResponseCases } from './cases/kept-responses.ts'
import { offerCases } from './cases/offers.ts'
import { priceCases } from './cases/prices.ts'
import type { OpenStore } from './cases/scene.ts'
import { scratchFolder } from './cases/scratch.ts'
import { connectionCases } from './cases/connections.ts'
import { verificationCases } from './cases/verifications.ts'
import { alertCases } from './cases/alerts.ts'
import { serverAlertCases } from './cases/server-alerts.ts'
import { providerCostCases } from './cases/provider-costs.ts'
import { autoTopUpCases } from './cases/auto-top-ups.ts'
import { paymentCases } from './cases/payments.ts'
import { voucherCases } from './cases/vouchers.ts'
import { usageStatisticsCases } from './cases/usage-statistics.ts'
import { usageCases } from './cases/usage.ts'
import { openMemoryStore } from './memory/open.ts'
import { openSqliteStore } from './sqlite/open.ts'

const stores: readonly [string, OpenStore][] = [
  ['memory', async () => openMemoryStore()],
  ['sqlite', () => openSqliteStore({ folder: scratchFolder() })],
]

for (const [name, open] of stores) {
  ledgerCases(name, open)
  factorCases(name, open)
  adjustmentCases(name, open)
  reversalCases(name, open)
  receiptCases(name, open)
  keyringCases(name, open)
  keyCases(name, open)
  budgetCases(name, open)
  managementKeyCases(name, open)
  peopleCases(name, open)
  auditCases(name, open)
  idempotencyCases(name, open)
  usageCases(name, open)
  usageStatisticsCases(name, open)
  providerCostCases(name, open)
  paymentCases(name, open)
  autoTopUpCases(name, open)
  voucherCases(name, open)
  alertCases(name, open)
  serverAlertCases(name, open)
  priceCases(name, open)
  offerCases(name, open)
  connectionCases(name, open)
  verificationCases(name, open)
  keptResponseCases(name, open)
}
