// Builds what messages leave by, as the configuration says: mail by SMTP and webhooks. Decides nothing else.
import { Secret } from './base/secret.ts'
import type { Config } from './config.ts'
import type { Mailer, Outbox } from './control/outbox.ts'
import type { Log } from './gateway/deps.ts'
import { openSmtp, type SmtpMailer } from './mail/smtp.ts'
import { sendWebhook } from './upstream/send-webhook.ts'

/** A receiver that needs longer is better asked again. */
const webhookTimeoutMs = 10_000

export async function openConfiguredOutbox(
  { values }: Config,
  { log, version }: { readonly log: Log; readonly version: string },
): Promise<Outbox> {
  const allowPrivate = values.privateWebhooks === 'allow'
  const settings = { timeoutMs: webhookTimeoutMs, allowPrivate, version }
  const missing = missingForMail(values)
  if (missing !== null) log.error({ missing }, 'mail needs NEXOROUTER_SMTP_URL and NEXOROUTER_MAIL_FROM together: none is sent')
  const webhooks = {
    allowPrivate,
    post: (url: string, body: string, headers: Readonly<Record<string, string>>) => sendWebhook(url, body, headers, settings),
  }
  const mailer = await openConfiguredMailer(values)
  return { mailer: mailer === null ? null : { send: (mail) => mailer.send(mail).catch(reporting(log)) }, webhooks }
}

/** Whoever asked for a mail may not be told that it failed; the operator is, without an address. */
function reporting(log: Log): (error: unknown) => never {
  return (error) => {
    log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'a mail was not handed on')
    throw error
  }
}

/** Null: none is to be sent. */
export async function openConfiguredMailer(values: Config['values']): Promise<(Mailer & SmtpMailer) | null> {
  const { smtpUrl, mailFrom, mailTls } = values
  if (smtpUrl === '' || mailFrom === '') return null
  return openSmtp({ url: new Secret(smtpUrl), from: mailFrom, requireTls: mailTls === 'require' })
}

/** One of the two alone is a mistake that would only show with the first mail: the name of the other; null when all is well. */
export function missingForMail({ smtpUrl, mailFrom }: Config['values']): string | null {
  if ((smtpUrl === '') === (mailFrom === '')) return null
  return smtpUrl === '' ? 'NEXOROUTER_SMTP_URL' : 'NEXOROUTER_MAIL_FROM'
}
