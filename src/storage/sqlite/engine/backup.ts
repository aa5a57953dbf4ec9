// Worker thread for one backup: a consistent copy of a live database into a new file. Knows nothing of what is in it.
import { closeSync, fsyncSync, linkSync, openSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '../../../base/assert.ts'
import { openForReading } from './connection.ts'
import { createPrivate } from './lock.ts'

export interface BackupOrder {
  readonly from: string
  readonly to: string
}

const port = parentPort
assert(port !== null, 'a backup runs as a worker')
const { from, to } = workerData as BackupOrder
const partial = `${to}.partial`

/** What went wrong, or null. */
function copy(): string | null {
  try {
    rmSync(partial, { force: true })
    createPrivate(partial)
    const source = openForReading(from)
    // The copy is written through this connection; the source itself stays read-only.
    source.exec('PRAGMA query_only = OFF')
    source.prepare('VACUUM INTO ?').run(partial)
    source.close()
    check(partial)
    const file = openSync(partial, 'r')
    fsyncSync(file)
    closeSync(file)
    // Unlike a rename, a link fails when the name is taken: nothing is ever overwritten, and no half copy carries the name.
    linkSync(partial, to)
    return null
  } catch (error) {
    const code = (error as { code?: string }).code
    return code === 'EEXIST' ? `${to} exists already: name another file` : (error as Error).message
  } finally {
    rmSync(partial, { force: true })
  }
}

port.postMessage(copy())

function check(file: string): void {
  const db = new DatabaseSync(file, { readOnly: true })
  const result = Object.values(db.prepare('PRAGMA quick_check(1)').get() ?? {})[0]
  db.close()
  if (result !== 'ok') throw new Error(`the copy is not sound: ${String(result)}`)
}
