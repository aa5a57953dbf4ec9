// Loaded into each process of a test run before its file: what it writes rests in memory, where there is room. Knows no test but by its path.
import { accessSync, constants, statfsSync } from 'node:fs'
import { relative } from 'node:path'
import { root } from './source-tree.ts'
import { onDisk } from './test-plan.ts'

const memory = '/dev/shm'
/** Several times what all processes of a run take at once; a container that was given nothing has 64 MB. */
const memoryBytesLeast = 2 ** 30

function hasRoom(): boolean {
  try {
    accessSync(memory, constants.W_OK | constants.X_OK)
    const { bavail, bsize } = statfsSync(memory)
    return bavail * bsize >= memoryBytesLeast
  } catch {
    return false
  }
}

const file = relative(root, process.argv[1] ?? '').replaceAll('\\', '/')
// A disk that syncs each commit takes longer than most tests. The processes that a test starts are given the same folder.
if (process.env['TMPDIR'] === undefined && !onDisk.has(file) && hasRoom()) process.env['TMPDIR'] = memory
