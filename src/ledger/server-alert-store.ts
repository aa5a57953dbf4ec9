// PORT: what the operator of the server has to know or do, at rest until he says that it is done. Knows no driver and no sockets.

/** A closed list: each has a sentence of what to do in the dashboard and in docs/guide/operating.md. */
export const serverAlertKinds = [
  'offer_set_aside',
  'books_wrong',
  'payment_mismatch',
  'refund_loss',
  'delivery_failed',
  'auto_top_up_failed',
] as const
export type ServerAlertKind = (typeof serverAlertKinds)[number]

export interface RaisedServerAlert {
  readonly kind: ServerAlertKind
  /** What it is about: an offer, an order, an account. While it is open, the same kind and subject is the same alert once more. */
  readonly subject: string
  /** Our own words, one sentence. */
  readonly says: string
  /** Milliseconds since 1970. */
  readonly atMs: number
}

export interface ServerAlert {
  /** `sal_` + UUIDv7 without dashes. */
  readonly id: string
  readonly kind: ServerAlertKind
  readonly subject: string
  readonly says: string
  readonly firstMs: number
  readonly lastMs: number
  /** How often it was raised. */
  readonly count: number
  /** When somebody said that it is done; null while it is open. */
  readonly doneMs: number | null
}

export interface ServerAlertStore {
  /** `id` is for a new one; an open one of the same kind and subject keeps its own. */
  raiseServerAlert(raised: RaisedServerAlert, id: string): Promise<void>
  /** Open ones first, then newest first. */
  listServerAlerts(limit: number): Promise<readonly ServerAlert[]>
  /** False when there is no such open alert. */
  closeServerAlert(id: string, atMs: number): Promise<boolean>
}

/** The last ones that are done; older ones go when a new one comes. Open ones stay, as there are at most as many as things to go wrong. */
export const doneServerAlertsKept = 500
