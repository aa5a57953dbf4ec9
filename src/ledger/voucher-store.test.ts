// Why a voucher cannot be redeemed, at the edges.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { voucherRefusal } from './voucher-store.ts'

const fresh = { revoked: false, expiresAtMs: null, redemptions: 0, redemptionsMax: 2 }
const rows: readonly [string, Partial<Parameters<typeof voucherRefusal>[0]>, string | null][] = [
  ['a fresh one', {}, null],
  ['redeemed but not used up', { redemptions: 1 }, null],
  ['used up', { redemptions: 2 }, 'used_up'],
  ['used beyond its number', { redemptions: 3 }, 'used_up'],
  ['the last millisecond', { expiresAtMs: 101 }, null],
  ['at its end', { expiresAtMs: 100 }, 'expired'],
  ['after its end', { expiresAtMs: 99 }, 'expired'],
  ['revoked, whatever else', { revoked: true, expiresAtMs: 99, redemptions: 2 }, 'revoked'],
  ['expired and used up', { expiresAtMs: 99, redemptions: 2 }, 'expired'],
]
for (const [sentence, change, said] of rows) {
  test(`voucher: ${sentence}: ${said ?? 'may be redeemed'}`, () => assert.equal(voucherRefusal({ ...fresh, ...change }, 100), said))
}
