// Folders and stores for the tests of the SQLite store: closed and removed when a test ends, even when it fails. Knows no SQL.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { databaseFile, openSqliteStore, type SqliteOptions, type SqliteStore } from '../sqlite/open.ts'

const made: string[] = []
process.once('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nexorouter-store-'))
  made.push(folder)
  return folder
}

let empty: Promise<string> | undefined

/** A folder with a store in which nothing is yet. To make one takes longer than most tests do, so it is made once and copied. */
export async function emptyStoreFolder(): Promise<string> {
  empty ??= makeEmpty()
  const folder = scratchFolder()
  copyFileSync(databaseFile(await empty), databaseFile(folder))
  return folder
}

async function makeEmpty(): Promise<string> {
  const folder = scratchFolder()
  await (await openSqliteStore({ folder, oneThread: true })).close()
  return folder
}

/**
 * A store that does not outlive its test. Closing it twice is harmless. On one thread, as commands use it: two threads that load everything
 * by themselves take longer than most tests.
 */
export async function opened(t: TestContext, options: SqliteOptions): Promise<SqliteStore> {
  return openedThreads(t, { ...options, oneThread: true })
}

/** The same as a server uses it, for tests of what its threads do beside each other. */
export async function openedThreads(t: TestContext, options: SqliteOptions): Promise<SqliteStore> {
  const store = await openSqliteStore(options)
  t.after(() => store.close())
  return store
}
