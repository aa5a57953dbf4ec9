// PORT: reading usage records. Every look-up is by account; knows no driver.
import type { AccountId, RequestId } from '../contract/ids.ts'
import type { Nano } from '../contract/money.ts'
import type { StatusClass } from '../contract/problems.ts'
import type { UsageRecord } from '../contract/usage.ts'

export interface UsageFilter {
  readonly requestId?: string
  readonly model?: string
  readonly keyId?: string
  /** Of the keys that belong to this member now. */
  readonly memberId?: string
  readonly provider?: string
  /** Any of these classes. */
  readonly statuses?: readonly StatusClass[]
  readonly errorCode?: string
  readonly stream?: boolean
  /** The request's own `user` field. */
  readonly user?: string
  /** Inclusive, both. */
  readonly costNanoMin?: Nano
  readonly costNanoMax?: Nano
  /** Milliseconds since 1970, inclusive. */
  readonly fromMs?: number
  /** Milliseconds since 1970, exclusive. */
  readonly untilMs?: number
}

export interface UsagePage {
  readonly records: readonly UsageRecord[]
  /** Give it back to read on; null at the end. Opaque. */
  readonly next: string | null
}

export interface UsageStore {
  /** Newest first, keyset paginated; `limit` 1..1000. An `after` that is not one of ours gives an empty last page. */
  listUsage(account: AccountId, filter: UsageFilter, limit: number, after?: string): Promise<UsagePage>
  getUsage(account: AccountId, id: RequestId): Promise<UsageRecord | undefined>
}
