// Builds the dashboard into dashboard/dist when it is missing or older than its sources, and compresses it. Knows nothing of the server.
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { type BuiltScript, pageDocuments } from './dashboard-documents.ts'
import { docModules } from './doc-tokens.ts'
import { pathsUnder, root } from './source-tree.ts'

const dist = join(root, 'dashboard/dist')
const stamp = join(dist, 'build.json')

const tools = ['build-dashboard', 'dashboard-documents', 'doc-tokens'].map((name) => `tools/${name}.ts`)

/** What the build reads; the lock file stands for all packages. */
function sourcePaths(): string[] {
  const folders = ['dashboard', 'src/contract', 'src/base', 'docs']
  const ofBuild = (path: string): boolean => !path.startsWith('dashboard/e2e/') && !path.endsWith('.test.ts')
  return [...folders.flatMap(pathsUnder).filter(ofBuild), 'package-lock.json', ...tools]
}

function sourceHash(): string {
  const hash = createHash('sha256')
  for (const path of sourcePaths())
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0')
  return hash.digest('hex')
}

function isFresh(hash: string): boolean {
  return existsSync(stamp) && (JSON.parse(readFileSync(stamp, 'utf8')) as { sources?: string }).sources === hash
}

function buildToolIsInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve('vite')
    return true
  } catch {
    return false
  }
}

/** Files that browsers decompress themselves; fonts are compressed already. */
function compress(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(?:js|css|html|svg|md|txt)$/.test(entry.name)) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = readFileSync(path)
    if (bytes.length < 512) continue
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
  }
}

/**
 * What many pages share travels in few files: each icon in one of its own would be a round trip. `layers` is what draws dialogs,
 * menus and lists; no page waits for it.
 */
const chunks = [
  // What fetches scripts is all that the first one needs.
  { name: 'preload', test: /vite\/preload-helper/ },
  { name: 'react', test: /node_modules\/(?:react|react-dom|scheduler|use-sync-external-store)\// },
  { name: 'routing', test: /node_modules\/@tanstack\// },
  { name: 'icons', test: /node_modules\/lucide-react\//, minShareCount: 2 },
  { name: 'layers', test: /node_modules\/(?:@base-ui|@floating-ui)\//, minShareCount: 2 },
  { name: 'shared', test: /dashboard\/(?:heads|(?:ui|format|api|charts)\/)|src\/contract\//, minShareCount: 4 },
]

/**
 * Chromium then compiles the whole of a script in the background while it arrives, and not each function in the page at its first call: half of
 * what the page's own thread had to do on a first visit. Others read a comment.
 */
const compileAhead = '//# allFunctionsCalledOnLoad'

/** Beside the final place and renamed at the end: who starts a server meanwhile sees the old build or the new one, never half of one. */
async function buildInto(outDir: string): Promise<readonly BuiltScript[]> {
  const { build } = await import('vite')
  const { default: tailwindcss } = await import('@tailwindcss/vite')
  const built = await build({
    configFile: false,
    root: join(root, 'dashboard'),
    logLevel: 'error',
    plugins: [tailwindcss(), docModules()],
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2023',
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      rolldownOptions: { output: { codeSplitting: { groups: chunks }, postBanner: compileAhead } },
    },
  })
  if (!('output' in built)) throw new Error('the bundler gave no output')
  return built.output.flatMap((part) => (part.type === 'chunk' ? [part] : []))
}

/** The document of each page. */
function addDocuments(folder: string, scripts: readonly BuiltScript[]): void {
  const index = readFileSync(join(folder, 'index.html'), 'utf8')
  mkdirSync(join(folder, 'pages'))
  for (const [name, text] of pageDocuments(index, scripts, join(root, 'dashboard/pages/'))) writeFileSync(join(folder, name), text)
}

/** The folders of the documentation that the dashboard shows; the same files are served as they are, for readers that are programs. */
const docFolders = ['guide', 'concepts', 'reference']

/** The pages as Markdown, and a list of them in the form of llmstxt.org. The server puts its own address in the place of the written one. */
function addDocs(folder: string): void {
  const pages = docFolders.flatMap((name) => pathsUnder(`docs/${name}`)).filter((path) => path.endsWith('.md'))
  const lines = pages.map((path) => {
    cpSync(join(root, path), join(folder, path))
    const title = /^# (.+)$/m.exec(readFileSync(join(root, path), 'utf8'))?.[1] ?? path
    return `- [${title}](http://localhost:3001/${path})`
  })
  const head = '# NexoRouter\n\n> An OpenAI-compatible LLM router. The base URL of the API is http://localhost:3001/v1\n\n## Docs\n'
  writeFileSync(join(folder, 'llms.txt'), `${head}\n${lines.join('\n')}\n`)
}

export interface DashboardBuild {
  /** `fresh`: nothing to do. `no_tools`: the development packages are not installed. */
  readonly result: 'fresh' | 'built' | 'no_tools'
  readonly seconds: number
}

/** Brings dashboard/dist up to date. Throws what the build tool throws. `starting` is called before the slow part. */
export async function buildDashboard(starting: () => void = () => {}): Promise<DashboardBuild> {
  const hash = sourceHash()
  if (isFresh(hash)) return { result: 'fresh', seconds: 0 }
  if (!buildToolIsInstalled()) return { result: 'no_tools', seconds: 0 }
  starting()
  const started = process.hrtime.bigint()
  const next = join(root, `node_modules/.cache/dashboard-${process.pid}`)
  mkdirSync(next, { recursive: true })
  try {
    addDocuments(next, await buildInto(next))
    addDocs(next)
    compress(next)
    writeFileSync(join(next, 'build.json'), `${JSON.stringify({ sources: hash })}\n`)
    putInPlace(next, hash)
  } finally {
    rmSync(next, { recursive: true, force: true })
  }
  return { result: 'built', seconds: Number(process.hrtime.bigint() - started) / 1e9 }
}

/** Somebody else may have built the same meanwhile, and may be reading it: what is in place already stays. */
function putInPlace(next: string, hash: string): void {
  if (isFresh(hash)) return
  const before = `${next}-before`
  try {
    if (existsSync(dist)) renameSync(dist, before)
    renameSync(next, dist)
  } catch (error) {
    if (!isFresh(hash)) throw error
  } finally {
    rmSync(before, { recursive: true, force: true })
  }
}

/** What a first visit of the sign-in page loads, compressed: the document and what it names. */
function firstLoadBytes(): number {
  const html = readFileSync(join(dist, 'pages/signIn.html'), 'utf8')
  const named = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1] as string)
  return named.reduce((sum, name) => {
    const path = join(dist, name)
    return sum + statSync(existsSync(`${path}.gz`) ? `${path}.gz` : path).size
  }, 0)
}

/** With `--before-start` a failure is told and the server starts all the same: the API does not need its pages. */
async function main(args: readonly string[]): Promise<number> {
  const say = (text: string): void => void process.stderr.write(`${text}\n`)
  const beforeStart = args.includes('--before-start')
  try {
    const { result, seconds } = await buildDashboard(() => say('Building the dashboard (only when its sources changed) ...'))
    if (result === 'built') say(`Built the dashboard in ${seconds.toFixed(1)} s; first load ${Math.round(firstLoadBytes() / 1024)} kB.`)
    if (result === 'no_tools' && (!beforeStart || !existsSync(stamp))) {
      say(
        'The dashboard is not built: development packages are not installed. Run `npm ci` without --omit=dev, then `npm run build:dashboard`.',
      )
    }
    return result === 'no_tools' && !beforeStart ? 1 : 0
  } catch (fault) {
    say(`The dashboard could not be built: ${fault instanceof Error ? fault.message : String(fault)}`)
    if (beforeStart) say('The API starts without it. `npm run build:dashboard` shows the failure again.')
    return beforeStart ? 0 : 1
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2))
