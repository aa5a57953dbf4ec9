// Vouchers in SQLite: a redemption is a credit whose reference is the voucher. Knows no codes and no threads.
import type { DatabaseSync } from 'node:sqlite'
import type { Nano } from '../../contract/money.ts'
import type { Page } from '../../contract/page.ts'
import type { Credit, CreditResult } from '../../ledger/ledger-store.ts'
import { type NewVoucher, type Redemption, type RedemptionVerdict, type Voucher, voucherRefusal } from '../../ledger/voucher-store.ts'
import { lastId } from './engine/last-id.ts'

type MakeCredit = (credit: Credit) => { readonly result: CreditResult; readonly balanceNano: Nano }

export function voucherWrites(db: DatabaseSync, credit: MakeCredit) {
  const insert = db.prepare(`INSERT INTO vouchers VALUES (${'?, '.repeat(9)}?)`)
  const revoke = db.prepare('UPDATE vouchers SET revoked = 1 WHERE id = ?')
  const byHash = db.prepare('SELECT * FROM vouchers WHERE code_hash = ?', { readBigInts: true })
  const use = db.prepare('UPDATE vouchers SET redemptions = redemptions + 1 WHERE id = ?')
  return {
    createVouchers(vouchers: readonly NewVoucher[]): void {
      for (const { id, codeHash, lastFour, amountNano, expiresAtMs, redemptionsMax, note, createdAtMs } of vouchers)
        insert.run(id, codeHash, lastFour, amountNano, expiresAtMs, redemptionsMax, 0, 0, note, createdAtMs)
    },
    revokeVoucher: (id: string): boolean => revoke.run(id).changes > 0,
    redeemVoucher({ codeHash, accountId, atMs, actor }: Redemption): RedemptionVerdict {
      const row = byHash.get(codeHash)
      if (row === undefined) return { ok: false, reason: 'unknown' }
      const voucher = voucherOf(row)
      const refused = voucherRefusal(voucher, atMs)
      const { id, amountNano, note } = voucher
      // Whoever has redeemed it is told so, even when it is used up by then.
      if (refused === 'used_up' && redeemedBy(db, id, accountId)) return { ok: false, reason: 'already_redeemed' }
      if (refused !== null) return { ok: false, reason: refused }
      const { result, balanceNano } = credit({ accountId, kind: 'voucher', reference: id, amountNano, note, actor, atMs })
      if (result === 'duplicate' || result === 'conflict') return { ok: false, reason: 'already_redeemed' }
      if (result !== 'credited') return { ok: false, reason: result === 'too_large' ? 'too_large' : 'unknown' }
      use.run(id)
      return { ok: true, voucherId: id, amountNano, balanceNano }
    },
  }
}

function redeemedBy(db: DatabaseSync, voucherId: string, accountId: string): boolean {
  const entry = db.prepare(
    "SELECT 1 FROM entries WHERE kind = 'voucher' AND reference = ? AND to_no = (SELECT no FROM accounts WHERE id = ?)",
  )
  return entry.get(voucherId, accountId) !== undefined
}

export function voucherReads(db: DatabaseSync) {
  const list = db.prepare('SELECT * FROM vouchers WHERE id < ? ORDER BY id DESC LIMIT ?', { readBigInts: true })
  return {
    listVouchers: ({ limit, after }: Page): readonly Voucher[] => list.all(after ?? lastId, limit).map(voucherOf),
  }
}

function voucherOf(row: Record<string, unknown>): Voucher {
  return {
    id: row['id'] as string,
    lastFour: row['last_four'] as string,
    amountNano: row['amount_nano'] as Nano,
    expiresAtMs: row['expires_at_ms'] === null ? null : Number(row['expires_at_ms']),
    redemptionsMax: Number(row['redemptions_max']),
    redemptions: Number(row['redemptions']),
    revoked: row['revoked'] === 1n,
    note: row['note'] as string,
    createdAtMs: Number(row['created_at_ms']),
  }
}
