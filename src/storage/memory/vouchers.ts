// Vouchers in memory: the reference model. Forgets all when the process ends.
import { assert } from '../../base/assert.ts'
import type { LedgerStore } from '../../ledger/ledger-store.ts'
import { type Voucher, voucherRefusal, type VoucherStore } from '../../ledger/voucher-store.ts'

export function memoryVouchers(ledger: Pick<LedgerStore, 'credit' | 'listEntries'>): VoucherStore {
  const byId = new Map<string, Voucher>()
  const idOf = new Map<string, string>()
  return {
    async createVouchers(vouchers) {
      for (const { id, codeHash } of vouchers) assert(!byId.has(id) && !idOf.has(codeHash), 'a voucher has an ID and a code of its own')
      for (const { codeHash, ...voucher } of vouchers) {
        byId.set(voucher.id, { ...voucher, redemptions: 0, revoked: false })
        idOf.set(codeHash, voucher.id)
      }
    },
    async listVouchers({ limit, after }) {
      const older = [...byId.values()].filter(({ id }) => after === null || id < after)
      return older.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit)
    },
    async revokeVoucher(id) {
      const voucher = byId.get(id)
      if (voucher !== undefined) byId.set(id, { ...voucher, revoked: true })
      return voucher !== undefined
    },
    async redeemVoucher({ codeHash, accountId, atMs, actor }) {
      const voucher = byId.get(idOf.get(codeHash) ?? '')
      if (voucher === undefined) return { ok: false, reason: 'unknown' }
      const refused = voucherRefusal(voucher, atMs)
      const entries = await ledger.listEntries(accountId, Number.MAX_SAFE_INTEGER)
      const already = entries.some((entry) => entry.kind === 'voucher' && entry.reference === voucher.id)
      if (refused !== null) return { ok: false, reason: refused === 'used_up' && already ? 'already_redeemed' : refused }
      const { id, amountNano, note } = voucher
      const { result, balanceNano } = await ledger.credit({ accountId, kind: 'voucher', reference: id, amountNano, note, actor, atMs })
      if (result === 'duplicate' || result === 'conflict') return { ok: false, reason: 'already_redeemed' }
      if (result !== 'credited') return { ok: false, reason: result === 'too_large' ? 'too_large' : 'unknown' }
      byId.set(id, { ...voucher, redemptions: voucher.redemptions + 1 })
      return { ok: true, voucherId: id, amountNano, balanceNano }
    },
  }
}
