// The memory store: the reference model of the ports, for tests and for trying things out. Forgets all when the process ends.
import type { Store } from '../store.ts'
import { memoryAccess } from './access.ts'
import { memoryAdjustments } from './adjustments.ts'
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
  const access = memoryAccess()
  return {
    ...ledgerPort,
    ...keyPort,
    ...usagePort,
    ...access,
    ...memoryAdjustments(keys.rows, ledger.rows),
    ...memoryPrices(),
    async foundAccount(founding) {
      if ((await access.findManagementKeyByHash(founding.managementKeyHash)) !== undefined)
        throw new Error('that management key exists already')
      await ledgerPort.createAccount(founding.account)
      await ledgerPort.credit(founding.credit)
      await keyPort.createKey(founding.key, founding.keyHash, founding.sealedSecret)
      await access.createManagementKey(founding.managementKey, founding.managementKeyHash)
      await access.createSetupLink(founding.setupLink, founding.setupLinkHash)
    },
    async backup() {
      throw new Error('the memory store keeps nothing that could be backed up: use the SQLite store')
    },
    async close() {},
  }
}
