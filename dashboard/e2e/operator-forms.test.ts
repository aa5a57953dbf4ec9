// The forms of an operator, each filled in wrongly and then rightly: credit, suspension, vouchers, prices, credentials.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { ProviderJson } from '../../src/contract/providers-api.ts'
import { type Dashboard, handsOn, openDashboard, signIn, watchFaults } from './open-dashboard.ts'

let dashboard: Dashboard
let page: Page
let faults: readonly string[]

before(async () => {
  dashboard = await openDashboard()
  page = await (await dashboard.newContext({ reducedMotion: 'reduce' })).newPage()
  faults = watchFaults(page)
  await signIn(page, dashboard.router.setupUrl)
})
after(() => dashboard[Symbol.asyncDispose]())

const { dialog, open, press, told } = handsOn(() => page)
const confirm = (name: string): Promise<void> => dialog().getByRole('button', { name, exact: true }).click()

const choose = async (list: string, option: string): Promise<void> => {
  await dialog().getByRole('combobox', { name: list }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

async function providerNamed(id: string): Promise<ProviderJson> {
  const headers = { authorization: `Bearer ${dashboard.router.managementKey}` }
  const { data } = (await (await fetch(`${dashboard.url}/control/v1/providers`, { headers })).json()) as { data: ProviderJson[] }
  const found = data.find((one) => one.id === id)
  assert.ok(found)
  return found
}

const chat = (): Promise<Response> => dashboard.router.chat({ model: 'nexo-demo', messages: [{ role: 'user', content: 'Hello' }] })

test('credit is given by hand: an amount that is none is refused, a right one stands in the balance', async () => {
  await open('Accounts')
  await press('Add credit')
  await dialog().getByLabel('Amount in USD').fill('twelve')
  await confirm('Add credit')
  await dialog()
    .getByRole('alert')
    .getByText(/Enter an amount in USD/)
    .waitFor()
  await dialog().getByLabel('Amount in USD').fill('12.50')
  await dialog().getByLabel('Note').fill('for the workshop')
  await confirm('Add credit')
  await told('$12.50 credited; the balance is $17.50')
})

test('a suspended account is refused from the next request on, and served again when it is taken back', async () => {
  await press('Suspend')
  await confirm('Suspend account')
  await told('“Default” is suspended')
  const refused = await chat()
  assert.match(await refused.text(), /account_suspended/)
  await press('Unsuspend')
  await confirm('Unsuspend')
  await told('“Default” may be used again')
  assert.equal((await chat()).status, 200)
})

test('vouchers are made by amount and number, shown once, and revoked', async () => {
  await open('Vouchers')
  await page.getByRole('button', { name: 'Make vouchers' }).first().click()
  await dialog().getByLabel('How many').fill('none')
  await confirm('Make vouchers')
  await dialog().getByText('A whole number from 1 to 1000.').waitFor()
  await dialog()
    .getByText(/Enter an amount in USD/)
    .waitFor()
  await dialog().getByLabel('Amount in USD').fill('5')
  await dialog().getByLabel('How many').fill('2')
  await confirm('Make vouchers')
  const codes = (await page.getByLabel('The codes').innerText()).trim().split('\n')
  assert.equal(new Set(codes).size, 2)
  await press('I have copied them')
  await page.getByRole('button', { name: 'Revoke' }).first().click()
  await told('The voucher was taken out of use')
})

test('a price is compared before it is published; one that jumps asks again, one that is none is refused', async () => {
  await open('Models & prices')
  await page.getByRole('button', { name: 'Change' }).first().click()
  await dialog().getByLabel('Input', { exact: true }).fill('cheap')
  await dialog().getByLabel('Source').fill('https://example.com/prices')
  await confirm('Compare')
  await dialog().getByRole('alert').first().waitFor()
  await dialog().getByLabel('Input', { exact: true }).fill('900')
  await confirm('Compare')
  await dialog().getByText('This is a large jump. Is it meant?').waitFor()
  await confirm('Publish in spite of that')
  await told(/^The new price of .* is published$/)
})

test('a connected provider takes another credential: one without a name or with a broken weight is refused at its field', async () => {
  const connected = await fetch(`${dashboard.url}/control/v1/providers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${dashboard.router.managementKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'acme', dialect: 'openai-chat', base_url: 'https://api.example.com/v1', api_key: 'sk-acme-first' }),
  })
  assert.equal(connected.status, 201)
  await open('Providers')
  await page.getByRole('button', { name: 'Add a credential' }).first().click()
  await dialog().getByLabel('Credential', { exact: true }).fill('sk-acme-second')
  await confirm('Add')
  await dialog().getByRole('alert').first().waitFor()
  await dialog().getByLabel('Name').fill('team-b')
  await dialog().getByLabel('Weight').fill('heavy')
  await confirm('Add')
  await dialog().getByRole('alert').first().waitFor()
  await dialog().getByLabel('Weight').fill('2')
  await confirm('Add')
  await told('“team-b” was added')
  await page.getByRole('combobox', { name: 'Weight of team-b' }).getByText('Weight 2').waitFor()
})

test('a provider of Amazon is connected with the role of this machine, and no key is asked for', async () => {
  await open('Providers')
  await page.getByRole('button', { name: 'Connect a provider' }).first().click()
  await choose('Vendor', 'Amazon Bedrock (Converse)')
  await choose('Signs in with', 'The role that this server runs in')
  assert.equal(await dialog().getByLabel('Credential', { exact: true }).count(), 0)
  await confirm('Connect')
  await dialog()
    .getByRole('alert')
    .getByText(/region/)
    .waitFor()
  await dialog().getByLabel('region').fill('eu-central-1')
  await confirm('Connect')
  await told('Amazon Bedrock (Converse) is connected')
  const { status, credentials } = await providerNamed('bedrock-converse')
  assert.deepEqual([status, credentials], ['ready', []])
})

test('a server whose key travels in a header of its own is connected; a header that is none is refused at its field', async () => {
  await open('Providers')
  await page.getByRole('button', { name: 'Connect a provider' }).first().click()
  await choose('Vendor', 'Another compatible server')
  await dialog().getByLabel('ID').fill('headed')
  await dialog().getByLabel('Base URL').fill('https://api.example.com/v1')
  await choose('Signs in with', 'A key in a header of its own')
  await dialog().getByLabel('Header').fill('my key')
  await dialog().getByLabel('Credential', { exact: true }).fill('sk-headed-0123456789')
  await confirm('Connect')
  await dialog()
    .getByRole('alert')
    .getByText(/name of a header/)
    .waitFor()
  await dialog().getByLabel('Header').fill('X-Api-Key')
  await confirm('Connect')
  await told('headed is connected')
  assert.equal((await providerNamed('headed')).status, 'ready')
})

test('no script failed and the content policy blocked nothing on the way', () => assert.deepEqual(faults, []))
