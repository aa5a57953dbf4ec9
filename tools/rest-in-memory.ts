// Loaded into each process of a test run before its file: what it writes rests in memory, where there is room. Knows no test but by its path.
import { relative } from 'node:path'
import { memoryFolder } from './memory-folder.ts'
import { root } from './source-tree.ts'
import { onDisk } from './test-plan.ts'

const file = relative(root, process.argv[1] ?? '').replaceAll('\\', '/')
const memory = process.env['TMPDIR'] === undefined && !onDisk.has(file) ? memoryFolder() : null
// A disk that syncs each commit takes longer than most tests. The processes that a test starts are given the same folder.
if (memory !== null) process.env['TMPDIR'] = memory
