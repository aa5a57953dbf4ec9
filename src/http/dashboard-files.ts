// The dashboard's static files, read once into memory. Knows no accounts: the pages ask the control API like any other client.
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

export interface DashboardFile {
  readonly type: string
  readonly bytes: Buffer
}

export type DashboardFiles = ReadonlyMap<string, DashboardFile>

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** All files of a folder and of its `assets` folder with a known type, by relative path. A request can only name what is in this map. */
export function readDashboardFiles(folder: string): DashboardFiles {
  const files = new Map<string, DashboardFile>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)]
    if (!entry.isFile() || type === undefined) continue
    const path = join(entry.parentPath, entry.name)
    files.set(path.slice(folder.length).replaceAll('\\', '/').replace(/^\/+/, ''), { type, bytes: readFileSync(path) })
  }
  return files
}

/** No remote origin, nothing inline, no framing; the setup link's token never leaves in a referrer. Flat name, value pairs. */
export const pageHeaders: readonly string[] = [
  'content-security-policy',
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options',
  'nosniff',
  'referrer-policy',
  'no-referrer',
  'cross-origin-opener-policy',
  'same-origin',
  'cache-control',
  'no-cache',
]
