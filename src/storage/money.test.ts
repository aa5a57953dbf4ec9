// Both stores pass the case lists of money: ledger, budgets, corrections, payments.
import { crowdCases } from './cases/crowds.ts'
import { ledgerCases } from './cases/ledger.ts'
import { adjustmentCases } from './cases/adjustments.ts'
import { reversalCases } from './cases/reversals.ts'
import { receiptCases } from './cases/receipts.ts'
import { budgetCases } from './cases/budgets.ts'
import { paymentCases } from './cases/payments.ts'
import { autoTopUpCases } from './cases/auto-top-ups.ts'
import { voucherCases } from './cases/vouchers.ts'
import { openThreads, overBothStores } from './cases/stores.ts'

overBothStores(
  crowdCases,
  ledgerCases,
  adjustmentCases,
  reversalCases,
  receiptCases,
  budgetCases,
  paymentCases,
  autoTopUpCases,
  voucherCases,
)

crowdCases('sqlite with threads of its own', openThreads)
