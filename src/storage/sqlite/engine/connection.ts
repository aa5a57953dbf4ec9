// Opens the connection of the writer. The only place with PRAGMAs of durability.
import { DatabaseSync } from 'node:sqlite'
import { assert } from '../../../base/assert.ts'
import { FolderUnusable } from './folder-errors.ts'
import type { Durability, WorkerFolder } from './protocol.ts'
import { migrate, numberOf, requireOurs } from './schema.ts'
import { walPages } from './wal-pages.ts'

/** WAL recovery and checkpoint races were fixed in this release. */
const oldestSqlite = [3, 51, 3] as const
const pageBytes = 8192
/** Long enough for another connection's moment to pass, short enough not to stall a batch. */
const busyMs = 20

/** The one write connection, migrated, in WAL mode, with its durability read back. Throws the folder errors. */
export function openForWriting(where: WorkerFolder): DatabaseSync {
  const db = new DatabaseSync(where.file, { timeout: busyMs })
  try {
    requireSqlite(db, where.folder)
    requireOurs(db, where.folder)
    db.exec(`PRAGMA page_size = ${pageBytes}; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${where.relaxed ? 'NORMAL' : 'FULL'}`)
    db.exec(`PRAGMA wal_autocheckpoint = ${walPages.most}; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -8192`)
    db.exec('PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF')
    migrate(db)
    if (where.fileBytesMax !== null) {
      const pages = Math.max(1, Math.floor(where.fileBytesMax / numberOf(db, 'page_size')))
      db.exec(`PRAGMA max_page_count = ${pages}`)
    }
    const durability = durabilityOf(db)
    if (durability.journalMode !== 'wal') {
      throw new FolderUnusable(
        where.folder,
        'its file system cannot share memory between processes',
        'use a local disk, not a network share',
      )
    }
    assert(durability.synchronous === (where.relaxed ? 'normal' : 'full'), 'a commit is as durable as the configuration says')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Asks the connection itself, so that it says what is true and not what was wished. */
export function durabilityOf(db: DatabaseSync): Durability {
  const synchronous = (['off', 'normal', 'full', 'extra'] as const)[numberOf(db, 'synchronous')]
  assert(synchronous !== undefined, 'SQLite names its synchronous mode')
  const journalMode = String(Object.values(db.prepare('PRAGMA journal_mode').get() ?? {})[0])
  return { synchronous, journalMode, sqliteVersion: versionOf(db) }
}

function requireSqlite(db: DatabaseSync, folder: string): void {
  const version = versionOf(db)
  const found = version.split('.').map(Number)
  for (const [index, least] of oldestSqlite.entries()) {
    const part = found[index] ?? 0
    if (part > least) return
    if (part < least) {
      throw new FolderUnusable(
        folder,
        `this Node brings SQLite ${version}`,
        `run a Node that brings SQLite ${oldestSqlite.join('.')} or newer`,
      )
    }
  }
}

function versionOf(db: DatabaseSync): string {
  return String(db.prepare('SELECT sqlite_version() AS version').get()?.['version'])
}
