// Charges taken back in SQLite, on top of corrections. Knows no reason for them and no threads.
import type { DatabaseSync } from 'node:sqlite'
import type { KeyId } from '../../contract/ids.ts'
import type { Nano } from '../../contract/money.ts'
import type { Reversal, ReversalResult } from '../../ledger/reversal-store.ts'
import { adjustmentReads, adjustmentWrites } from './adjustments.ts'
import type { Corrections } from './corrections.ts'
import type { Books } from './engine/books.ts'

export function reversalWrites(db: DatabaseSync, books: Books, corrections: Corrections) {
  const charged = db.prepare(
    `SELECT e.amount_nano, k.id AS key_id FROM entries e JOIN accounts a ON a.no = e.from_no JOIN keys k ON k.no = e.key_no
     WHERE e.kind = 'charge' AND e.reference = ? AND a.id = ?`,
    { readBigInts: true },
  )
  const { adjust } = adjustmentWrites(db, books, corrections)
  const { adjustmentsOf } = adjustmentReads(db)
  return {
    reverse({ accountId, requestId, reason, actor, atMs }: Reversal): ReversalResult {
      const charge = charged.get(requestId, accountId)
      if (charge === undefined) return 'nothing_charged'
      const costNano = charge['amount_nano'] as Nano
      const leftNano = costNano - (adjustmentsOf([requestId]).get(requestId)?.returnedNano ?? 0n)
      // A charge that was raised afterwards is not part of what the record says.
      const amountNano = leftNano < costNano ? leftNano : costNano
      if (amountNano <= 0n) return 'nothing_charged'
      const whose = { accountId, keyId: charge['key_id'] as KeyId }
      const moved = adjust({ ...whose, kind: 'reversal', reference: requestId, amountNano, whenShort: 'refuse', note: reason, actor, atMs })
      if (!moved.ok) return moved.reason === 'duplicate' ? 'duplicate' : 'too_large'
      return 'reversed'
    },
  }
}
