// The shape of alerts of the server in the control API. Knows no storage.

export interface ServerAlertJson {
  readonly id: string
  readonly kind: 'offer_set_aside' | 'books_wrong' | 'payment_mismatch' | 'refund_loss' | 'delivery_failed' | 'auto_top_up_failed'
  /** What it is about: an offer, an order, an account. */
  readonly subject: string
  readonly says: string
  readonly first_at: string
  readonly last_at: string
  readonly count: number
  /** Null while it is open. */
  readonly done_at: string | null
}
