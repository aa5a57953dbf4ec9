// Mail over a real SMTP server on loopback: what arrives, what cannot be smuggled in, and how a refusal is told.
import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { openTestMailbox } from '../../test/mail/open-test-mailbox.ts'
import { Secret } from '../base/secret.ts'
import { leavesMachine, oneLine, openSmtp } from './smtp.ts'

const open = (url: string, from = 'NexoRouter <router@example.com>', requireTls = true) =>
  openSmtp({ url: new Secret(url), from, requireTls })

test('a mail arrives with sender, recipient, subject and text as they were given', async (t) => {
  const mailbox = await openTestMailbox(t)
  await (await open(mailbox.url)).send({ to: 'ann@example.com', subject: 'Grüße', text: 'Erste Zeile: ü\n\n.\nend\n' })
  const mail = await mailbox.next()
  assert.equal(mail.from, 'router@example.com')
  assert.deepEqual(mail.to, ['ann@example.com'])
  assert.equal(mail.text, 'Erste Zeile: ü\n\n.\nend\n')
  assert.ok(mail.headers.includes('From: NexoRouter <router@example.com>'))
  assert.ok(mail.headers.includes('To: ann@example.com'))
  assert.ok(mail.headers.includes('Auto-Submitted: auto-generated'))
  assert.match(mail.raw, /^Subject: =\?UTF-8\?/m)
})

const smuggled = [
  'hello\r\nBcc: eve@example.com',
  'hello\nX-Eve: 1',
  'hello\r\n\r\nanother body',
  'hello\u2028Bcc: eve@example.com\u0000',
  'a\rb',
]

for (const subject of smuggled) {
  test(`no subject becomes another header or recipient: ${JSON.stringify(subject)}`, async (t) => {
    const mailbox = await openTestMailbox(t)
    await (await open(mailbox.url)).send({ to: 'ann@example.com', subject, text: 'the text\n' })
    const mail = await mailbox.next()
    assert.deepEqual(mail.to, ['ann@example.com'])
    assert.ok(!mail.headers.some((line) => /^(bcc|x-eve):/i.test(line)), mail.raw)
    assert.equal(mail.headers.filter((line) => /^subject:/i.test(line)).length, 1)
    assert.equal(mail.text, 'the text\n')
  })
}

for (const to of [
  'ann@example.com, eve@example.com',
  'ann@example.com\r\nRCPT TO:<eve@example.com>',
  'ann@example.com>\r\nDATA',
  'a b@example.com',
]) {
  test(`no recipient becomes two: ${JSON.stringify(to)}`, async (t) => {
    const mailbox = await openTestMailbox(t)
    const sent = (await open(mailbox.url)).send({ to, subject: 's', text: 't' })
    await assert.rejects(sent, { message: 'the recipient is no e-mail address' })
    assert.equal(mailbox.mails.length, 0)
  })
}

test('credentials are sent decoded, and a server that refuses them is told in our words alone', async (t) => {
  const mailbox = await openTestMailbox(t, { user: 'router', pass: 'p@ss:100%' })
  const right = await open(`smtp://router:p%40ss%3A100%25@127.0.0.1:${mailbox.port}`)
  await right.check()
  await right.send({ to: 'ann@example.com', subject: 's', text: 't' })
  assert.equal(mailbox.mails.length, 1)
  const wrong = await open(`smtp://router:canary-password@127.0.0.1:${mailbox.port}`)
  await assert.rejects(wrong.check(), { message: 'the mail server refused the credentials (535)' })
})

test('a refusal of the recipient carries a code and no address', async (t) => {
  const mailbox = await openTestMailbox(t, { refuses: () => true })
  const sent = (await open(mailbox.url)).send({ to: 'ann@example.com', subject: 's', text: 't' })
  await assert.rejects(sent, { message: 'the mail server refused the sender or the recipient (550)' })
})

test('a server that is not there, hangs up, or speaks no TLS is told apart', async (t) => {
  const hangsUp = createServer((socket) => socket.end())
  await new Promise<void>((resolve) => hangsUp.listen(0, '127.0.0.1', resolve))
  t.after(() => hangsUp.close())
  const { port } = hangsUp.address() as { port: number }
  await assert.rejects((await open(`smtp://127.0.0.1:${port}`)).check(), /^Error: the mail server /)
  await assert.rejects((await open(`smtps://127.0.0.1:${port}`)).check(), /^Error: the mail server /)
  hangsUp.close()
  await assert.rejects((await open('smtp://127.0.0.1:1')).check(), { message: 'the mail server cannot be reached' })
})

test('only this very machine gets mail in the clear without being told so', () => {
  for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '::1']) assert.equal(leavesMachine(host), false, host)
  for (const host of ['mail.example.com', 'localhost.example.com', '10.0.0.1', '127.0.0.1.example.com'])
    assert.equal(leavesMachine(host), true, host)
})

test('a line is one line, trimmed and of bounded length', () => {
  assert.equal(oneLine('  a\t\r\nb  '), 'a b')
  assert.equal(oneLine('x'.repeat(1_000)).length, 200)
})
