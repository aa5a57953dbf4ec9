// PORT: what a receipt needs of the books, and the keys that sign receipts. A private key comes sealed; knows no driver.
import type { AccountId, RequestId } from '../contract/ids.ts'
import type { Anchor } from './chain.ts'

export interface ReceiptKey {
  readonly id: string
  readonly publicKey: string
  readonly sealedPrivate: Uint8Array
  readonly createdAtMs: number
}

export interface ReceiptStore {
  /** The place of a request's charge in the chain; undefined for a request of another account, and for one that was not charged. */
  findCharge(account: AccountId, request: RequestId): Promise<Anchor | undefined>
  addReceiptKey(key: ReceiptKey): Promise<void>
  /** Oldest first. */
  listReceiptKeys(): Promise<readonly ReceiptKey[]>
}
