// Signing keys and places of charges in memory. Nothing is chained here, so a place has the hash of nothing. Forgets all when the process ends.
import { chainStart } from '../../ledger/chain.ts'
import { customer } from '../../ledger/parties.ts'
import type { ReceiptKey, ReceiptStore } from '../../ledger/receipt-store.ts'
import type { LedgerRows } from './ledger.ts'

export function memoryReceipts({ entries }: LedgerRows, keys: ReceiptKey[]): ReceiptStore {
  return {
    async findCharge(account, request) {
      const own = customer(account)
      const entry = entries.find((one) => one.kind === 'charge' && one.reference === request && one.fromAccount === own)
      return entry === undefined ? undefined : { sequence: entry.sequence, hash: chainStart.hash }
    },
    async addReceiptKey(key) {
      if (keys.some((one) => one.id === key.id)) throw new Error(`the signing key ${key.id} exists already`)
      keys.push(key)
    },
    listReceiptKeys: async () => [...keys],
  }
}
