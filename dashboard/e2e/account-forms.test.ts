// The forms of an account, each filled in wrongly and then rightly: keys, people, money, and what is one's own.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { type FakeStripe, paidSession, secretKey, signedEvent, startFakeStripe, webhookSecret } from '../../test/payments/fake-stripe.ts'
import { paths } from '../paths.ts'
import { type Dashboard, handsOn, openDashboard, owner, signIn, watchFaults } from './open-dashboard.ts'

let stripe: FakeStripe
let dashboard: Dashboard
let page: Page
let faults: readonly string[]

before(async () => {
  stripe = await startFakeStripe()
  const env = { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_API_URL: stripe.url }
  dashboard = await openDashboard({ env, yaml: 'people: { sign_up: "on" }\n' })
  const context = await dashboard.newContext({ reducedMotion: 'reduce' })
  await context.route('https://checkout.stripe.com/**', (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Checkout</h1>' }))
  page = await context.newPage()
  faults = watchFaults(page)
  await signIn(page, dashboard.router.setupUrl)
})
after(async () => {
  await dashboard?.[Symbol.asyncDispose]()
  await stripe.close()
})

const { dialog, open, press, told } = handsOn(() => page)
const refused = (within: Locator, text: RegExp): Promise<void> => within.getByText(text).first().waitFor()

async function actOn(what: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${what}` }).click()
  await page.getByRole('menuitem', { name: action }).click()
}

async function stripeSays(type: string, session: object): Promise<number> {
  const { body, signature } = signedEvent(type, session, { timestamp: Math.floor(Date.now() / 1_000) })
  const headers = { 'content-type': 'application/json', 'stripe-signature': signature }
  return (await fetch(`${dashboard.url}/control/v1/billing/stripe-events`, { method: 'POST', headers, body })).status
}

const statusOf = async (key: string): Promise<number> =>
  (await dashboard.router.chat({ model: 'nexo-demo', messages: [{ role: 'user', content: 'Hello' }] }, { key })).status

test('a key without a name is not made; what is wrong with a budget is said at its field', async () => {
  await open('API Keys')
  await press('Create key')
  await dialog().getByRole('button', { name: 'Create key' }).click()
  await refused(dialog(), /name/i)
  await dialog().getByLabel('Name').fill('worker')
  await dialog().getByRole('radio', { name: 'Custom' }).check({ force: true })
  await dialog().getByLabel('Budget in USD').fill('much')
  await dialog().getByRole('button', { name: 'Create key' }).click()
  await refused(dialog(), /Enter an amount in USD/)
  await dialog().getByLabel('Budget in USD').fill('5')
  await dialog().getByRole('button', { name: 'Create key' }).click()
  await page.getByLabel('The new key').waitFor()
  await press('I have copied it')
})

test('a key is shown again to who knows the password, and rotated; the secret before goes on for as long as was chosen', async () => {
  await actOn('worker', 'Reveal')
  await dialog().getByLabel('Your password').fill('not the password')
  await dialog().getByRole('button', { name: 'Reveal' }).click()
  await refused(dialog(), /^That is not your password\.$/)
  await dialog().getByLabel('Your password').fill(owner.password)
  await dialog().getByRole('button', { name: 'Reveal' }).click()
  const former = await page.getByLabel('The revealed key').innerText()
  await dialog().getByRole('button', { name: 'Done' }).click()
  assert.equal(await statusOf(former), 200)
  await actOn('worker', 'Rotate')
  await dialog().getByText('End at once').click()
  await dialog().getByRole('button', { name: 'Rotate' }).click()
  const next = await page.getByLabel('The new secret').innerText()
  await told('The secret before has ended.')
  await press('I have copied it')
  assert.deepEqual([await statusOf(former), await statusOf(next)], [401, 200])
})

test('a budget of the account takes an amount, stands in Billing and is removed', async () => {
  await open('Billing')
  await press('Set a budget')
  await dialog().getByLabel('Budget in USD').fill('-1')
  await dialog().getByRole('button', { name: 'Set budget' }).click()
  await refused(dialog(), /Enter an amount in USD/)
  await dialog().getByLabel('Budget in USD').fill('40')
  await dialog().getByRole('button', { name: 'Set budget' }).click()
  await told('The budget counts from the next request on')
  await press('Remove the budget: Each month')
  await page.getByText('Each month').waitFor({ state: 'detached' })
})

test('an amount to pay by card is checked, then the payment provider takes over, and its word credits the account', async () => {
  const custom = page.getByLabel('Another amount')
  for (const [typed, says] of [
    ['', /Enter an amount in USD/],
    ['0.50', /^That is not between \$1\.00 and \$10,000\.00/],
  ] as const) {
    await custom.fill(typed)
    await press('Pay by card')
    await refused(page.locator('form').filter({ has: custom }), says)
  }
  await custom.fill('12.50')
  await press('Pay by card')
  await page.getByRole('heading', { name: 'Checkout' }).waitFor()
  const order = stripe.requests.at(-1)?.fields.get('client_reference_id') ?? ''
  assert.equal(await stripeSays('checkout.session.completed', paidSession(order, 1_250)), 200)
  await page.goto(dashboard.url + paths.billing)
  await page.getByRole('row').filter({ hasText: '+$12.50' }).first().waitFor()
  stripe.failWith(500)
  await page.getByLabel('Another amount').fill('20')
  await press('Pay by card')
  await page.getByRole('alert').first().waitFor()
  stripe.failWith(null)
})

test('a card is saved with the payment provider; the automatic top-up takes amounts only, and is turned on and off', async () => {
  await press('Save a card')
  await page.getByRole('heading', { name: 'Checkout' }).waitFor()
  const account = stripe.requests.at(-1)?.fields.get('metadata[account_id]') ?? ''
  const saved = { object: 'checkout.session', mode: 'setup', setup_intent: 'seti_1', metadata: { account_id: account } }
  assert.equal(await stripeSays('checkout.session.completed', saved), 200)
  await page.goto(dashboard.url + paths.billing)
  await told('visa ending in')
  await press('Turn on')
  await dialog().getByLabel('Add').fill('some')
  await dialog().getByRole('button', { name: 'Turn on' }).click()
  await refused(dialog(), /Enter an amount in USD/)
  await dialog().getByLabel('When the balance falls below').fill('2')
  await dialog().getByLabel('Add').fill('20')
  await dialog().getByRole('button', { name: 'Turn on' }).click()
  await told('The automatic top-up is on')
  await press('Change')
  await dialog().getByRole('button', { name: 'Turn off' }).click()
  await told('The automatic top-up is off')
  await press('Remove card')
  await page.getByRole('button', { name: 'Save a card' }).waitFor()
})

test('a voucher that does not exist credits nothing and says so', async () => {
  await page.getByLabel('Voucher').fill('NXR-NOPE-NOPE')
  await press('Redeem')
  await page.getByRole('alert').first().waitFor()
})

test('somebody is invited, joins by the link, changes role and is removed', async () => {
  await open('Members')
  await press('Invite')
  await dialog().getByLabel('E-mail').fill('ada')
  await dialog().getByRole('button', { name: 'Invite' }).click()
  await refused(dialog(), /e-mail/i)
  await dialog().getByLabel('E-mail').fill('ada@example.com')
  await dialog().getByRole('button', { name: 'Invite' }).click()
  const link = await dialog().locator('code').innerText()
  await dialog().getByRole('button', { name: 'Done' }).click()

  const hers = await (await dashboard.newContext()).newPage()
  await hers.goto(link)
  await hers.getByLabel('Choose a password').fill('short')
  await hers.getByRole('button', { name: 'Accept and sign in' }).click()
  await hers
    .getByText(/at least 8/i)
    .first()
    .waitFor()
  await hers.getByLabel('Choose a password').fill('analytical engine')
  await hers.getByRole('button', { name: 'Accept and sign in' }).click()
  await hers.getByRole('heading', { name: 'Overview' }).waitFor()
  const again = await (await dashboard.newContext()).newPage()
  await again.goto(link)
  await again.getByRole('heading', { name: 'This invitation cannot be used' }).waitFor()

  await page.reload()
  await page.getByRole('combobox', { name: 'Role of ada@example.com' }).click()
  await page.getByRole('option', { name: /^Admin/ }).click()
  await told('ada@example.com is now admin')
  await actOn('ada@example.com', 'Remove')
  await dialog().getByRole('button', { name: 'Remove' }).click()
  await told('ada@example.com was removed')
  await hers.reload()
  await hers.getByRole('heading', { name: 'Overview' }).waitFor({ state: 'detached' })
  await again.context().close()
  await hers.context().close()
})

test('an invitation that was not accepted is withdrawn', async () => {
  await press('Invite')
  await dialog().getByLabel('E-mail').fill('grace@example.com')
  await dialog().getByRole('button', { name: 'Invite' }).click()
  await dialog().getByRole('button', { name: 'Done' }).click()
  await press('Withdraw')
  await told('The invitation was withdrawn')
})

test('a management key without a name is not made; one with a name is shown once and destroyed', async () => {
  await open('Settings')
  await page
    .getByRole('button', { name: /^Create/ })
    .first()
    .click()
  await dialog().getByRole('button', { name: 'Create', exact: true }).click()
  await refused(dialog(), /name/i)
  await dialog().getByLabel('Name').fill('billing-report')
  await dialog().getByRole('button', { name: 'Create', exact: true }).click()
  await page.getByLabel('The management key').waitFor()
  await press('I have copied it')
  await press('Destroy billing-report')
  await told('“billing-report” was destroyed')
})

test('the name and the password are changed; a wrong or a weak one changes nothing', async () => {
  await page.getByLabel('Name').fill('x'.repeat(300))
  await press('Save')
  await page
    .getByRole('alert')
    .or(page.locator('[id$="-note"]').filter({ hasText: /character/ }))
    .first()
    .waitFor()
  await page.getByLabel('Name').fill('Olga Owner')
  await press('Save')
  await told('Your name was changed')
  await page.getByLabel('Current password').fill('not the password')
  await page.getByLabel('New password').fill('another horse battery')
  await press('Change password')
  await told('That is not your password.')
  await page.getByLabel('Current password').fill(owner.password)
  await page.getByLabel('New password').fill('short')
  await press('Change password')
  await told(/at least 8/i)
  await page.getByLabel('New password').fill('another horse battery')
  await press('Change password')
  await told(/^Your password was changed/)
})

test('responses are kept only after they are allowed, and no more after that is taken back', async () => {
  await page.getByText('Keep responses', { exact: true }).click()
  await told('Responses are kept from now on')
  await page.getByText('Keep none', { exact: true }).click()
  await told('Kept responses were deleted; none is kept any more')
})

test('another browser is signed out from here', async () => {
  const other = await (await dashboard.newContext()).newPage()
  await other.goto(dashboard.url + paths.signIn)
  await other.getByLabel('E-mail').fill(owner.email)
  await other.getByLabel('Password').fill('another horse battery')
  await other.getByRole('button', { name: 'Sign in', exact: true }).click()
  await other.getByRole('heading', { name: 'Overview' }).waitFor()
  await page.reload()
  await press('Sign out all others')
  await told('Your other browsers are signed out')
  await other.reload()
  await other.getByRole('heading', { name: 'Sign in', exact: true }).waitFor()
  await other.context().close()
})

test('a stranger makes an account where the operator allows it, with an address that nobody has here', async () => {
  const theirs = await (await dashboard.newContext()).newPage()
  await theirs.goto(dashboard.url + paths.signUp)
  await theirs.getByRole('button', { name: 'Create account' }).click()
  await theirs
    .getByRole('alert')
    .or(theirs.getByText(/e-mail address/i))
    .first()
    .waitFor()
  await theirs.getByLabel('E-mail').fill(owner.email)
  await theirs.getByLabel('Password').fill('a stranger comes in')
  await theirs.getByRole('button', { name: 'Create account' }).click()
  await theirs.getByRole('alert').first().waitFor()
  await theirs.getByLabel('E-mail').fill('new@example.com')
  await theirs.getByRole('button', { name: 'Create account' }).click()
  await theirs.getByRole('heading', { name: 'Overview' }).waitFor()
  await theirs.context().close()
})

test('no script failed and the content policy blocked nothing on the way', () => assert.deepEqual(faults, []))
