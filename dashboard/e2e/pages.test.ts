// Every page in both themes and at two widths: it renders, nothing sticks out, axe finds nothing; a picture of each is kept.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { BrowserContext } from 'playwright-core'
import { root } from '../../tools/source-tree.ts'
import { paths } from '../paths.ts'
import { furnish } from './furnish.ts'
import { type Dashboard, openDashboard, looks, shotsFolder, signIn, skeleton, violationsOf, watchFaults } from './open-dashboard.ts'

/** Pages by the name of their picture, with the heading that says they are there. */
const pages = {
  overview: [paths.overview, 'Overview'],
  usage: [paths.usage, 'Usage Logs'],
  'usage-filtered': [paths.usageOf({ status: 'user_error', model: 'gpt-nobody' }), 'Usage Logs'],
  keys: [paths.keys, 'API Keys'],
  models: [paths.models, 'Models'],
  model: [paths.modelOf('nexo-demo'), 'nexo-demo'],
  billing: [paths.billing, 'Billing'],
  settings: [paths.settings, 'Settings'],
  members: [paths.members, 'Members'],
  'audit-log': [paths.auditLog, 'Audit log'],
  providers: [paths.providers, 'Providers'],
  prices: [paths.prices, 'Models & prices'],
  'price-import': [paths.priceImport, 'Import a price list'],
  accounts: [paths.accounts, 'Accounts'],
  users: [paths.users, 'Users'],
  'reset-password': [paths.resetPassword, 'Forgot your password?'],
  vouchers: [paths.vouchers, 'Vouchers'],
  alerts: [paths.alerts, 'Alerts'],
  system: [paths.system, 'System'],
  playground: [paths.playgroundOf('nexo-demo-tools'), 'Playground'],
  status: [paths.status, 'Status'],
  docs: [paths.docs, 'Quickstart'],
  doc: [paths.docOf('guide/sdks'), 'SDKs'],
} as const

let dashboard: Dashboard
let context: BrowserContext

before(async () => {
  dashboard = await openDashboard()
  // Without transitions: a colour on its way to another one has no contrast to judge.
  context = await dashboard.newContext({ reducedMotion: 'reduce' })
  await signIn(await context.newPage(), dashboard.router.setupUrl)
  await furnish(dashboard)
  const messages = [{ role: 'user', content: 'Hello' }]
  for (const model of ['nexo-demo', 'nexo-demo', 'nexo-demo-tools', 'gpt-nobody']) {
    await (await dashboard.router.chat({ model, messages, stream: model === 'nexo-demo' })).text()
  }
})
after(() => dashboard[Symbol.asyncDispose]())

for (const [name, [path, heading]] of Object.entries(pages)) {
  test(`${name}: there in both themes and at two widths, within the width, and without an axe violation`, async () => {
    const page = await context.newPage()
    const faults = watchFaults(page)
    await page.goto(dashboard.url + path)
    await page.getByRole('heading', { name: heading, exact: true }).first().waitFor()
    await page.locator(skeleton).first().waitFor({ state: 'detached' })
    for (const { width, colorScheme } of looks) {
      await page.setViewportSize({ width, height: width > 800 ? 900 : 844 })
      await page.emulateMedia({ colorScheme })
      assert.deepEqual(await violationsOf(page), [], `${colorScheme} ${width}`)
      const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
      assert.equal(over, 0, `sticks out by ${String(over)} pixels at ${width}`)
      await page.screenshot({ path: join(shotsFolder, `${name}-${colorScheme}-${width}.png`), fullPage: width < 800 })
    }
    assert.deepEqual(faults, [])
    await page.close()
  })
}

test('the details of a request: each kind of token with its cost, in both themes and at two widths, without an axe violation', async () => {
  const records = await dashboard.router.usage((all) => all.some(({ status }) => status === 'success'))
  const answered = records.find(({ status }) => status === 'success')
  const page = await context.newPage()
  for (const { width, colorScheme } of looks) {
    await page.setViewportSize({ width, height: width > 800 ? 900 : 844 })
    await page.emulateMedia({ colorScheme })
    await page.goto(dashboard.url + paths.requestOf(answered?.request_id ?? ''))
    const sheet = page.getByRole('dialog', { name: 'Request' })
    await sheet.getByRole('rowheader', { name: 'Output' }).waitFor()
    await sheet.getByText(/Price version nexo-demo/).waitFor()
    assert.deepEqual(await violationsOf(page), [], `${colorScheme} ${width}`)
    await page.screenshot({ path: join(shotsFolder, `request-${colorScheme}-${width}.png`) })
    await sheet.getByRole('button', { name: 'Close' }).click()
    await sheet.waitFor({ state: 'hidden' })
  }
  await page.close()
})

test('on a phone what can be done with a row is in sight, without scrolling sideways', async () => {
  const page = await context.newPage()
  await page.setViewportSize({ width: 390, height: 844 })
  const actions = { accounts: 'Add credit', vouchers: 'Revoke', prices: 'Change' } as const
  for (const [path, action] of Object.entries(actions)) {
    await page.goto(dashboard.url + paths[path as keyof typeof actions])
    const button = page.getByRole('button', { name: action }).first()
    await button.waitFor()
    const box = await button.boundingBox()
    assert.ok(box !== null && box.x >= 0 && box.x + box.width <= 390, `${path}: ${JSON.stringify(box)}`)
  }
  await page.close()
})

/** As they travel to a browser: in brotli. What a later click needs is not in a document; it comes when the page is idle. */
const firstVisitBytesMax = 145_000

test('no page needs more than 145 kB of scripts and styles on a first visit', () => {
  const dist = join(root, 'dashboard/dist')
  for (const name of readdirSync(join(dist, 'pages')).filter((file) => file.endsWith('.html'))) {
    const document = readFileSync(join(dist, 'pages', name), 'utf8')
    const named = [...document.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((match) => join(dist, match[1] as string))
    const bytes = named.reduce((sum, path) => sum + statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size, 0)
    assert.ok(bytes > 50_000 && bytes <= firstVisitBytesMax, `${name}: ${bytes} bytes`)
  }
})
