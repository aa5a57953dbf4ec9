// Worker thread: moves the write-ahead log into the database file, so that the writer's commits do not. Reads and changes no row.
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '../../../base/assert.ts'
import { isSyncFault } from './failures.ts'
import type { WorkerFolder } from './protocol.ts'
import { walPages } from './wal-pages.ts'

const port = parentPort
assert(port !== null, 'checkpoints run in a worker')
const { file } = workerData as WorkerFolder
let db: DatabaseSync | undefined
let timer: NodeJS.Timeout | undefined

/** How the log stands: frames in it, and how many of them are in the database file already. */
function logOf(mode: 'NOOP' | 'PASSIVE'): { readonly frames: number; readonly moved: number } {
  const row = (db as DatabaseSync).prepare(`PRAGMA wal_checkpoint(${mode})`).get() ?? {}
  return { frames: Number(row['log']), moved: Number(row['checkpointed']) }
}

/** Never waits for the writer and never stops it: a passive checkpoint takes what was committed when it began. */
function look(): void {
  let pauseMs: number = walPages.lookMs
  try {
    db ??= openForCheckpoints()
    const { frames, moved } = logOf('NOOP')
    const late = frames >= walPages.hurry
    if (frames - moved >= (late ? walPages.leastInHurry : walPages.least)) logOf('PASSIVE')
    if (late) pauseMs = walPages.lookInHurryMs
  } catch (error) {
    // The log is whole either way, but a disk that cannot sync this file will not sync the next commit.
    if (isSyncFault(error)) throw error
    // Full, locked, or not there yet: the next look tries again, and the log keeps everything meanwhile.
  }
  timer = setTimeout(look, pauseMs)
}

function openForCheckpoints(): DatabaseSync {
  const opened = new DatabaseSync(file, { timeout: 0 })
  opened.exec('PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA wal_autocheckpoint = 0')
  return opened
}

port.on('message', () => {
  clearTimeout(timer)
  db?.close()
  port.close()
})
look()
