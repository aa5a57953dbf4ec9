// What a failed statement means: try later, refused, or a broken belief. Knows SQLite's result codes and nothing else.

/** https://sqlite.org/rescode.html, primary codes. */
const tryLater = new Set([
  5, // BUSY: somebody else holds the write lock
  6, // LOCKED
  7, // NOMEM
  8, // READONLY
  10, // IOERR
  13, // FULL
  14, // CANTOPEN
])
const uniqueViolations = new Set([2067, 1555])

export type Failure = 'unavailable' | 'refused' | 'broken'

/** `refused`: the caller asked for something that exists already, or said no with a plain Error. All else we did not foresee is `broken`. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return 'broken'
  const code = (error as Error & { errcode?: unknown }).errcode
  if (typeof code === 'number') {
    if (tryLater.has(code & 0xff)) return 'unavailable'
    return uniqueViolations.has(code) ? 'refused' : 'broken'
  }
  return error.constructor === Error ? 'refused' : 'broken'
}

/** The disk failed to keep a commit: nobody knows whether it is there. Ends the writer; the next start finds out. */
export class CommitLost extends Error {
  override readonly name = 'CommitLost'
}

/** A sync failed (SQLITE_IOERR_FSYNC, SQLITE_IOERR_DIR_FSYNC). A write that failed is no such thing: its transaction is not there. */
const syncFaults = new Set([1034, 1290])

export function isSyncFault(error: unknown): boolean {
  const code = (error as { errcode?: unknown }).errcode
  return typeof code === 'number' && syncFaults.has(code)
}

/** Somebody else holds the lock: true for every command alike. */
export function isLocked(error: unknown): boolean {
  const code = (error as { errcode?: unknown }).errcode
  return typeof code === 'number' && ((code & 0xff) === 5 || (code & 0xff) === 6)
}

/** The file is damaged, is no database, or its disk does not give it back. */
const unreadable = new Set([
  8, // READONLY: a journal would have to be applied first
  10, // IOERR
  11, // CORRUPT
  14, // CANTOPEN
  26, // NOTADB
])

export function isUnreadable(error: unknown): boolean {
  const code = (error as { errcode?: unknown }).errcode
  return typeof code === 'number' && unreadable.has(code & 0xff)
}
