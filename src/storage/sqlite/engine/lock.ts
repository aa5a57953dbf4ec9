// One store per data folder, in all processes: a lock the kernel frees when the process dies, kill -9 included.
// A separate file opened as SQLite and locked exclusively: portable locking without a package, and no file that can be left behind locked.
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { FolderInUse, FolderUnusable } from './folder-errors.ts'

export interface FolderLock {
  release(): void
}

/** Takes the folder or throws FolderInUse, FolderUnusable. The files are read and closed by nobody else: POSIX frees a lock on any close. */
export function lockFolder(folder: string): FolderLock {
  const file = join(folder, 'lock')
  // The number is for people; the lock is the truth. A file of its own, because the locked one must not be opened by others.
  const note = join(folder, 'lock.pid')
  // Opened only to make it: closing it again would free the lock that another store of this process holds.
  if (!existsSync(file)) createPrivate(file)
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(file, { timeout: 0 })
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db?.close()
    const code = (error as { errcode?: number }).errcode
    if (code === 5 || code === 6) throw new FolderInUse(folder, readPid(note))
    throw new FolderUnusable(folder, `its lock file cannot be used (${(error as Error).message})`, `remove ${file} if no server runs`)
  }
  const held = db
  rmSync(note, { force: true })
  writeFileSync(note, `${process.pid}\n`, { mode: 0o600 })
  return {
    release() {
      rmSync(note, { force: true })
      held.close()
    },
  }
}

/** Creates a file that only its owner may read, before SQLite would create it with wider permissions. */
export function createPrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600))
}

function readPid(note: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(note, 'utf8'), 10)
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null
  } catch {
    return null
  }
}
