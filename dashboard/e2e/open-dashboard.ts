// A router with its built dashboard and a browser that is signed in, for the tests of this folder. Asserts nothing about pages.
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'
import { type Router, type RouterOptions, startRouter } from '../../test/system/start-router.ts'
import { buildDashboard } from '../../tools/build-dashboard.ts'
import { root } from '../../tools/source-tree.ts'

/** Debian's browser; another machine names its own. */
export const chromiumPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** How long something may take to appear before its test says that it is not there. On a machine with much else to do, a page takes long. */
const patienceMs = 60_000

/** `E2E_SLOWDOWN=6`: the browser computes six times slower and is six times 20 ms away, to find tests that hold on a quick machine only. */
const slowdown = Number(process.env['E2E_SLOWDOWN'] ?? 1)

/** What stands where something is still being loaded (ui/states.tsx). */
export const skeleton = '.animate-pulse-soft.bg-line'

export const shotsFolder = join(root, 'dashboard/test-results')

export interface Dashboard {
  readonly router: Router
  /** `http://localhost:<port>`: the name under which the setup link and the session cookie work. */
  readonly url: string
  readonly browser: Browser
  /** A context of its own, with no session. */
  newContext(options?: Parameters<Browser['newContext']>[0]): Promise<BrowserContext>
  [Symbol.asyncDispose](): Promise<void>
}

export async function openDashboard(options: RouterOptions = {}): Promise<Dashboard> {
  const built = await buildDashboard()
  if (built.result === 'no_tools') throw new Error('the dashboard is not built and cannot be: run `npm ci`')
  mkdirSync(shotsFolder, { recursive: true })
  const router = await startRouter(options)
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] })
  return {
    router,
    url: `http://localhost:${router.port}`,
    browser,
    async newContext(options) {
      const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, ...options })
      context.setDefaultTimeout(patienceMs)
      return patiently(context)
    },
    [Symbol.asyncDispose]: async () => {
      await browser.close()
      await router[Symbol.asyncDispose]()
    },
  }
}

/** The same context; nobody presses anything in its pages while parts of them are still on their way, and move what stands below. */
function patiently(context: BrowserContext): BrowserContext {
  const newPage = context.newPage.bind(context)
  return Object.assign(context, {
    async newPage() {
      const page = await newPage()
      await page.addLocatorHandler(page.locator(skeleton).first(), () => Promise.resolve())
      if (slowdown > 1) await slowDown(page)
      return page
    },
  })
}

async function slowDown(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  await session.send('Network.enable')
  const conditions = { offline: false, latency: 20 * slowdown, downloadThroughput: -1, uploadThroughput: -1 }
  await session.send('Network.emulateNetworkConditions', conditions)
}

export const owner = { email: 'owner@example.com', password: 'correct horse battery' } as const

/** Follows a setup link as its owner would: open it, choose how to sign in, arrive at the overview. */
export async function signIn(page: Page, setupUrl: string): Promise<void> {
  await page.goto(setupUrl)
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByLabel('Password').fill(owner.password)
  await page.getByRole('button', { name: 'Set up and sign in' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
}

/** What a person does with a page, by the words on it. */
export function handsOn(page: () => Page) {
  return {
    dialog: (): Locator => page().getByRole('dialog'),
    async open(link: string): Promise<void> {
      await page().getByRole('link', { name: link, exact: true }).click()
      await page().getByRole('heading', { name: link, exact: true, level: 1 }).waitFor()
    },
    press: (button: string): Promise<void> => page().getByRole('button', { name: button, exact: true }).click(),
    told: (text: string | RegExp): Promise<void> => page().getByText(text).first().waitFor(),
  }
}

/** What went wrong in a page without anybody seeing it: errors of scripts, and what the content policy blocked. */
export function watchFaults(page: Page): readonly string[] {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) faults.push(`${page.url()}: ${message.text()}`)
  })
  return faults
}

/** Every page is looked at in both themes and at two widths. */
export const looks = [1360, 390].flatMap((width) => (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })))

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
}

/** What axe finds on the page as it is now. */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe)
  const found = (await page.evaluate(
    'axe.run(document, { resultTypes: ["violations"] }).then((result) => result.violations)',
  )) as Violation[]
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`))
}
