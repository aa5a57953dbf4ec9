// Bundles the program into dist/, as the published package and the image carry it: Node runs no TypeScript below node_modules.
// Knows nothing of what the program does.
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, isAbsolute, join } from 'node:path'
import { rolldown } from 'rolldown'
import { pathsUnder, root } from './source-tree.ts'

/**
 * The program and its threads: whatever looks for `parentPort` is one. A thread is started from a file beside the one that starts it, so all of
 * them lie in one folder.
 */
function entries(): Record<string, string> {
  const found: Record<string, string> = { cli: 'src/cli/main.ts' }
  for (const path of pathsUnder('src')) {
    if (path.endsWith('.test.ts') || !readFileSync(join(root, path), 'utf8').includes('parentPort')) continue
    const name = basename(path, '.ts')
    if (name in found) throw new Error(`${path} and ${found[name]} would be the same file of the release`)
    found[name] = path
  }
  return found
}

/** Replaces `folder` with a bundle of the sources as they are now. Packages stay outside: npm installs them by the manifest. */
export async function buildRelease(folder: string): Promise<void> {
  const next = `${folder}.${process.pid}`
  mkdirSync(next, { recursive: true })
  try {
    const bundle = await rolldown({
      cwd: root,
      input: entries(),
      platform: 'node',
      external: (id) => !id.startsWith('.') && !isAbsolute(id) && !id.startsWith('src/'),
      logLevel: 'warn',
    })
    await bundle.write({ dir: next, format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'part-[hash].js' })
    await bundle.close()
    rmSync(folder, { recursive: true, force: true })
    renameSync(next, folder)
  } finally {
    rmSync(next, { recursive: true, force: true })
  }
}

if (import.meta.main) await buildRelease(join(root, 'dist'))
