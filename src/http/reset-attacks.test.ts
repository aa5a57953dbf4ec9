// W3: what somebody who only knows an address tries with forgotten passwords: guessing, flooding, using codes up, finding out who is here. Over real
// sockets, with mail through a real SMTP server; a proxy in front says where each request comes from.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTestMailbox, type TestMailbox } from '../../test/mail/open-test-mailbox.ts'
import { ownerEmail, ownerPassword } from '../../test/control/open-test-control.ts'
import { Secret } from '../base/secret.ts'
import { noOutbox } from '../control/outbox.ts'
import { openSmtp } from '../mail/smtp.ts'
import { type Answered, type ControlServer, openControlServer } from '../../test/control/open-control-server.ts'

const next = 'four random words here'
const own = '203.0.113.1'
const closing: (() => unknown)[] = []
let mailbox: TestMailbox
let house: ControlServer
let owner = ''

before(async () => {
  mailbox = await openTestMailbox({ after: (close) => void closing.push(close as () => unknown) })
  const mailer = await openSmtp({ url: new Secret(mailbox.url), from: 'router@example.com', requireTls: false })
  house = await openControlServer('http://localhost:3001', { outbox: { ...noOutbox, mailer } })
  owner = (await house.deps.store.findUserByEmail(ownerEmail))?.id ?? ''
})
after(async () => {
  await house?.[Symbol.asyncDispose]()
  for (const close of closing) await close()
})

/** The limits of a day are over, and nothing of what was asked for is left. */
const tomorrow = (): void => house.clock.advance(86_400_000)
/** In this browser: the cookie that it got. */
const start = (email: string, at = own): Promise<Answered> => house.pageAt(at, '/password-resets', { email })
const end = (cookie: string, code: string, at = own, password = next): Promise<Answered> =>
  house.pageAt(at, '/password-resets/complete', { code, password }, cookie)
const mailed = async (): Promise<string> => /code: (\d{6})/.exec((await mailbox.next()).text)?.[1] ?? 'none'
const wrong = (code: string, by: number): string => String((Number(code) + by) % 1_000_000).padStart(6, '0')
const place = (index: number): string => `198.51.${index >> 8}.${index & 255}`

test('W3: five guesses end a code, sent at once on sockets and from places of their own; right after them is too late', async () => {
  tomorrow()
  const { cookie } = await start(ownerEmail)
  const code = await mailed()
  const guesses = Array.from({ length: 20 }, (_, index) => end(cookie, wrong(code, index + 1), place(index)))
  assert.deepEqual([...new Set((await Promise.all(guesses)).map(({ code: said }) => said))], ['sign_in_failed'])
  assert.equal((await end(cookie, code, place(99))).code, 'sign_in_failed')
  assert.equal((await house.signIn()).status, 201, 'the password is what it was')
})

test('W3: from one place, or one IPv6 network, twenty wrong codes a minute are looked at, whatever the browsers', async () => {
  tomorrow()
  for (const at of [() => own, (index: number) => `2001:db8:1:2::${index + 1}`]) {
    const codes: string[] = []
    for (let index = 0; index < 24; index += 1)
      codes.push((await end(`nexorouter-reset=nxr-flow-${'a'.repeat(43)}`, '000000', at(index))).code)
    assert.deepEqual([codes.indexOf('rate_limit_exceeded'), codes.at(-1)], [20, 'rate_limit_exceeded'])
  }
})

test('W3: a flood of requests for one person sends ten mails a day, uses up nothing of its owner, and holds no request back', async () => {
  tomorrow()
  assert.equal((await house.pageAt(own, '/sign-in', { email: ownerEmail, password: ownerPassword })).status, 201)
  const mine = await start(ownerEmail)
  const code = await mailed()
  const before = mailbox.mails.length
  for (let index = 0; index < 40; index += 1) assert.equal((await start(ownerEmail, place(index))).status, 201)
  for (let count = 0; count < 10; count += 1) await mailbox.next()
  assert.equal(mailbox.mails.length, before + 10)
  assert.equal((await end(mine.cookie, code)).status, 200, 'the code from before the flood')
  assert.match((await mailbox.next()).text, /was changed/)
  assert.equal((await house.signIn(next)).status, 201)
  const again = await start(ownerEmail)
  const { reset_id } = again.body as unknown as { reset_id: string }
  assert.equal(mailbox.mails.length, before + 11, 'this place is no longer one where they are signed in')
  const shown = await house.deps.store.renewChallenge(
    { kind: 'reset', userId: owner as never, hashStart: reset_id.replace('-', '').toLowerCase() },
    { body: 'x', triesLeft: 1, expiresAtMs: house.clock.now() + 1 },
    house.clock.now(),
  )
  assert.equal(shown, true, 'and an operator can still help')
})

test('W3: an address that nobody has, one of somebody disabled and a known one are told apart by no answer, header or refusal', async () => {
  tomorrow()
  const { pageAt, page, setUp } = house
  const session = (await pageAt(own, '/sign-in', { email: ownerEmail, password: next })).cookie
  assert.ok(setUp.cookie !== session)
  const invited = await page(session, '/invitations', 'POST', { email: 'bea@example.com', role: 'viewer' })
  const token = String((invited.body as unknown as { invitation_url: string }).invitation_url).split('token=')[1]
  await mailbox.next()
  const bea = await page('', '/invitations/accept', 'POST', { token, password: 'a long password of hers' })
  const { id } = (bea.body as unknown as { user: { id: string } }).user
  assert.equal((await page(session, `/users/${id}`, 'PATCH', { disabled: true })).status, 200)

  const emails = [ownerEmail, 'bea@example.com', 'nobody@example.com']
  /** Random values and times taken out. */
  const plain = ({ status, text, headers }: Answered): string => {
    const shown = Object.entries(headers).filter(([name]) => name !== 'x-request-id' && name !== 'date')
    return `${status} ${text} ${JSON.stringify(shown)}`
      .replaceAll(/nxr-flow-\w+/g, 'flow')
      .replaceAll(/[0-9A-F]{4}-[0-9A-F]{4}/g, 'reset')
      .replaceAll(/"request_id":"[^"]+"/g, '')
  }
  const starts = await Promise.all(emails.map((email, index) => start(email, place(index))))
  assert.equal(new Set(starts.map(plain)).size, 1, starts.map(plain).join('\n'))
  const code = await mailed()
  for (let tries = 1; tries <= 6; tries += 1) {
    const ends = await Promise.all(starts.map(({ cookie }, index) => end(cookie, wrong(code, tries), place(index))))
    assert.equal(new Set(ends.map(plain)).size, 1, ends.map(plain).join('\n'))
  }
  const signIns = await Promise.all(
    emails.map((email, index) => pageAt(place(index), '/sign-in', { email, password: 'not the password of anybody' })),
  )
  assert.equal(new Set(signIns.map(plain)).size, 1)
})

test('W3: a code works once, however often it is sent at the same time, and ends every other code under way', async () => {
  tomorrow()
  const first = await start(ownerEmail)
  const codeOfFirst = await mailed()
  const second = await start(ownerEmail, '203.0.113.2')
  const code = await mailed()
  assert.equal((await end(first.cookie, code)).code, 'sign_in_failed', 'the code of another browser')
  const sent = await Promise.all(Array.from({ length: 5 }, (_, index) => end(second.cookie, code, place(index), `${next} ${index}`)))
  assert.equal(sent.filter(({ status }) => status === 200).length, 1)
  for (const [what, cookie, again] of [
    ['used', second.cookie, code],
    ['the one beside it', first.cookie, codeOfFirst],
    ['crossed', first.cookie, code],
  ] as const)
    assert.equal((await end(cookie, again, '203.0.113.9')).code, 'sign_in_failed', what)
  await mailbox.next()
  const winner = sent.findIndex(({ status }) => status === 200)
  assert.equal((await house.signIn(`${next} ${winner}`)).status, 201)
  await house.deps.store.setPassword(owner as never, await house.deps.passwords.hash(ownerPassword), null)
})

test('W3: nothing of a reset signs anybody in, and neither its cookie nor its code opens another door', async () => {
  tomorrow()
  const { cookie } = await start(ownerEmail)
  const code = await mailed()
  const value = cookie.split('=')[1] ?? ''
  for (const name of ['nexorouter', 'nexorouter-oidc', 'nexorouter-passkey'])
    assert.equal((await house.page(`${name}=${value}`, '/session')).status, 401, name)
  assert.equal((await house.pageAt(own, '/sign-in/oidc/code', { code }, `nexorouter-oidc=${value}`)).code, 'sign_in_failed')
  assert.equal(
    (await house.pageAt(own, '/sign-in', { email: ownerEmail, password: ownerPassword, code })).status,
    201,
    'nobody asked for it',
  )
  const ended = await end(cookie, code)
  assert.deepEqual([ended.status, ended.setCookie], [200, ''])
  await mailbox.next()
  await house.deps.store.setPassword(owner as never, await house.deps.passwords.hash(ownerPassword), null)
})

test('W3: a browser that was given a mark by somebody else gets its own, and the planted one ends nothing of it', async () => {
  tomorrow()
  const planted = await start('nobody@example.com', '203.0.113.66')
  const started = await house.pageAt(own, '/password-resets', { email: ownerEmail }, planted.cookie)
  const code = await mailed()
  assert.ok(started.cookie.startsWith('nexorouter-reset=') && started.cookie !== planted.cookie)
  assert.equal((await end(planted.cookie, code, '203.0.113.66')).code, 'sign_in_failed')
  assert.equal((await end(started.cookie, code)).status, 200)
  await mailbox.next()
})
