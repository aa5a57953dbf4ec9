// All ports of the pure floor as one object, plus opening and closing. Each storage folder implements it; nobody else does.
import type { PriceStore } from '../catalog/price-store.ts'
import type { AccessStore } from '../keys/access-store.ts'
import type { KeyStore } from '../keys/key-store.ts'
import type { LedgerStore } from '../ledger/ledger-store.ts'
import type { UsageStore } from '../ledger/usage-store.ts'

export interface Store extends LedgerStore, UsageStore, KeyStore, AccessStore, PriceStore {
  /** A consistent copy of all data into one file, while serving. Fails when the file exists. */
  backup(file: string): Promise<void>
  /** Waits for everything queued, then closes. Nothing may be called afterwards. */
  close(): Promise<void>
}
