// The memory store: the reference model of the ports, for tests and for trying things out. Forgets all when the process ends.
import type { Store } from '../store.ts'
import { memoryAccess } from './access.ts'
import { memoryKeys } from './keys.ts'
import { memoryLedger } from './ledger.ts'
import { memoryPrices } from './prices.ts'
import { memoryUsage } from './usage.ts'

/** A new, empty store. `backup` throws: there is nothing that lasts. */
export function openMemoryStore(): Store {
  const usage = memoryUsage()
  const keys = memoryKeys((id) => ledger.rows.accounts.has(id))
  const ledger = memoryLedger(keys.rows, usage.rows)
  const { rows: _keyRows, ...keyPort } = keys
  const { rows: _usageRows, ...usagePort } = usage
  const { rows: _ledgerRows, ...ledgerPort } = ledger
  return {
    ...ledgerPort,
    ...keyPort,
    ...usagePort,
    ...memoryAccess(),
    ...memoryPrices(),
    async backup() {
      throw new Error('the memory store keeps nothing that could be backed up: use the SQLite store')
    },
    async close() {},
  }
}
