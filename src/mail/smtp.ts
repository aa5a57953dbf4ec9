// Hands mail to an SMTP server (RFC 5321), loaded only when mail is set up. Knows nobody who gets mail, and keeps none.
import { normalEmail } from '../access/user.ts'
import type { Secret } from '../base/secret.ts'

export interface SmtpSettings {
  /** `smtp://` or `smtps://`, with credentials where the server wants them. */
  readonly url: Secret<string>
  /** `Name <address>` or an address alone. */
  readonly from: string
  /** False: mail may go to another machine in the clear where that offers no STARTTLS. */
  readonly requireTls: boolean
}

export interface Mail {
  readonly to: string
  /** One line; anything that could begin another is taken out. */
  readonly subject: string
  readonly text: string
}

export interface SmtpMailer {
  /** Rejects when the mail could not be handed on; the message is ours and carries no address and no credential. */
  send(mail: Mail): Promise<void>
  /** Connects and signs in, without a mail. Rejects as `send` does. */
  check(): Promise<void>
}

/** Slow mail servers greet after some seconds on purpose; nobody waits longer than this. */
const patienceMs = 10_000
const subjectLengthMax = 200
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i

export async function openSmtp({ url, from, requireTls }: SmtpSettings): Promise<SmtpMailer> {
  const { createTransport } = await import('nodemailer')
  const sender = readSender(from)
  const { protocol, hostname, port, username, password } = new URL(url.reveal())
  const host = hostname.replace(/^\[|\]$/g, '')
  const implicit = protocol === 'smtps:'
  const transport = createTransport({
    host,
    port: port === '' ? (implicit ? 465 : 587) : Number(port),
    secure: implicit,
    requireTLS: !implicit && requireTls && leavesMachine(host),
    ...(username !== '' && { auth: { user: decoded(username), pass: decoded(password) } }),
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    // A mail of ours is text alone: nothing in it names a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send({ to, subject, text }) {
      // The library takes lists apart, whatever form they come in: one mail goes to one address.
      if (normalEmail(to) === undefined || to !== to.trim()) throw new Error('the recipient is no e-mail address')
      const message = {
        from: sender,
        to: { name: '', address: to },
        envelope: { from: sender.address, to: [to] },
        subject: oneLine(subject),
        text,
        headers: { 'auto-submitted': 'auto-generated' },
      }
      await transport.sendMail(message).catch(explain)
    },
    async check() {
      await transport.verify().catch(explain)
    },
  }
}

/** What stays on this machine needs no TLS. */
export function leavesMachine(host: string): boolean {
  return !loopback.test(host)
}

function readSender(from: string): { readonly name: string; readonly address: string } {
  const match = /^(.*?) ?<([^<>]+)>$/.exec(from)
  return match === null ? { name: '', address: from } : { name: match[1] as string, address: match[2] as string }
}

/** A percent sign that encodes nothing stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Names that people choose end up in subjects: no character of theirs may begin another header. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, subjectLengthMax)
}

const words: Readonly<Record<string, string>> = {
  EAUTH: 'the mail server refused the credentials',
  ENOAUTH: 'the mail server wants credentials',
  EDNS: "the mail server's name is unknown",
  ECONNECTION: 'the mail server closed the connection',
  ESOCKET: 'the mail server cannot be reached',
  ETIMEDOUT: 'the mail server did not answer in time',
  ETLS: 'the mail server offers no TLS that can be trusted',
  EENVELOPE: 'the mail server refused the sender or the recipient',
  EMESSAGE: 'the mail server refused the message',
}

/** Codes only: what servers say contains addresses. */
function explain(error: unknown): never {
  const { code = '', responseCode } = error as { readonly code?: string; readonly responseCode?: number }
  const what = words[code] ?? 'the mail could not be handed on'
  throw new Error(responseCode === undefined ? what : `${what} (${responseCode})`)
}
