// Reads the working tree from disk: which files are there and what they say. Knows no rule.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface SourceFile {
  /** From the root, with forward slashes: `src/http/server.ts`. */
  readonly path: string
  readonly text: string
}

export const root = fileURLToPath(new URL('..', import.meta.url))

/** What is made, fetched or private; everything else in the tree is ours. The same names stand in .gitignore. */
const foreign = new Set([
  'node_modules',
  'dist',
  'data',
  '.git',
  '.cache',
  'test-results',
  'results',
  '.venv',
  'target',
  'obj',
  '__pycache__',
])

/** Paths of all files below a folder, from the root, sorted. */
export function pathsUnder(folder: string): string[] {
  const found: string[] = []
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (foreign.has(entry.name)) continue
    if (entry.isDirectory()) found.push(...pathsUnder(path))
    else if (entry.isFile()) found.push(path)
  }
  return found.sort()
}

export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** The TypeScript files of the project, and the scripts of the dashboard. */
export function readSources(): SourceFile[] {
  return pathsUnder('')
    .filter((path) => path.endsWith('.ts') || path.endsWith('.tsx') || /^dashboard\/.*\.m?js$/.test(path))
    .map((path) => ({ path, text: readText(path) }))
}
