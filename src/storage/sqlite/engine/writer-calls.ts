// The rare commands of the writer by name, all on one connection. Knows no queue and no threads.
import type { DatabaseSync } from 'node:sqlite'
import { connectionWrites } from '../connections.ts'
import { adjustmentWrites } from '../adjustments.ts'
import { budgetWrites } from '../budgets.ts'
import type { AuditNote } from '../../../access/audit.ts'
import { auditLogWrites } from '../audit.ts'
import type { IdempotencyWrites } from '../idempotency.ts'
import { keyWrites } from '../keys.ts'
import { ledgerCalls, type LedgerWrites } from '../ledger.ts'
import { alertWrites } from '../alerts.ts'
import { serverAlertWrites } from '../server-alerts.ts'
import { autoTopUpWrites } from '../auto-top-ups.ts'
import { paymentWrites } from '../payments.ts'
import { keyringWrites } from '../keyring.ts'
import { receiptWrites } from '../receipts.ts'
import { reversalWrites } from '../reversals.ts'
import { managementKeyWrites } from '../management-keys.ts'
import { challengeWrites } from '../challenges.ts'
import { factorWrites } from '../factors.ts'
import { memberWrites } from '../members.ts'
import { keptResponseWrites } from '../kept-responses.ts'
import { offerWrites } from '../offers.ts'
import { priceWrites } from '../prices.ts'
import { verificationWrites } from '../verifications.ts'
import { userWrites } from '../users.ts'
import { voucherWrites } from '../vouchers.ts'
import type { Founding } from '../../store.ts'
import type { Books } from './books.ts'
import { durabilityOf } from './connection.ts'

/** What a write takes along into its transaction. */
export type AuditedWrite = Pick<AuditNote, 'draft' | 'done'>

export type WriterCalls = ReturnType<typeof writerCalls> & IdempotencyWrites

/** The steps of every request that rare commands share. */
export type SharedSteps = Pick<LedgerWrites, 'settle' | 'corrections'> & Pick<IdempotencyWrites, 'markDone'>

export function writerCalls(db: DatabaseSync, books: Books, { settle, corrections, markDone }: SharedSteps) {
  const ledger = ledgerCalls(db, books, settle)
  const payments = paymentWrites(db, books)
  const keys = keyWrites(db)
  const { appendAudit, rowsChanged } = auditLogWrites(db)
  const managementKeys = managementKeyWrites(db)
  const users = userWrites(db)
  const factors = factorWrites(db, users)
  const members = memberWrites(db, { ...users, ...factors }, ledger.createAccount)
  const calls = {
    ...ledger,
    ...adjustmentWrites(db, books, corrections),
    ...reversalWrites(db, books, corrections),
    ...receiptWrites(db),
    ...keyringWrites(db),
    ...keys,
    ...budgetWrites(db),
    ...managementKeys,
    ...users,
    ...members,
    ...challengeWrites(db),
    ...factors,
    ...priceWrites(db),
    ...offerWrites(db),
    ...keptResponseWrites(db),
    ...payments,
    ...autoTopUpWrites(db, payments.createOrder),
    ...connectionWrites(db),
    ...verificationWrites(db),
    ...alertWrites(db),
    ...serverAlertWrites(db),
    ...voucherWrites(db, ledger.credit),
    /** One command, so one transaction. */
    foundAccount(founding: Founding): void {
      ledger.createAccount(founding.account)
      ledger.credit(founding.credit)
      keys.createKey(founding.key, founding.keyHash, founding.sealedSecret)
      managementKeys.createManagementKey(founding.managementKey, founding.managementKeyHash)
      members.createSetupLink(founding.setupLink, founding.setupLinkHash)
    },
    durability: () => durabilityOf(db),
    /** Changes nothing: its answer says that what was asked before is done. */
    caughtUp(): void {},
    appendAudit,
  }
  return {
    ...calls,
    /** A command and its entry of the audit log in one transaction; no entry when it changed nothing. */
    audited(
      { draft, done }: AuditedWrite,
      name: keyof typeof calls,
      args: readonly unknown[],
    ): { readonly value: unknown; readonly written: boolean } {
      const before = rowsChanged()
      const value = (calls[name] as (...args: readonly unknown[]) => unknown)(...args)
      // Movements of money wait in the books until they are flushed.
      books.flush()
      const written = rowsChanged() > before
      if (written) appendAudit(draft)
      if (written && done !== undefined) markDone(done)
      return { value, written }
    },
  }
}
