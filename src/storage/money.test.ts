// Both stores pass the case lists of money: ledger, budgets, corrections, payments.
import { ledgerCases } from './cases/ledger.ts'
import { adjustmentCases } from './cases/adjustments.ts'
import { reversalCases } from './cases/reversals.ts'
import { receiptCases } from './cases/receipts.ts'
import { budgetCases } from './cases/budgets.ts'
import { paymentCases } from './cases/payments.ts'
import { autoTopUpCases } from './cases/auto-top-ups.ts'
import { voucherCases } from './cases/vouchers.ts'
import { overBothStores } from './cases/stores.ts'

overBothStores(ledgerCases, adjustmentCases, reversalCases, receiptCases, budgetCases, paymentCases, autoTopUpCases, voucherCases)
