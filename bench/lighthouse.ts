// What Lighthouse says of the dashboard's pages: performance and accessibility, on a phone and on a desk. Run: npm run lighthouse
// Lighthouse itself is fetched by npx when it is not there: 114 packages that nobody needs to build or to test this.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { furnish } from '../dashboard/e2e/furnish.ts'
import { chromiumPath, type Dashboard, openDashboard, signIn } from '../dashboard/e2e/open-dashboard.ts'
import { paths } from '../dashboard/paths.ts'

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
const looks = { phone: [], desk: ['--preset=desktop'] } as const
/** An installation of one's own, `.../node_modules/lighthouse/cli/index.js`, spares the download. */
const own = process.env['LIGHTHOUSE']
const command = own === undefined ? ['npx', '--yes', 'lighthouse@13.5.0'] : [process.execPath, own]

interface Report {
  readonly categories: Readonly<Record<'performance' | 'accessibility', { readonly score: number | null }>>
  readonly audits: Readonly<Record<string, { readonly displayValue?: string } | undefined>>
}

/** Each page is measured so often, and the median counts: `npm run lighthouse -- 5`. */
const runs = Number(process.argv[2] ?? 3)

function ask(url: string, more: readonly string[], file: string): Promise<Report> {
  const [program = '', ...before] = command
  const chrome = ['--chrome-path', chromiumPath, '--chrome-flags=--headless=new --no-sandbox']
  const args = [
    ...before,
    url,
    ...chrome,
    '--only-categories=performance,accessibility',
    '--output=json',
    `--output-path=${file}`,
    '--quiet',
  ]
  const child = spawn(program, [...args, ...more], { stdio: ['ignore', 'ignore', 'inherit'] })
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

/** Some requests, so that tables and charts have something to draw. */
async function fill({ router }: Dashboard): Promise<void> {
  for (let made = 0; made < 60; made++) {
    const model = made % 3 === 0 ? 'nexo-demo-tools' : 'nexo-demo'
    await (await router.chat({ model, messages: [{ role: 'user', content: `Question ${made}` }] })).text()
  }
}

const score = (value: number | null): number => Math.round((value ?? 0) * 100)
const performanceOf = (report: Report): number => score(report.categories.performance.score)

const folder = mkdtempSync(join(tmpdir(), 'nexorouter-lighthouse-'))
const dashboard = await openDashboard()
let missed = 0
try {
  await furnish(dashboard)
  await fill(dashboard)
  const context = await dashboard.newContext()
  await signIn(await context.newPage(), dashboard.router.setupUrl)
  const cookies = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  const signedIn = `--extra-headers=${JSON.stringify({ cookie: cookies })}`
  console.log('| page | on a | performance | accessibility | largest paint | blocked |\n|---|---|--:|--:|--:|--:|')
  for (const [name, path] of Object.entries(pages)) {
    for (const [look, preset] of Object.entries(looks)) {
      const more = name === 'sign-in' ? preset : [...preset, signedIn]
      const reports: Report[] = []
      for (let run = 0; run < runs; run++) reports.push(await reportOf(dashboard.url + path, more, join(folder, 'report.json')))
      const median = reports.toSorted((a, b) => performanceOf(a) - performanceOf(b))[Math.floor(runs / 2)] as Report
      const scores = [performanceOf(median), score(median.categories.accessibility.score)]
      if (scores.some((one) => one < bar)) missed += 1
      const figures = ['largest-contentful-paint', 'total-blocking-time'].map((audit) => median.audits[audit]?.displayValue ?? '-')
      console.log(`| ${[name, look, ...scores, ...figures].join(' | ')} |`)
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
