// Worker thread for one backup: a consistent copy of a live database into a new file. Knows nothing of what is in it.
import { closeSync, fsyncSync, linkSync, openSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'

import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '../../../base/assert.ts'
import { openForReading } from './reading-connection.ts'
import { requireSound } from './sound.ts'

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
    // Exclusively: in a folder that others may write to, a link could have been laid there meanwhile.
    closeSync(openSync(partial, 'wx', 0o600))
    const source = openForReading(from)
    // The copy is written through this connection; the source itself stays read-only.
    source.exec('PRAGMA query_only = OFF')
    source.prepare('VACUUM INTO ?').run(partial)
    source.close()
    requireSound(partial)

    const file = openSync(partial, 'r')
    fsyncSync(file)
    closeSync(file)
    // Unlike a rename, a link fails when the name is taken: nothing is ever overwritten, and no half copy carries the name.
    linkSync(partial, to)
    // The name itself must outlast a power cut, too.
    const folder = openSync(dirname(to), 'r')
    fsyncSync(folder)
    closeSync(folder)
    return null
  } catch (error) {
    const code = (error as { code?: string }).code
    return code === 'EEXIST' ? `${to} exists already: name another file` : (error as Error).message
  } finally {
    rmSync(partial, { force: true })
  }
}

port.postMessage(copy())
