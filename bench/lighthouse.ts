// What Lighthouse says of the dashboard's pages: performance and accessibility, on a phone and on a desk. Run: npm run lighthouse
// Three runs of each page on both, or what the arguments name: `npm run lighthouse -- 5 phone docs "usage logs"`.
// Lighthouse itself is fetched by npx when it is not there: 114 packages that nobody needs to build or to test this.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { furnish } from '../dashboard/e2e/furnish.ts'
import { chromiumPath, type Dashboard, openDashboard, signIn } from '../dashboard/e2e/open-dashboard.ts'
import { paths } from '../dashboard/paths.ts'
import { medianBy, slowdownOf } from './phone-slowdown.ts'

/** The bar for both, of 100. */
const bar = 95
/** The first ones are opened by nobody in particular. */
const pages = {
  'sign-in': paths.signIn,
  docs: paths.docs,
  overview: paths.overview,
  'usage logs': paths.usage,
  'api keys': paths.keys,
  models: paths.models,
  'models & prices': paths.prices,
  playground: paths.playground,
} as const
type PageName = keyof typeof pages
const looks = { phone: [], desk: ['--preset=desktop'] } as const
type Look = keyof typeof looks

/** An installation of one's own, `.../node_modules/lighthouse/cli/index.js`, spares the download. */
const cli = process.env['LIGHTHOUSE'] ?? fetchLighthouse()

function fetchLighthouse(): string {
  const found = execFileSync('npx', ['--yes', '--package', 'lighthouse@13.5.0', '-c', 'command -v lighthouse'], { encoding: 'utf8' })
  return realpathSync(found.trim())
}

interface Report {
  readonly categories: Readonly<Record<'performance' | 'accessibility', { readonly score: number | null }>>
  readonly audits: Readonly<Record<string, { readonly displayValue?: string } | undefined>>
}

/** How the machine was when a page was opened, and what the phone was made of it; a desk is this machine as it is. */
interface Pace {
  readonly index: number
  readonly slowdown: number
}

interface Run extends Pace {
  readonly performance: number
  readonly accessibility: number
  readonly figures: readonly string[]
}

/** What to measure, from the arguments. Throws with all that can be asked for. */
function readArguments(args: readonly string[]): { runs: number; names: readonly PageName[]; onto: readonly Look[] } {
  const unknown = args.filter((arg) => !/^[1-9]\d*$/.test(arg) && !(arg in pages) && !(arg in looks))
  if (unknown.length > 0) {
    const known = [...Object.keys(looks), ...Object.keys(pages)].map((name) => JSON.stringify(name)).join(', ')
    throw new Error(`"${unknown[0]}" is neither a number of runs nor one of ${known}`)
  }
  const chosen = <Name extends string>(all: Readonly<Record<Name, unknown>>): readonly Name[] => {
    const named = (Object.keys(all) as Name[]).filter((name) => args.includes(name))
    return named.length === 0 ? (Object.keys(all) as Name[]) : named
  }
  return { runs: Number(args.find((arg) => /^\d+$/.test(arg)) ?? 3), names: chosen(pages), onto: chosen(looks) }
}

/** The machine's speed as Lighthouse itself measures it, the median of so many readings of a second each. */
const readings = 5

async function readIndex(browser: Browser): Promise<number> {
  const { pageFunctions } = (await import(pathToFileURL(join(cli, '../../core/lib/page-functions.js')).href)) as {
    pageFunctions: { computeBenchmarkIndex: () => number }
  }
  const page = await browser.newPage()
  const read: number[] = []
  while (read.length < readings) read.push(await page.evaluate(pageFunctions.computeBenchmarkIndex))
  await page.close()
  return medianBy(read, (index) => index)
}

function ask(url: string, more: readonly string[], file: string): Promise<Report> {
  const args = [
    cli,
    url,
    '--chrome-path',
    chromiumPath,
    '--chrome-flags=--headless=new --no-sandbox',
    '--only-categories=performance,accessibility',
    '--output=json',
    `--output-path=${file}`,
    '--quiet',
  ]
  const child = spawn(process.execPath, [...args, ...more], { stdio: ['ignore', 'ignore', 'inherit'] })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(readFileSync(file, 'utf8')) as Report)
      else reject(new Error(`lighthouse ended with ${code} at ${url}`))
    })
  })
}

/** Lighthouse loses its own trace now and then, and says to run it again. */
async function reportOf(...asked: Parameters<typeof ask>): Promise<Report> {
  return ask(...asked).catch(() => ask(...asked))
}

/** Some requests, so that tables and charts have something to draw; six at a time, because the demo provider takes its time. */
async function fill({ router }: Dashboard): Promise<void> {
  const ask = async (made: number): Promise<unknown> => {
    const model = made % 3 === 0 ? 'nexo-demo-tools' : 'nexo-demo'
    return (await router.chat({ model, messages: [{ role: 'user', content: `Question ${made}` }] })).text()
  }
  for (let made = 0; made < 60; made += 6) await Promise.all([0, 1, 2, 3, 4, 5].map((more) => ask(made + more)))
}

const score = (value: number | null): number => Math.round((value ?? 0) * 100)

async function measure(url: string, more: readonly string[], look: Look): Promise<Run> {
  const index = await readIndex(dashboard.browser)
  const slowdown = look === 'phone' ? slowdownOf(index) : 1
  const report = await reportOf(
    url,
    [...more, ...looks[look], `--throttling.cpuSlowdownMultiplier=${slowdown}`],
    join(folder, 'report.json'),
  )
  const { performance, accessibility } = report.categories
  const figures = ['largest-contentful-paint', 'total-blocking-time'].map((audit) => report.audits[audit]?.displayValue ?? '-')
  return { index, slowdown, performance: score(performance.score), accessibility: score(accessibility.score), figures }
}

function printRow(name: PageName, look: Look, all: readonly Run[]): Run {
  const median = medianBy(all, (run) => -run.performance)
  const { performance, accessibility, figures, index, slowdown } = median
  const range = all.map((run) => run.performance).toSorted((a, b) => a - b)
  const scores = `${performance} (${range.at(0)}-${range.at(-1)})`
  console.log(`| ${[name, look, scores, accessibility, ...figures, Math.round(index), `${slowdown.toFixed(1)} x`].join(' | ')} |`)
  return median
}

const { runs, names, onto } = readArguments(process.argv.slice(2))
const folder = mkdtempSync(join(tmpdir(), 'nexorouter-lighthouse-'))
const dashboard = await openDashboard()
let missed = 0
try {
  await furnish(dashboard)
  await fill(dashboard)
  const context = await dashboard.newContext()
  await signIn(await context.newPage(), dashboard.router.setupUrl)
  const cookies = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  await context.close()
  const signedIn = `--extra-headers=${JSON.stringify({ cookie: cookies })}`
  console.log('| page | on a | performance | accessibility | largest paint | blocked | benchmark index | slowdown |')
  console.log('|---|---|--:|--:|--:|--:|--:|--:|')
  for (const name of names) {
    for (const look of onto) {
      const all: Run[] = []
      for (let run = 0; run < runs; run++) {
        all.push(await measure(dashboard.url + pages[name], name === 'sign-in' ? [] : [signedIn], look))
      }
      const { performance, accessibility } = printRow(name, look, all)
      if (Math.min(performance, accessibility) < bar) missed += 1
    }
  }
} finally {
  await dashboard[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
}
if (missed > 0) {
  console.error(`${missed} below ${bar}`)
  process.exitCode = 1
}
