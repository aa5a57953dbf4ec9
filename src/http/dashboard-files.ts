// The built dashboard, read once into memory, and how a file of it is sent. Knows no accounts: the pages ask the control API like any client.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

export interface DashboardFile {
  readonly type: string
  readonly bytes: Buffer
  /** The same bytes, compressed by the build; absent where compression saves nothing. */
  readonly brotli?: Buffer
  readonly gzip?: Buffer
}

/** By path from the folder, such as `index.html` or `assets/main-Dk29xQ1b.js`. A request can only name what is in the map. */
export type DashboardFiles = ReadonlyMap<string, DashboardFile>

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** All files below the folder with a known type. A folder that is missing or holds no document gives the page that says how to build one. */
export function readDashboardFiles(folder: string): DashboardFiles {
  const files = new Map<string, DashboardFile>()
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : []
  for (const entry of entries) {
    const type = types[extname(entry.name)]
    if (!entry.isFile() || type === undefined) continue
    const path = join(entry.parentPath, entry.name)
    const name = path.slice(folder.length).replaceAll('\\', '/').replace(/^\/+/, '')
    files.set(name, { type, bytes: readFileSync(path), ...variant('brotli', `${path}.br`), ...variant('gzip', `${path}.gz`) })
  }
  return files.has('index.html') ? files : new Map([['index.html', notBuilt]])
}

function variant(name: 'brotli' | 'gzip', path: string): Partial<DashboardFile> {
  return existsSync(path) ? { [name]: readFileSync(path) } : {}
}

/** The API works without a dashboard; whoever opens a page learns how to get one. */
const notBuilt: DashboardFile = {
  type: 'text/html; charset=utf-8',
  bytes: Buffer.from(`<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>NexoRouter</title>
  <h1>This router is running, without its dashboard.</h1>
  <p>The API is served under <code>/v1</code>. The dashboard is built from source and this installation does not have it yet.</p>
  <p>In a clone: run <code>npm ci</code> (with development packages), then <code>npm run build:dashboard</code>, and restart.
  The npm package and the container image carry it ready-made.</p>
</html>
`),
}

/** The address that the documentation is written with. */
const writtenUrl = 'http://localhost:3001'

/** A text of the documentation names this server's own address; it is small, so it travels uncompressed. Any other file is given back as it is. */
export function withOwnAddress(name: string, file: DashboardFile, publicUrl: string): DashboardFile {
  if (publicUrl === writtenUrl || !/\.(?:md|txt)$/.test(name)) return file
  return { type: file.type, bytes: Buffer.from(file.bytes.toString('utf8').replaceAll(writtenUrl, publicUrl), 'utf8') }
}

/** No remote origin, nothing inline, no framing; the setup link's token never leaves in a referrer. Flat name, value pairs. */
const pageHeaders: readonly string[] = [
  'content-security-policy',
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; " +
    "form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options',
  'nosniff',
  'referrer-policy',
  'no-referrer',
  'cross-origin-opener-policy',
  'same-origin',
]

/** The build puts a hash of the content into these names, so what stands under a name never changes. */
const hashed = /^assets\/.+-[\w-]{8}\.\w+$/

/** Head and bytes for a client that accepts these encodings: the smallest form it can read. */
export function answerWithFile(
  name: string,
  file: DashboardFile,
  acceptEncoding: string,
): { readonly headers: string[]; readonly bytes: Buffer } {
  const headers = ['content-type', file.type, ...pageHeaders, 'vary', 'accept-encoding']
  headers.push('cache-control', hashed.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache')
  const accepts = (encoding: string): boolean =>
    new RegExp(`(?:^|[,\\s])${encoding}(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))`).test(acceptEncoding)
  if (file.brotli !== undefined && accepts('br')) return { headers: [...headers, 'content-encoding', 'br'], bytes: file.brotli }
  if (file.gzip !== undefined && accepts('gzip')) return { headers: [...headers, 'content-encoding', 'gzip'], bytes: file.gzip }
  return { headers, bytes: file.bytes }
}
