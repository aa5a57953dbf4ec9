// The rare commands of the writer by name, all on one connection. Knows no queue and no threads.
import type { DatabaseSync } from 'node:sqlite'
import { accessWrites } from '../access.ts'
import { adjustmentWrites } from '../adjustments.ts'
import { budgetWrites } from '../budgets.ts'
import { keyWrites } from '../keys.ts'
import { ledgerCalls, type LedgerWrites } from '../ledger.ts'
import { paymentWrites } from '../payments.ts'
import { reversalWrites } from '../reversals.ts'
import { priceWrites } from '../prices.ts'
import { voucherWrites } from '../vouchers.ts'
import type { Founding } from '../../store.ts'
import type { Books } from './books.ts'
import { durabilityOf } from './connection.ts'

export type WriterCalls = ReturnType<typeof writerCalls>

export function writerCalls(db: DatabaseSync, books: Books, settle: LedgerWrites['settle']) {
  const ledger = ledgerCalls(db, books, settle)
  const keys = keyWrites(db)
  const access = accessWrites(db)
  return {
    ...ledger,
    ...adjustmentWrites(db, books),
    ...reversalWrites(db, books),
    ...keys,
    ...access,
    ...budgetWrites(db),
    ...priceWrites(db),
    ...paymentWrites(db, books),
    ...voucherWrites(db, ledger.credit),
    /** One command, so one transaction. */
    foundAccount(founding: Founding): void {
      ledger.createAccount(founding.account)
      ledger.credit(founding.credit)
      keys.createKey(founding.key, founding.keyHash, founding.sealedSecret)
      access.createManagementKey(founding.managementKey, founding.managementKeyHash)
      access.createSetupLink(founding.setupLink, founding.setupLinkHash)
    },
    durability: () => durabilityOf(db),
  }
}
