// A forgotten password (W3): the way back in, and what somebody finds who tries the code of another. Memory store, hand-moved clock.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Answered,
  fromPage,
  openTestControl,
  ownerEmail,
  ownerPassword,
  type TestControl,
} from '../../../test/control/open-test-control.ts'
import { noOutbox } from '../outbox.ts'

const next = 'four random words here'
const headers = fromPage

interface Sent {
  readonly to: string
  readonly subject: string
  readonly text: string
}

async function openWithMail() {
  const mails: Sent[] = []
  const control = await openTestControl({ outbox: { ...noOutbox, mailer: { send: async (mail) => void mails.push(mail) } } })
  const cookie = await control.setUp()
  return { ...control, mails, cookie, code: () => /code: (\d{6})/.exec(mails.at(-1)?.text ?? '')?.[1] ?? 'none' }
}

const start = ({ ask }: Pick<TestControl, 'ask'>, email: string, address = '192.0.2.9') =>
  ask('/password-resets', { body: { email }, headers, address })
const end = ({ ask }: Pick<TestControl, 'ask'>, cookie: string, code: string, password = next, address = '192.0.2.9') =>
  ask('/password-resets/complete', { body: { code, password }, headers, cookie, address })
/** What the page shows, for the operator. */
const idOf = ({ body }: Answered): { reset_id: string } => ({ reset_id: String(body['reset_id']) })
const wrongOnes = (code: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => String((Number(code) + 1 + index) % 1_000_000).padStart(6, '0'))

test('a mailed code sets a new password, ends every session, and works once', async () => {
  const control = await openWithMail()
  const started = await start(control, ' Owner@Example.com')
  assert.equal(started.status, 201)
  assert.match(started.cookie, /^nexorouter-reset=nxr-flow-[0-9A-Za-z]{43}$/)
  assert.match(started.headers.get('set-cookie') ?? '', /HttpOnly; SameSite=Strict/)
  assert.equal(control.mails[0]?.to, ownerEmail)
  const code = control.code()
  const ended = await end(control, started.cookie, `${code.slice(0, 3)} ${code.slice(3)}`)
  assert.deepEqual([ended.status, ended.body], [200, { reset: true, email: ownerEmail }])
  assert.equal(ended.cookie, '', 'nobody is signed in by a code alone')
  assert.equal((await control.page(control.cookie)('/session')).status, 401)
  assert.equal((await end(control, started.cookie, code)).status, 401)
  assert.equal((await control.ask('/sign-in', { body: { email: ownerEmail, password: ownerPassword }, headers })).status, 401)
  assert.equal((await control.ask('/sign-in', { body: { email: ownerEmail, password: next }, headers })).status, 201)
  assert.match(control.mails.at(-1)?.subject ?? '', /was changed/)
})

test('an address that nobody has gets the same answer, the same cookie and the same refusals, and no mail', async () => {
  const control = await openWithMail()
  const answers = [await start(control, ownerEmail), await start(control, 'nobody@example.com')]
  const shape = (answer: Answered | undefined) => ({
    ...answer?.body,
    reset_id: String(answer?.body['reset_id']).replaceAll(/[0-9A-F]/g, 'x'),
  })
  assert.deepEqual(shape(answers[0]), shape(answers[1]))
  assert.equal(shape(answers[0]).reset_id, 'xxxx-xxxx')
  assert.equal(
    answers[0]?.headers.get('set-cookie')?.replace(/nxr-flow-\w+/, ''),
    answers[1]?.headers.get('set-cookie')?.replace(/nxr-flow-\w+/, ''),
  )
  assert.equal(control.mails.length, 1)
  const [wrong = ''] = wrongOnes(control.code(), 1)
  for (let tries = 0; tries < 7; tries += 1) {
    const refused = await Promise.all(answers.map(({ cookie }) => end(control, cookie, wrong, next, `198.51.100.${tries}`)))
    assert.deepEqual(refused[0]?.body.error, refused[1]?.body.error)
    assert.equal(refused[0]?.status, 401)
  }
})

test('five wrong codes use it up, however many come at once', async () => {
  const control = await openWithMail()
  const { cookie } = await start(control, ownerEmail)
  const code = control.code()
  const guesses = wrongOnes(code, 20).map((guess, index) => end(control, cookie, guess, next, `198.51.100.${index}`))
  for (const { status } of await Promise.all(guesses)) assert.equal(status, 401)
  assert.equal((await end(control, cookie, code)).status, 401)
})

test('a code belongs to the browser that asked for it', async () => {
  const control = await openWithMail()
  await start(control, ownerEmail)
  const code = control.code()
  for (const cookie of [
    '',
    'nexorouter-reset=',
    `nexorouter-reset=nxr-flow-${'a'.repeat(43)}`,
    'nexorouter-reset=nxr-flow-../x',
    control.cookie,
  ])
    assert.equal((await end(control, cookie, code)).status, 401, cookie)
  const stranger = await start(control, 'nobody@example.com')
  assert.equal((await end(control, stranger.cookie, code)).status, 401)
})

test('a code runs out after ten minutes', async () => {
  const control = await openWithMail()
  const { cookie } = await start(control, ownerEmail)
  control.clock.advance(10 * 60_000)
  assert.equal((await end(control, cookie, control.code())).status, 401)
})

test('who only knows an address floods nobody with mails, guesses fifty times a day at most, and does not lock its owner out', async () => {
  const control = await openWithMail()
  const mine = await start(control, ownerEmail, '192.0.2.1')
  const code = control.code()
  let guesses = 0
  const strangers: string[] = []
  for (let count = 0; count < 30; count += 1) {
    const { cookie, status } = await start(control, ownerEmail, `198.51.100.${count}`)
    assert.equal(status, 201)
    strangers.push(cookie)
    for (const guess of wrongOnes(code, 5))
      if ((await end(control, cookie, guess, next, `198.51.100.${count}`)).status === 401) guesses += 1
  }
  assert.deepEqual([control.mails.length, guesses], [11, 150], 'one for the owner, ten for strangers; behind those nothing fits')
  assert.equal((await end(control, mine.cookie, code, next, '192.0.2.1')).status, 200, 'their own code works on')
  control.clock.advance(60_000)
  const elsewhere = await start(control, ownerEmail, '203.0.113.1')
  const owner = await control.deps.store.findUserByEmail(ownerEmail)
  const shown = await control.ask(`/users/${owner?.id}/reset-code`, { body: idOf(elsewhere), local: true })
  const read = String((shown.body as Record<string, unknown>)['code'])
  assert.equal(
    (await end(control, elsewhere.cookie, read, 'yet another good one', '203.0.113.1')).status,
    200,
    'and the operator helps without mail',
  )
})

test('one address asks for twenty codes a minute at most', async () => {
  const control = await openWithMail()
  const statuses: number[] = []
  for (let count = 0; count < 25; count += 1) statuses.push((await start(control, `nobody${count}@example.com`)).status)
  assert.deepEqual([statuses.filter((status) => status === 201).length, statuses.at(-1)], [20, 429])
})

test('a password that is too weak costs no try, and one that is their own address does not pass', async () => {
  const control = await openWithMail()
  const { cookie } = await start(control, ownerEmail)
  for (let count = 0; count < 8; count += 1) assert.equal((await end(control, cookie, control.code(), 'password123')).status, 400)
  assert.equal((await end(control, cookie, control.code(), ownerEmail)).body.error.param, 'password')
  assert.equal((await end(control, cookie, control.code())).status, 200)
})

test('a page of another site can neither ask for a code nor use one', async () => {
  const control = await openWithMail()
  for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }, {}] as Record<string, string>[]) {
    assert.equal((await control.ask('/password-resets', { body: { email: ownerEmail }, headers })).status, 403)
    assert.equal((await control.ask('/password-resets/complete', { body: { code: '000000', password: next }, headers })).status, 403)
  }
  assert.equal(control.mails.length, 0)
})

test('a code stands in no store, no answer and no entry of the audit log; a wrong one is no entry', async () => {
  const control = await openWithMail()
  const started = await start(control, ownerEmail)
  const code = control.code()
  await end(control, started.cookie, wrongOnes(code, 1)[0] as string)
  await end(control, started.cookie, code)
  const entries = await control.deps.store.listAudit(null, {}, 100, null)
  assert.deepEqual(
    entries.filter(({ action }) => action.startsWith('password_resets')).map(({ action, actor }) => [action, actor.split(':')[0]]),
    [['password_resets.complete', 'user']],
  )
  const text = JSON.stringify(entries) + started.text
  for (const secret of [code, next, started.cookie.split('=')[1] as string]) assert.ok(!text.includes(secret))
})

/** A member of the owner's account, who is no operator. */
async function addBea(control: TestControl & { readonly cookie: string }): Promise<{ readonly id: string; readonly cookie: string }> {
  const { body } = await control.page(control.cookie)('/invitations', { body: { email: 'bea@example.com', role: 'admin' } })
  const token = String(body['invitation_url']).split('token=')[1]
  const accepted = await control.ask('/invitations/accept', { body: { token, password: 'bea likes long words' }, headers })
  return { id: (accepted.body as unknown as { user: { id: string } }).user.id, cookie: accepted.cookie }
}

test('without mail the operator reads out a code, which works in the browser that asked and nowhere else', async () => {
  const control = await openTestControl()
  const cookie = await control.setUp()
  const bea = await addBea({ ...control, cookie })
  const operator = control.page(cookie)
  assert.equal((await operator(`/users/${bea.id}/reset-code`, { body: { reset_id: '0000-0000' } })).status, 409)
  const started = await start(control, 'bea@example.com')
  assert.equal(started.body['sent_by'], 'operator')
  for (const reset_id of ['', '3F2A', 'browser', 7, undefined])
    assert.equal((await operator(`/users/${bea.id}/reset-code`, { body: { reset_id } })).body.error.param, 'reset_id')
  const typed = idOf(started).reset_id.toLowerCase().replace('-', '')
  const shown = await operator(`/users/${bea.id}/reset-code`, { body: { reset_id: ` ${typed} ` } })
  assert.equal(shown.status, 201)
  const code = String(shown.body['code'])
  const elsewhere = await start(control, 'nobody@example.com')
  assert.equal((await end(control, elsewhere.cookie, code)).status, 401)
  assert.equal((await end(control, started.cookie, code)).status, 200)
  assert.equal((await control.page(bea.cookie)('/session')).status, 401)
})

test('a code that is read out is for the browser whose ID was told: strangers who asked for the same person gain no try at it', async () => {
  const control = await openTestControl()
  await control.setUp()
  const owner = (await control.deps.store.findUserByEmail(ownerEmail))?.id ?? ''
  const readOut = (id: object) => control.ask(`/users/${owner}/reset-code`, { body: id, local: true })
  const own = await start(control, ownerEmail)
  const strangers = await Promise.all(Array.from({ length: 12 }, (_, index) => start(control, ownerEmail, `198.51.100.${index}`)))
  const code = String((await readOut(idOf(own))).body['code'])
  for (const [index, { cookie }] of strangers.entries())
    assert.equal((await end(control, cookie, code, next, `198.51.100.${index}`)).status, 401, 'the right code, in another browser')
  const nobody = await start(control, 'nobody@example.com')
  assert.equal((await readOut(idOf(nobody))).status, 409, 'an ID of somebody else')
  for (const guess of wrongOnes(code, 5)) assert.equal((await end(control, own.cookie, guess)).status, 401)
  assert.equal((await end(control, own.cookie, code)).status, 401, 'its five tries are used up')
  assert.equal((await end(control, own.cookie, String((await readOut(idOf(own))).body['code']))).status, 200)
})

test('of several codes under way the first one that is used ends the others, and so does a password that is set in Settings', async () => {
  const control = await openWithMail()
  const browsers: { cookie: string; code: string }[] = []
  const another = async (): Promise<void> => void browsers.push({ cookie: (await start(control, ownerEmail)).cookie, code: control.code() })
  await another()
  await another()
  const [first, second] = browsers
  assert.ok(first && second && first.code !== second.code)
  assert.equal((await end(control, second.cookie, second.code)).status, 200)
  assert.equal((await end(control, first.cookie, first.code, 'somebody else sets this')).status, 401)
  const { cookie } = await control.ask('/sign-in', { body: { email: ownerEmail, password: next }, headers })
  await another()
  const changed = await control.page(cookie)('/user/password', { body: { password: next, new_password: ownerPassword } })
  assert.equal(changed.status, 200)
  const last = browsers.at(-1)
  assert.equal((await end(control, last?.cookie ?? '', last?.code ?? '')).status, 401)
  assert.equal((await control.ask('/sign-in', { body: { email: ownerEmail, password: ownerPassword }, headers })).status, 201)
})

test('W13: codes and disabling are for operators who just confirmed, and not for other operators', async () => {
  const control = await openTestControl()
  const cookie = await control.setUp()
  const bea = await addBea({ ...control, cookie })
  const owner = (await control.deps.store.findUserByEmail(ownerEmail))?.id ?? ''
  for (const path of [`/users/${owner}/reset-code`, `/users/${bea.id}/reset-code`, '/users']) {
    const asked = path === '/users' ? {} : { body: { reset_id: '0000-0000' } }
    assert.equal((await control.page(bea.cookie)(path, asked)).status, 403, path)
  }
  const asked = { body: idOf(await start(control, ownerEmail)) }
  assert.equal((await control.page(cookie)(`/users/${owner}/reset-code`, asked)).status, 403)
  assert.equal((await control.operator(`/users/${bea.id}/reset-code`, asked)).status, 403, 'a management key alone')
  assert.equal((await control.ask(`/users/${owner}/reset-code`, { ...asked, local: true })).status, 201)
  const disabled = await control.page(cookie)(`/users/${bea.id}`, { method: 'PATCH', body: { disabled: true } })
  assert.equal(disabled.body['disabled'], true)
  assert.equal((await control.page(bea.cookie)('/session')).status, 401)
  const started = await start(control, 'bea@example.com')
  const forNobody = await control.ask(`/users/${bea.id}/reset-code`, { body: idOf(started), local: true })
  assert.equal(forNobody.status, 409, 'nothing for somebody disabled')
  assert.equal((await end(control, started.cookie, '000000')).status, 401)
  control.clock.advance(6 * 60_000)
  const late = await control.page(cookie)(`/users/${bea.id}`, { method: 'PATCH', body: { disabled: false } })
  assert.equal(late.body.error.code, 'confirmation_required')
})

test('a known address is found, an unknown one gives an empty list', async () => {
  const control = await openTestControl()
  await control.setUp()
  const local = { local: true }
  assert.equal((await control.ask('/users?email=OWNER@example.com', local)).text.includes(ownerEmail), true)
  assert.deepEqual((await control.ask('/users?email=x', local)).body, { data: [], next: null })
})
