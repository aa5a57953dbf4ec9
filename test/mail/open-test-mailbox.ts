// A real SMTP server on loopback that keeps what it gets, for tests. Not part of the product.
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { SMTPServer } from 'smtp-server'

export interface TakenMail {
  readonly from: string
  readonly to: readonly string[]
  /** As it came, headers and body. */
  readonly raw: string
  /** Header lines, unfolded. */
  readonly headers: readonly string[]
  /** The body, its transfer encoding undone. */
  readonly text: string
}

export interface TestMailbox {
  readonly url: string
  readonly port: number
  readonly mails: TakenMail[]
  /** The next mail that comes, or one that has come and was not asked for yet. */
  readonly next: () => Promise<TakenMail>
}

interface Rules {
  readonly user?: string
  readonly pass?: string
  /** Recipients that are refused, with an answer that repeats the address as real servers do. */
  readonly refuses?: (address: string) => boolean
}

export async function openTestMailbox(
  t: Pick<TestContext, 'after'>,
  { user, pass, refuses = () => false }: Rules = {},
): Promise<TestMailbox> {
  const mails: TakenMail[] = []
  const waiting: (() => void)[] = []
  let asked = 0
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', ...(user === undefined ? ['AUTH'] : [])],
    allowInsecureAuth: true,
    logger: false,
    onAuth(auth, _session, done) {
      const right = auth.username === user && auth.password === pass
      done(right ? null : new Error('wrong'), right ? { user: auth.username } : undefined)
    },
    onRcptTo({ address }, _session, done) {
      done(refuses(address) ? Object.assign(new Error(`no mailbox ${address}`), { responseCode: 550 }) : null)
    },
    onData(stream, session, done) {
      const pieces: Buffer[] = []
      stream.on('data', (piece: Buffer) => pieces.push(piece))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const from = mailFrom === false ? '' : mailFrom.address
        mails.push(
          readMail(
            Buffer.concat(pieces).toString('utf8'),
            from,
            rcptTo.map(({ address }) => address),
          ),
        )
        for (const go of waiting.splice(0)) go()
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    mails,
    async next() {
      const index = asked++
      while (mails[index] === undefined) await new Promise<void>((resolve) => waiting.push(resolve))
      return mails[index]
    },
  }
}

function readMail(raw: string, from: string, to: readonly string[]): TakenMail {
  const split = raw.indexOf('\r\n\r\n')
  const headers = raw
    .slice(0, split)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
  const body = raw.slice(split + 4)
  const encoding = headers.find((line) => /^content-transfer-encoding:/i.test(line)) ?? ''
  const text = /quoted-printable/i.test(encoding)
    ? unquoted(body)
    : /base64/i.test(encoding)
      ? Buffer.from(body, 'base64').toString()
      : body
  return { from, to, raw, headers, text: text.replaceAll('\r\n', '\n') }
}

function unquoted(body: string): string {
  const bytes = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
