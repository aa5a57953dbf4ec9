// The look-ups of the reader by name, all on one connection. Knows no threads.
import type { DatabaseSync } from 'node:sqlite'
import { connectionReads } from '../connections.ts'
import { adjustmentReads } from '../adjustments.ts'
import { auditLogReads } from '../audit.ts'
import { budgetReads } from '../budgets.ts'
import { keyReads } from '../keys.ts'
import { auditReads } from './audit.ts'
import { keyringReads } from '../keyring.ts'
import { receiptReads } from '../receipts.ts'
import { ledgerReads } from '../ledger.ts'
import { alertReads } from '../alerts.ts'
import { serverAlertReads } from '../server-alerts.ts'
import { autoTopUpReads } from '../auto-top-ups.ts'
import { paymentReads } from '../payments.ts'
import { managementKeyReads } from '../management-keys.ts'
import { factorReads } from '../factors.ts'
import { memberReads } from '../members.ts'
import { keptResponseReads } from '../kept-responses.ts'
import { offerReads } from '../offers.ts'
import { providerCostReads } from '../provider-costs.ts'
import { priceReads } from '../prices.ts'
import { verificationReads } from '../verifications.ts'
import { voucherReads } from '../vouchers.ts'
import { usageReads } from '../usage.ts'
import { usageStatisticsReads } from '../usage-statistics.ts'
import { userReads } from '../users.ts'

export type ReaderCalls = ReturnType<typeof readerCalls>

export function readerCalls(db: DatabaseSync) {
  return {
    ...ledgerReads(db),
    ...auditLogReads(db),
    ...auditReads(db),
    ...receiptReads(db),
    ...keyringReads(db),
    ...adjustmentReads(db),
    ...keyReads(db),
    ...budgetReads(db),
    ...managementKeyReads(db),
    ...userReads(db),
    ...memberReads(db),
    ...factorReads(db),
    ...usageReads(db),
    ...usageStatisticsReads(db),
    ...providerCostReads(db),
    ...priceReads(db),
    ...offerReads(db),
    ...connectionReads(db),
    ...verificationReads(db),
    ...keptResponseReads(db),
    ...paymentReads(db),
    ...autoTopUpReads(db),
    ...alertReads(db),
    ...serverAlertReads(db),
    ...voucherReads(db),
  }
}
