// PORT: alerts of an account and the messages that they send. Knows no driver, no mail and no sockets.
import type { AccountId, KeyId } from '../contract/ids.ts'
import type { Nano } from '../contract/money.ts'
import type { Page } from '../contract/page.ts'

/** `balance`: below an amount. `budget`: a share of a key's budget is spent. */
export type AlertCondition =
  | { readonly kind: 'balance'; readonly belowNano: Nano }
  | { readonly kind: 'budget'; readonly keyId: KeyId; readonly percent: number }

export interface Alert {
  /** `alr_` + UUIDv7 without dashes. */
  readonly id: string
  readonly accountId: AccountId
  readonly condition: AlertCondition
  /** Where it is told; at least one of them. */
  readonly email: string | null
  readonly webhookUrl: string | null
  readonly createdAtMs: number
  /** When the line was crossed; null while it is armed. */
  readonly firedAtMs: number | null
}

export type NewAlert = Omit<Alert, 'firedAtMs'>

/** One message on one way, with its tries. */
export interface Delivery {
  /** `dlv_` + UUIDv7 without dashes; receivers tell repeated tries by it. */
  readonly id: string
  readonly alertId: string
  readonly accountId: AccountId
  readonly channel: 'email' | 'webhook'
  readonly target: string
  /** JSON. */
  readonly body: string
  readonly createdAtMs: number
  readonly state: 'waiting' | 'delivered' | 'failed'
  readonly attempts: number
  /** When it is tried next; of a message that is not waiting: when it was tried last. */
  readonly nextAtMs: number
  /** Our own words for how the last try ended; null before the first. */
  readonly lastResult: string | null
}

export type DeliveryTry = Pick<Delivery, 'id' | 'state' | 'attempts' | 'nextAtMs' | 'lastResult'>

export interface AlertStore {
  /** False when the account has `max` alerts already. */
  createAlert(alert: NewAlert, max: number): Promise<boolean>
  /** Oldest first. */
  listAlerts(account: AccountId): Promise<readonly Alert[]>
  /** Of every account. */
  allAlerts(): Promise<readonly Alert[]>
  /** False when the account has no such alert. What waits to be sent is dropped with it. */
  deleteAlert(account: AccountId, id: string): Promise<boolean>
  /** Fires an armed alert together with its messages; false, and nothing is written, when it has fired or is gone. */
  fireAlert(id: string, atMs: number, deliveries: readonly Delivery[]): Promise<boolean>
  rearmAlert(id: string): Promise<void>
  /** Messages outside of a crossing: a test. */
  addDeliveries(deliveries: readonly Delivery[]): Promise<void>
  /** Waiting ones whose time has come, oldest first. */
  dueDeliveries(nowMs: number, limit: number): Promise<readonly Delivery[]>
  endTry(ended: DeliveryTry): Promise<void>
  /** Newest first; a page begins behind a message's ID. */
  listDeliveries(account: AccountId, alertId: string, page: Page): Promise<readonly Delivery[]>
}
