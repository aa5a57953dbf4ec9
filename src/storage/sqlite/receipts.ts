// Signing keys and places of charges in SQLite. Knows no receipt and cannot open what is sealed.
import type { DatabaseSync } from 'node:sqlite'
import type { AccountId, RequestId } from '../../contract/ids.ts'
import type { Anchor } from '../../ledger/chain.ts'
import type { ReceiptKey } from '../../ledger/receipt-store.ts'
import { anchorOf } from './engine/chain.ts'

export function receiptWrites(db: DatabaseSync) {
  const insert = db.prepare('INSERT INTO receipt_keys (id, public_key, sealed_private, created_at_ms) VALUES (?, ?, ?, ?)')
  return {
    addReceiptKey({ id, publicKey, sealedPrivate, createdAtMs }: ReceiptKey): void {
      insert.run(id, publicKey, sealedPrivate, createdAtMs)
    },
  }
}

export function receiptReads(db: DatabaseSync) {
  const keys = db.prepare('SELECT id, public_key, sealed_private, created_at_ms FROM receipt_keys ORDER BY created_at_ms, rowid')
  const charge = db.prepare(
    `SELECT e.sequence, e.hash FROM entries e JOIN accounts a ON a.no = e.from_no WHERE e.kind = 'charge' AND e.reference = ? AND a.id = ?`,
  )
  return {
    findCharge(account: AccountId, request: RequestId): Anchor | undefined {
      const row = charge.get(request, account)
      return row === undefined ? undefined : anchorOf(row)
    },
    listReceiptKeys: (): readonly ReceiptKey[] =>
      keys.all().map((row) => ({
        id: row['id'] as string,
        publicKey: row['public_key'] as string,
        sealedPrivate: row['sealed_private'] as Uint8Array,
        createdAtMs: Number(row['created_at_ms']),
      })),
  }
}
