// PORT: vouchers at rest. A code is kept as a keyed hash only; redeeming is one transaction with the credit. Knows no driver.
import type { AccountId } from '../contract/ids.ts'
import type { Nano } from '../contract/money.ts'
import type { Page } from '../contract/page.ts'

export interface Voucher {
  /** `vch_` + UUIDv7 without dashes. Never the code. */
  readonly id: string
  /** The last four characters of the code, for recognition. */
  readonly lastFour: string
  readonly amountNano: Nano
  /** Milliseconds since 1970; null: never. */
  readonly expiresAtMs: number | null
  /** How many accounts may redeem it; each of them once. */
  readonly redemptionsMax: number
  readonly redemptions: number
  readonly revoked: boolean
  readonly note: string
  readonly createdAtMs: number
}

export type NewVoucher = Omit<Voucher, 'redemptions' | 'revoked'> & { readonly codeHash: string }

export interface Redemption {
  readonly codeHash: string
  readonly accountId: AccountId
  readonly atMs: number
  readonly actor: string
}

export type RedemptionRefusal = 'unknown' | 'revoked' | 'expired' | 'used_up' | 'already_redeemed' | 'too_large'

export type RedemptionVerdict =
  | { readonly ok: true; readonly voucherId: string; readonly amountNano: Nano; readonly balanceNano: Nano }
  | { readonly ok: false; readonly reason: RedemptionRefusal }

export interface VoucherStore {
  /** All of them, or none. */
  createVouchers(vouchers: readonly NewVoucher[]): Promise<void>
  /** Newest first; a page begins behind a voucher's ID. */
  listVouchers(page: Page): Promise<readonly Voucher[]>
  /** False when there is no such voucher. What was redeemed stays. */
  revokeVoucher(id: string): Promise<boolean>
  redeemVoucher(redemption: Redemption): Promise<RedemptionVerdict>
}

/** Why a voucher cannot be redeemed now; null when it can. Pure. */
export function voucherRefusal(
  voucher: Pick<Voucher, 'revoked' | 'expiresAtMs' | 'redemptions' | 'redemptionsMax'>,
  nowMs: number,
): Exclude<RedemptionRefusal, 'unknown' | 'already_redeemed' | 'too_large'> | null {
  if (voucher.revoked) return 'revoked'
  if (voucher.expiresAtMs !== null && voucher.expiresAtMs <= nowMs) return 'expired'
  return voucher.redemptions >= voucher.redemptionsMax ? 'used_up' : null
}
