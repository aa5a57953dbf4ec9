// Invitations by mail, over a real SMTP server: the link arrives, and no name of an account can add a header or a recipient.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { openTestControl } from '../../../test/control/open-test-control.ts'
import { openTestMailbox } from '../../../test/mail/open-test-mailbox.ts'
import { Secret } from '../../base/secret.ts'
import { openSmtp } from '../../mail/smtp.ts'
import { noOutbox } from '../outbox.ts'

async function openWithMail(t: TestContext, rules: Parameters<typeof openTestMailbox>[1] = {}) {
  const mailbox = await openTestMailbox(t, rules)
  const mailer = await openSmtp({ url: new Secret(mailbox.url), from: 'router@example.com', requireTls: true })
  const control = await openTestControl({ outbox: { ...noOutbox, mailer } })
  const page = control.page(await control.setUp())
  return { mailbox, page, ask: control.ask }
}

test('the invited get a link that works, and the one who invites is told that it was sent', async (t) => {
  const { mailbox, page } = await openWithMail(t)
  const invited = await page('/invitations', { body: { email: 'bea@example.com', role: 'developer' } })
  assert.partialDeepStrictEqual(invited.body, { e_mail_sent: true, email: 'bea@example.com' })
  const mail = await mailbox.next()
  assert.deepEqual(mail.to, ['bea@example.com'])
  assert.ok(mail.text.includes(invited.body['invitation_url'] ?? 'none'))
  const token = /#token=(\S+)/.exec(mail.text)?.[1]
  assert.partialDeepStrictEqual((await page('/invitations/read', { body: { token } })).body, { email: 'bea@example.com', known: false })
})

test('the name of an account cannot become a header, a recipient or another body', async (t) => {
  const { mailbox, page } = await openWithMail(t)
  for (const name of ['Acme\r\nBcc: eve@example.com', 'Acme\nContent-Type: text/html\n\n<b>', 'A\u2028X-Eve: 1']) {
    const renamed = await page('/account', { method: 'PATCH', body: { name } })
    if (renamed.status !== 200) continue
    await page('/invitations', { body: { email: 'bea@example.com', role: 'viewer' } })
  }
  for (const mail of mailbox.mails) {
    assert.deepEqual(mail.to, ['bea@example.com'])
    assert.ok(!mail.headers.some((line) => /^(bcc|x-eve):|text\/html/i.test(line)), mail.raw)
  }
})

test('an address that would be two is refused before anything is sent', async (t) => {
  const { mailbox, page } = await openWithMail(t)
  for (const email of ['a@example.com,eve@example.com', 'a@example.com\r\nRCPT TO:<eve@example.com>', 'A <a@example.com>'])
    assert.equal((await page('/invitations', { body: { email, role: 'viewer' } })).status, 400, email)
  assert.equal(mailbox.mails.length, 0)
})

test('an invitation that could not be mailed still stands, and its link is shown', async (t) => {
  const { page } = await openWithMail(t, { refuses: () => true })
  const invited = await page('/invitations', { body: { email: 'bea@example.com', role: 'viewer' } })
  assert.equal(invited.status, 201)
  assert.partialDeepStrictEqual(invited.body, { e_mail_sent: false })
  assert.match(String(invited.body['invitation_url']), /#token=nxr-invite-/)
})
