// The rare commands of the writer by name, all on one connection. Knows no queue and no threads.
import type { DatabaseSync } from 'node:sqlite'
import { accessWrites } from '../access.ts'
import { keyWrites } from '../keys.ts'
import { ledgerCalls, type LedgerWrites } from '../ledger.ts'
import { priceWrites } from '../prices.ts'
import { durabilityOf } from './connection.ts'

export type WriterCalls = ReturnType<typeof writerCalls>

export function writerCalls(db: DatabaseSync, settle: LedgerWrites['settle']) {
  return {
    ...ledgerCalls(db, settle),
    ...keyWrites(db),
    ...accessWrites(db),
    ...priceWrites(db),
    durability: () => durabilityOf(db),
  }
}
