// Bundles the program into dist/, as the published package and the image carry it: Node runs no TypeScript below node_modules.
// Knows nothing of what the program does but where its threads begin.
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { rolldown } from 'rolldown'
import { root } from './source-tree.ts'

/** The program and its threads. A thread is started from a file beside the one that starts it, so all of them lie in one folder. */
const entries = {
  cli: 'src/cli/main.ts',
  'parse-thread': 'src/gateway/parse-thread.ts',
  backup: 'src/storage/sqlite/engine/backup.ts',
  checkpointer: 'src/storage/sqlite/engine/checkpointer.ts',
  reader: 'src/storage/sqlite/engine/reader.ts',
  writer: 'src/storage/sqlite/engine/writer.ts',
}

/** Replaces `folder` with a bundle of the sources as they are now. Packages stay outside: npm installs them by the manifest. */
export async function buildRelease(folder: string): Promise<void> {
  const next = `${folder}.${process.pid}`
  mkdirSync(next, { recursive: true })
  try {
    const bundle = await rolldown({
      cwd: root,
      input: entries,
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
