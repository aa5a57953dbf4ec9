// Charges taken back in memory: the reference model. Forgets all when the process ends.
import type { AdjustmentStore } from '../../ledger/adjustment-store.ts'
import { customer } from '../../ledger/parties.ts'
import type { ReversalStore } from '../../ledger/reversal-store.ts'
import type { LedgerRows } from './ledger.ts'
import type { UsageRows } from './usage.ts'

export function memoryReversals(ledger: LedgerRows, usage: UsageRows, { adjust, adjustmentsOf }: AdjustmentStore): ReversalStore {
  return {
    async reverse({ accountId, requestId, reason, actor, atMs }) {
      const own = customer(accountId)
      const charge = ledger.entries.find((one) => one.kind === 'charge' && one.reference === requestId && one.fromAccount === own)
      const record = usage.get(requestId)
      if (charge === undefined || record === undefined) return 'nothing_charged'
      const leftNano = record.costNano - ((await adjustmentsOf([requestId])).get(requestId)?.returnedNano ?? 0n)
      const amountNano = leftNano < record.costNano ? leftNano : record.costNano
      if (amountNano <= 0n) return 'nothing_charged'
      const whose = { accountId, keyId: record.keyId }
      const moved = await adjust({
        ...whose,
        kind: 'reversal',
        reference: requestId,
        amountNano,
        whenShort: 'refuse',
        note: reason,
        actor,
        atMs,
      })
      if (!moved.ok) return moved.reason === 'duplicate' ? 'duplicate' : 'too_large'
      return 'reversed'
    },
  }
}
