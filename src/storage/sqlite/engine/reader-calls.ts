// The look-ups of the reader by name, all on one connection. Knows no threads.
import type { DatabaseSync } from 'node:sqlite'
import { accessReads } from '../access.ts'
import { adjustmentReads } from '../adjustments.ts'
import { budgetReads } from '../budgets.ts'
import { keyReads } from '../keys.ts'
import { auditReads } from './audit.ts'
import { ledgerReads } from '../ledger.ts'
import { paymentReads } from '../payments.ts'
import { priceReads } from '../prices.ts'
import { voucherReads } from '../vouchers.ts'
import { usageReads } from '../usage.ts'
import { usageStatisticsReads } from '../usage-statistics.ts'

export type ReaderCalls = ReturnType<typeof readerCalls>

export function readerCalls(db: DatabaseSync) {
  return {
    ...ledgerReads(db),
    ...auditReads(db),
    ...adjustmentReads(db),
    ...keyReads(db),
    ...budgetReads(db),
    ...accessReads(db),
    ...usageReads(db),
    ...usageStatisticsReads(db),
    ...priceReads(db),
    ...paymentReads(db),
    ...voucherReads(db),
  }
}
