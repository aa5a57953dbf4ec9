// The newcomer's story in a real browser against the real server: from the setup link to the request in the logs.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { type Dashboard, openDashboard, owner, shotsFolder, watchFaults } from './open-dashboard.ts'

let dashboard: Dashboard
let context: BrowserContext
let page: Page
let faults: readonly string[]

before(async () => {
  dashboard = await openDashboard()
  context = await dashboard.newContext()
  page = await context.newPage()
  faults = watchFaults(page)
})
after(() => dashboard[Symbol.asyncDispose]())

test('who is not signed in is sent to the sign-in page, which says how to begin and where programs go', async () => {
  await page.goto(`${dashboard.url}/usage?status=quota`)
  await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor()
  await page.getByText(`${dashboard.url}/v1`, { exact: true }).waitFor()
  await page.getByText('nexorouter setup-link').waitFor()
})

test('the setup link makes an owner, once; its token leaves the address bar; a second use says why it fails', async () => {
  await page.goto(dashboard.router.setupUrl)
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByLabel('Password').fill('123')
  await page.getByRole('button', { name: 'Set up and sign in' }).click()
  await page
    .getByRole('alert')
    .getByText(/at least 8 characters/)
    .waitFor()
  await page.getByLabel('Password').fill(owner.password)
  await page.getByRole('button', { name: 'Set up and sign in' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  assert.equal(new URL(page.url()).hash, '')
  const other = await (await dashboard.newContext()).newPage()
  await other.goto(dashboard.router.setupUrl)
  await other.getByLabel('E-mail').fill('second@example.com')
  await other.getByLabel('Password').fill(owner.password)
  await other.getByRole('button', { name: 'Set up and sign in' }).click()
  await other.getByRole('alert').getByText('was used before').waitFor()
})

test('the overview of a new account leads to the first request and notices it', async () => {
  const steps = page.getByRole('list').filter({ hasText: 'Make the first request' })
  await steps.getByText('$NEXOROUTER_API_KEY').first().waitFor()
  const body = { model: 'nexo-demo', messages: [{ role: 'user', content: 'Say hello' }] }
  assert.equal((await dashboard.router.chat(body)).status, 200)
  await steps.getByText('Make the first request (done)').waitFor()
})

test('the request stands in Usage Logs with its cost and opens beside the list', async () => {
  await page.getByRole('link', { name: 'Usage Logs' }).click()
  const row = page.getByRole('row').filter({ hasText: 'nexo-demo' }).first()
  await row.getByText('Success').waitFor()
  await row.click()
  const sheet = page.getByRole('dialog', { name: 'Request' })
  await sheet.getByRole('rowheader', { name: 'Charged' }).waitFor()
  await sheet.getByText(/answered/).waitFor()
  assert.match(page.url(), /\?id=[0-9a-f-]{36}$/)
  await page.keyboard.press('Escape')
  await sheet.waitFor({ state: 'hidden' })
})

test('a refused request shows its code, its cause and its fix', async () => {
  const refused = await dashboard.router.chat({ model: 'gpt-nobody', messages: [{ role: 'user', content: 'Hello' }] })
  assert.equal(refused.status, 404)
  await page.reload()
  await page.getByRole('row').filter({ hasText: 'gpt-nobody' }).click()
  const sheet = page.getByRole('dialog', { name: 'Request' })
  await sheet.getByText('model_not_found').waitFor()
  await sheet.getByText('Fix:').waitFor()
  await page.keyboard.press('Escape')
})

test('filters are chips that stand in the URL, survive a reload and can be taken away', async () => {
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('button', { name: 'Status', exact: true }).click()
  await page.getByRole('button', { name: 'User error' }).click()
  await page.waitForURL(/status=user_error/)
  await page.reload()
  await page.getByRole('button', { name: 'Status User error' }).waitFor()
  assert.equal(await page.getByRole('row').filter({ hasText: 'Success' }).count(), 0)
  await page.getByRole('button', { name: 'Remove the filter Status' }).click()
  await page.getByRole('row').filter({ hasText: 'Success' }).first().waitFor()
  assert.doesNotMatch(page.url(), /status/)
})

let tinyKey = ''
const ask = (key: string) => dashboard.router.chat({ model: 'nexo-demo', messages: [{ role: 'user', content: 'Say hello' }] }, { key })

test('a key with a budget is made in the dashboard and shown once, with code that holds it', async () => {
  await page.getByRole('link', { name: 'API Keys' }).click()
  await page.getByRole('button', { name: 'Create key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Create key' }).click()
  await dialog.getByRole('alert').getByText('Give the key a name').waitFor()
  await dialog.getByLabel('Name').fill('tiny')
  await dialog.getByRole('radio', { name: 'Custom' }).check({ force: true })
  await dialog.getByLabel('Budget in USD').fill('0.00001')
  await dialog.getByRole('button', { name: 'Create key' }).click()
  tinyKey = await page.getByLabel('The new key').innerText()
  assert.match(tinyKey, /^sk-nxr-[0-9A-Za-z]{38}$/)
  await page.getByText(`export OPENAI_BASE_URL="${dashboard.url}/v1"`).waitFor()
  await page.getByRole('button', { name: 'I have copied it' }).click()
  assert.equal(await page.getByText(tinyKey).count(), 0)
})

test('its budget holds; the logs say why and what to do; a larger budget lets it go on', async () => {
  assert.equal((await ask(tinyKey)).status, 402)
  await page.getByRole('link', { name: 'Usage Logs' }).click()
  await page.getByRole('row').filter({ hasText: 'tiny' }).first().click()
  const sheet = page.getByRole('dialog', { name: 'Request' })
  await sheet.getByText('insufficient_quota').waitFor()
  await sheet.getByText(/^add credit, /).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'API Keys' }).click()
  await page.getByRole('button', { name: 'Actions for tiny' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await page.getByRole('dialog').getByRole('radio', { name: '$5' }).check({ force: true })
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('“tiny” was changed').waitFor()
  assert.equal((await ask(tinyKey)).status, 200)
})

test('who comes back to the logs at once sees what happened meanwhile', async () => {
  const row = page.getByRole('row').filter({ hasText: 'tiny' })
  for (const rows of [3, 4, 5]) {
    await page.getByRole('link', { name: 'API Keys' }).click()
    await page.getByRole('button', { name: 'Actions for tiny' }).waitFor()
    assert.equal((await ask(tinyKey)).status, 200)
    await page.getByRole('link', { name: 'Usage Logs' }).click()
    await row.nth(rows - 1).waitFor()
  }
  await page.getByRole('link', { name: 'API Keys' }).click()
})

test('a revoked key is refused until it is enabled; a deleted one is gone after its name was typed', async () => {
  const choose = async (item: string): Promise<void> => {
    await page.getByRole('button', { name: 'Actions for tiny' }).click()
    await page.getByRole('menuitem', { name: item }).click()
  }
  await choose('Revoke')
  await page.getByText('“tiny” was revoked').waitFor()
  await page.getByRole('row').filter({ hasText: 'tiny' }).getByText('Revoked', { exact: true }).waitFor()
  assert.equal((await ask(tinyKey)).status, 401)
  await choose('Enable')
  await page.getByText('“tiny” may be used again').waitFor()
  assert.equal((await ask(tinyKey)).status, 200)
  await choose('Delete')
  const dialog = page.getByRole('dialog')
  assert.equal(await dialog.getByRole('button', { name: 'Delete key' }).isDisabled(), true)
  await dialog.getByLabel(/Type “tiny”/).fill('tiny')
  await dialog.getByRole('button', { name: 'Delete key' }).click()
  // Behind an open dialog no row can be found by its role, deleted or not.
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('row').filter({ hasText: 'tiny' }).waitFor({ state: 'detached' })
  assert.equal((await ask(tinyKey)).status, 401)
})

test('a live tail shows requests while they happen, and a pause keeps what is there', async () => {
  await page.getByRole('link', { name: 'Usage Logs' }).click()
  await page.getByRole('button', { name: 'Live' }).click()
  await page.getByText('following').waitFor()
  await dashboard.router.chat({ model: 'live-one', messages: [{ role: 'user', content: 'Hello' }] })
  await page.getByRole('row').filter({ hasText: 'live-one' }).waitFor()
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByRole('row').filter({ hasText: 'live-one' }).waitFor()
})

test('the Playground asks two models at once, without a key in the page, and shows what each took and cost', async () => {
  await page.getByRole('link', { name: 'Playground' }).click()
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByLabel('Temperature').fill('5')
  await page.getByLabel('Your message').fill('What does a router do?')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('alert').getByText('A number from 0 to 2.').waitFor()
  await page.getByLabel('Temperature').fill('0.5')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('link', { name: 'log', exact: true }).nth(1).waitFor()
  assert.equal(await page.getByText(/→ \d+ tokens/).count(), 2)
  assert.equal(await page.getByText(/^\$0\.\d{4,}$/).count(), 2)
  await page.getByRole('button', { name: 'Code', exact: true }).click()
  await page.getByRole('tab', { name: '.NET' }).click()
  await page.getByRole('tabpanel').getByText('What does a router do?').waitFor()
  await page.keyboard.press('Escape')
})

test('a picture goes along with the question', async () => {
  await page.getByRole('button', { name: 'Start over' }).click()
  const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
  await page.getByLabel('Pictures to attach').setInputFiles({ name: 'dot.png', mimeType: 'image/png', buffer: picture })
  await page.getByAltText('To send, number 1').waitFor()
  await page.getByLabel('Your message').fill('What is in the picture?')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByAltText('Attached, number 1').first().waitFor()
  await page.getByRole('link', { name: 'log', exact: true }).nth(1).waitFor()
})

test('a request opens in the Playground: whole where it is kept, and else with a word on why and how', async () => {
  const { baseUrl, key, managementKey, port } = dashboard.router
  const post = (url: string, credential: string, body: object): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${credential}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const asked = { model: 'nexo-demo', instructions: 'Answer in one word.', input: 'Which colour has the sky?', temperature: 0.3 }
  const open = async (id: string): Promise<void> => {
    await page.goto(`${dashboard.url}/usage?id=${id}`)
    await page.getByRole('dialog', { name: 'Request' }).getByRole('link', { name: 'Open in the Playground' }).click()
  }
  const first = await post(`${baseUrl}/responses`, key, asked)
  await first.text()
  await open(first.headers.get('x-request-id') ?? '')
  await page.getByText(/are not kept, because this account stores no prompts/).waitFor()
  assert.equal(await page.getByLabel('Your message').inputValue(), '')
  await post(`http://127.0.0.1:${port}/control/v1/response-storage`, managementKey, { allowed: true })
  const second = await post(`${baseUrl}/responses`, key, asked)
  await second.text()
  await open(second.headers.get('x-request-id') ?? '')
  await page.getByText(/asked is filled in; press Send/).waitFor()
  await page.screenshot({ path: join(shotsFolder, 'playground-carried.png') })
  const field = (label: string): Promise<string> => page.getByLabel(label).inputValue()
  assert.deepEqual(
    [await field('Your message'), await field('System message'), await field('Temperature')],
    [asked.input, asked.instructions, '0.3'],
  )
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('link', { name: 'log', exact: true }).waitFor()
})

test('an alert on the balance is set, shown and removed', async () => {
  await page.getByRole('link', { name: 'Billing' }).click()
  await page.getByRole('button', { name: 'Add an alert' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Add alert' }).click()
  await dialog.getByRole('alert').first().waitFor()
  await dialog.getByLabel('Webhook').fill('https://example.com/hook')
  await dialog.getByRole('button', { name: 'Add alert' }).click()
  await page.getByText(/^nxr-whsec-/).waitFor()
  await page.getByRole('button', { name: 'I have copied it' }).click()
  await page.getByRole('button', { name: 'Actions for the alert: Balance below $5.00' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await page.getByText('Balance below $5.00').waitFor({ state: 'detached' })
})

test('a voucher tops the account up, once', async () => {
  const { router } = dashboard
  const made = await fetch(`${dashboard.url}/control/v1/vouchers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${router.managementKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ usd: '25' }),
  })
  const { data } = (await made.json()) as { data: { code: string }[] }
  const code = data[0]?.code ?? ''
  await page.getByRole('link', { name: 'Billing' }).click()
  await page.getByLabel('Voucher').fill(code)
  await page.getByRole('button', { name: 'Redeem' }).click()
  await page.getByText(/^\$25\.00 credited; the balance is \$29\./).waitFor()
  await page.getByRole('row').filter({ hasText: 'Voucher' }).getByText('+$25.00').waitFor()
  await page.getByLabel('Voucher').fill(code)
  await page.getByRole('button', { name: 'Redeem' }).click()
  await page.getByRole('alert').first().waitFor()
})

test('the palette opens by keyboard and finds a request by its ID', async () => {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('over')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('l')
  await page.getByRole('heading', { name: 'Usage Logs' }).waitFor()
})

test('signing out ends the session; the password opens another one, where one wanted to go', async () => {
  await page.getByRole('button', { name: /^Account/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor()
  await page.goto(`${dashboard.url}/keys`)
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByLabel('Password').fill('not the password')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('alert').getByText('sign_in_failed').waitFor()
  await page.getByLabel('Password').fill(owner.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { name: 'API Keys' }).waitFor()
})

test('no script failed and the content policy blocked nothing on the way', () => assert.deepEqual(faults, []))
