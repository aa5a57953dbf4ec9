// How messages leave: mail and signed webhooks, as ports. Knows no message.

export interface Mailer {
  /** Rejects when the mail could not be handed on; the message is ours and carries no address. */
  send(mail: { readonly to: string; readonly subject: string; readonly text: string }): Promise<void>
}

export interface WebhookAnswer {
  readonly delivered: boolean
  /** Our own words: `200`, `timeout`, `address_refused`, `redirect`, ... */
  readonly result: string
}

export interface Webhooks {
  /** One POST of a body with its signature header. Never rejects, follows no redirect. */
  post(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<WebhookAnswer>
  /** True: `http://` and private addresses are allowed by the operator. */
  readonly allowPrivate: boolean
}

export interface Outbox {
  /** Null: this server sends no mail. */
  readonly mailer: Mailer | null
  readonly webhooks: Webhooks
}

/** Nothing leaves. */
export const noOutbox: Outbox = { mailer: null, webhooks: { allowPrivate: false, post: async () => ({ delivered: false, result: 'off' }) } }
