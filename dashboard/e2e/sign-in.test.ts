// Ways to sign in, as people walk them in a real browser against a real server with a real mail server: forgotten passwords.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { appCode, wrongCode } from '../../test/control/factor-endpoint-cases.ts'
import { openTestIssuer, testClient, type TestIssuer } from '../../test/identity/open-test-issuer.ts'
import { openTestMailbox, type TestMailbox } from '../../test/mail/open-test-mailbox.ts'
import { paths } from '../paths.ts'
import { type Dashboard, openDashboard, owner, shotsFolder, signIn, watchFaults } from './open-dashboard.ts'

let mailbox: TestMailbox
let issuer: TestIssuer
let second: TestIssuer
let dashboard: Dashboard
const closing: (() => unknown)[] = []

before(async () => {
  mailbox = await openTestMailbox({ after: (close) => void closing.push(close as () => unknown) })
  const mail = { NEXOROUTER_SMTP_URL: mailbox.url, NEXOROUTER_MAIL_FROM: 'NexoRouter <router@example.com>' }
  issuer = await openTestIssuer()
  const oidc = {
    NEXOROUTER_OIDC_ISSUER: issuer.url,
    NEXOROUTER_OIDC_CLIENT_ID: testClient.id,
    NEXOROUTER_OIDC_CLIENT_SECRET: testClient.secret,
    NEXOROUTER_OIDC_NAME: 'Test login',
  }
  second = await openTestIssuer()
  const client = `client_id: ${testClient.id}, client_secret: ${testClient.secret}`
  const yaml = `oidc_services:\n  - { id: second, issuer: "${second.url}", ${client}, name: Second login }\n`
  dashboard = await openDashboard({ yaml, env: { ...mail, ...oidc } })
})
after(async () => {
  await dashboard?.[Symbol.asyncDispose]()
  for (const close of closing) await close()
  await Promise.all([issuer?.close(), second?.close()])
})

let password: string = owner.password

async function fillSignIn(page: Page): Promise<void> {
  await page.goto(dashboard.url + paths.signIn)
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** Both themes and the width of a telephone, to be looked at. */
async function shoot(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: join(shotsFolder, `${name}-${colorScheme}.png`), animations: 'disabled' })
  }
  const size = page.viewportSize()
  await page.setViewportSize({ width: 390, height: 844 })
  await page.screenshot({ path: join(shotsFolder, `${name}-phone.png`), animations: 'disabled' })
  if (size !== null) await page.setViewportSize(size)
  await page.emulateMedia({ colorScheme: null })
}

const arrives = (page: Page): Promise<void> => page.getByRole('heading', { name: 'Overview' }).waitFor()

let first: BrowserContext

test('a forgotten password is set anew with the code from the mail, and every browser is signed out', async () => {
  first = await dashboard.newContext()
  const page = await first.newPage()
  await signIn(page, dashboard.router.setupUrl)
  const other = await (await dashboard.newContext()).newPage()
  const faults = watchFaults(other)
  await other.goto(dashboard.url + paths.signIn)
  await other.getByRole('link', { name: 'Forgot your password?' }).click()
  // The sign-in page has a field of that name, too.
  await other.getByRole('heading', { name: 'Forgot your password?' }).waitFor()
  await other.getByLabel('E-mail').fill(owner.email)
  await other.getByRole('button', { name: 'Get a code' }).click()
  const code = /Your code: (\d{6})/.exec((await mailbox.next()).text)?.[1] ?? ''
  await other.getByLabel('Code').fill(code === '000000' ? '000001' : '000000')
  password = 'another four random words'
  await other.getByLabel('New password').fill(password)
  await other.getByRole('button', { name: 'Set the new password' }).click()
  await other.getByText('This code is wrong').waitFor()
  await other.getByLabel('Code').fill(code)
  await other.getByRole('button', { name: 'Set the new password' }).click()
  await other.getByRole('heading', { name: 'Your password is new' }).waitFor()
  await other.getByRole('link', { name: 'Sign in' }).click()
  await fillSignIn(other)
  await arrives(other)
  await page.reload()
  await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor()
  assert.deepEqual(faults, [])
})

test('a code that the operator reads out works in the browser that asked', async () => {
  const page = await (await dashboard.newContext()).newPage()
  await page.goto(dashboard.url + paths.resetPassword)
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByRole('button', { name: 'Get a code' }).click()
  await page.getByLabel('Code').waitFor()
  const resetId = await page.getByLabel('Reset ID').innerText()
  await shoot(page, 'reset-code')
  const { code } = await dashboard.router.json<{ code: string }>('users', 'reset-code', owner.email, resetId)
  password = 'yet another four words'
  await page.getByLabel('Code').fill(code)
  await page.getByLabel('New password').fill(password)
  await page.getByRole('button', { name: 'Set the new password' }).click()
  await page.getByRole('heading', { name: 'Your password is new' }).waitFor()
  await fillSignIn(page)
  await arrives(page)
})

test('an authenticator app is set up by scanning or typing, asked for at the next sign-in, and removed again', async () => {
  const page = await (await dashboard.newContext()).newPage()
  const faults = watchFaults(page)
  await fillSignIn(page)
  await arrives(page)
  await page.goto(dashboard.url + paths.settings)
  await page.getByRole('button', { name: 'Set up', exact: true }).click()
  await page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor()
  const secret = (await page.getByLabel('Secret of the app').innerText()).replaceAll(/\s/g, '')
  await shoot(page, 'two-factor-set-up')
  await page.getByLabel('Code of the app').fill(wrongCode(secret, Date.now()))
  await page.getByRole('button', { name: 'Turn on' }).click()
  await page.getByText('This code is wrong').waitFor()
  await page.getByLabel('Code of the app').fill(appCode(secret, Date.now()))
  await page.getByRole('button', { name: 'Turn on' }).click()
  await page.getByRole('list', { name: 'Recovery codes' }).waitFor()
  const recovery = await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allInnerTexts()
  assert.equal(recovery.length, 10)
  await shoot(page, 'two-factor-recovery-codes')
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByText('10 left').waitFor()
  await shoot(page, 'two-factor-card')

  const other = await (await dashboard.newContext()).newPage()
  await fillSignIn(other)
  await other.getByLabel('Code').fill('ABCDE-FGHJK')
  await other.getByRole('button', { name: 'Continue' }).click()
  await other.getByText('This recovery code is wrong').waitFor()
  await shoot(other, 'sign-in-second-step')
  // The code that confirmed the app is used up; the next one is taken ahead of its time, as by a telephone whose clock is fast.
  await other.getByLabel('Code').fill(appCode(secret, Date.now() + 30_000))
  await other.getByRole('button', { name: 'Continue' }).click()
  await arrives(other)

  const third = await (await dashboard.newContext()).newPage()
  await fillSignIn(third)
  await third.getByRole('button', { name: 'Back' }).click()
  await fillSignIn(third)
  await third.getByLabel('Code').fill(recovery[0] ?? '')
  await third.getByRole('button', { name: 'Continue' }).click()
  await arrives(third)
  await page.reload()
  await page.getByText('9 left').waitFor()
  await page.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await page.getByText('off', { exact: true }).waitFor()
  assert.deepEqual(faults, [])
})

/** A device that recognises its person, as Chromium simulates one (the WebAuthn domain of its protocol). */
async function addDevice(page: Page): Promise<() => Promise<readonly unknown[]>> {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
  } as const
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: { ...options, automaticPresenceSimulation: true },
  })
  return async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials
}

test('a passkey is added, signs in alone, confirms sensitive actions, and is removed again', async () => {
  const page = await (await dashboard.newContext()).newPage()
  const faults = watchFaults(page)
  const onDevice = await addDevice(page)
  await fillSignIn(page)
  await arrives(page)
  await page.goto(dashboard.url + paths.settings)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  // The page behind it has a field of that name, too.
  const adding = page.getByRole('dialog', { name: 'Add a passkey' })
  await adding.getByLabel('Name', { exact: true }).fill('Test device')
  await shoot(page, 'passkey-add')
  await adding.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('list', { name: 'Recovery codes' }).waitFor()
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByText('Test device', { exact: true }).waitFor()
  assert.equal((await onDevice()).length, 1)
  await page.getByText('Test device', { exact: true }).scrollIntoViewIfNeeded()
  await shoot(page, 'passkey-card')

  await page.context().clearCookies()
  await page.goto(dashboard.url + paths.signIn)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor()
  await shoot(page, 'passkey-sign-in')
  await fillSignIn(page)
  await page.getByText('One step more').waitFor()
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await arrives(page)

  await page.goto(dashboard.url + paths.keys)
  await page
    .getByRole('button', { name: /^Actions for/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: /Reveal/ }).click()
  await page.getByRole('button', { name: 'Use a passkey instead' }).click()
  await page.getByLabel('The revealed key').waitFor()
  await page.getByRole('button', { name: 'Done' }).click()

  await page.goto(dashboard.url + paths.settings)
  await page.getByRole('button', { name: 'Remove Test device' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await page.getByText('was removed').waitFor()
  await page.context().clearCookies()
  await page.goto(dashboard.url + paths.signIn)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByText('This passkey is unknown here').waitFor()
  assert.deepEqual(faults, [])
})

test('another service signs somebody in once it is connected, and not before', async () => {
  const page = await (await dashboard.newContext()).newPage()
  const faults = watchFaults(page)
  await page.goto(dashboard.url + paths.signIn)
  await page.getByRole('button', { name: 'Sign in with Test login' }).click()
  await page.getByText('Nobody here is connected with this identity of Test login').waitFor()
  await page.getByText('identity_unknown: sign in as before and connect the service in Settings').waitFor()
  assert.equal(new URL(page.url()).search, '', 'what the service sent is out of the address bar')
  await shoot(page, 'oidc-refused')
  await page.getByRole('link', { name: 'Back to sign in' }).click()
  await fillSignIn(page)
  await arrives(page)
  await page.goto(dashboard.url + paths.settings)
  const row = page.getByRole('listitem').filter({ hasText: 'Test login' })
  await row.getByRole('button', { name: 'Connect', exact: true }).click()
  await page.getByText('connected', { exact: true }).waitFor()
  await page.getByText('connected', { exact: true }).scrollIntoViewIfNeeded()
  await shoot(page, 'oidc-connected')
  await page.context().clearCookies()
  await page.goto(`${dashboard.url}${paths.signIn}?next=${encodeURIComponent(paths.keys)}`)
  await shoot(page, 'oidc-sign-in')
  await page.getByRole('button', { name: 'Sign in with Test login' }).click()
  await page.getByRole('heading', { name: 'API Keys' }).waitFor()
  await page.goto(dashboard.url + paths.settings)
  await row.getByRole('button', { name: 'Disconnect' }).click()
  await row.getByText('not connected').waitFor()
  assert.deepEqual(faults, [])
})

test('somebody invited accepts through another service, without a password, and confirms through it what asks for a proof', async () => {
  const invited = await fetch(`${dashboard.url}/control/v1/invitations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${dashboard.router.managementKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'bea@example.com', role: 'developer' }),
  })
  const { invitation_url: link } = (await invited.json()) as { invitation_url: string }
  const page = await (await dashboard.newContext()).newPage()
  const faults = watchFaults(page)
  second.person = { sub: 'bea', email: 'somebody@example.com', email_verified: true, name: 'Bea' }
  await page.goto(link)
  await page.getByRole('button', { name: 'Accept with Second login' }).waitFor()
  await shoot(page, 'invitation-services')
  await page.getByRole('button', { name: 'Accept with Second login' }).click()
  await page.getByText('This invitation is for bea@example.com').waitFor()
  await page.getByRole('link', { name: 'Back to the invitation' }).click()
  second.person = { sub: 'bea', email: 'bea@example.com', email_verified: true, name: 'Bea' }
  await page.getByRole('button', { name: 'Accept with Second login' }).click()
  await arrives(page)
  await page.goto(dashboard.url + paths.settings)
  await page.getByText('You have none here: another service signs you in.').waitFor()
  await page.getByRole('listitem').filter({ hasText: 'Second login' }).getByText('connected', { exact: true }).waitFor()

  // As if more than five minutes had passed since signing in.
  const late = {
    error: { code: 'confirmation_required', message: 'Prove that it is you.', param: null, type: 'permission_error', request_id: null },
  }
  await page.route('**/control/v1/user/totp', (route) => route.fulfill({ status: 403, json: late }), { times: 1 })
  await page.getByRole('button', { name: 'Set up', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' })
  await dialog.getByText('You have no password here.').waitFor()
  await shoot(page, 'confirm-by-service')
  await dialog.getByRole('button', { name: 'Confirm with Second login' }).click()
  await page.getByText('does not say when you signed in').waitFor()
  await page.getByRole('link', { name: 'Back to where you were' }).click()
  await page.route('**/control/v1/user/totp', (route) => route.fulfill({ status: 403, json: late }), { times: 1 })
  await page.getByRole('button', { name: 'Set up', exact: true }).click()
  second.person = { ...second.person, auth_time: Math.floor(Date.now() / 1_000) + 1 }
  await dialog.getByRole('button', { name: 'Confirm with Second login' }).click()
  await page.getByText('Confirmed: for the next minutes nothing more is asked').waitFor()
  await page.getByRole('button', { name: 'Set up', exact: true }).click()
  await page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor()
  assert.deepEqual(faults, [])
})
