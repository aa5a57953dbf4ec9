// How the continuous check paces itself: sums at once at any load, the chain when there is time for it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextStep } from './main-audit.ts'

const quiet = { arrived: 10, withinMs: 1_000, behind: 0, unsummed: 0 }
const rows: readonly (readonly [name: string, progress: Parameters<typeof nextStep>[0], entriesMax: number, pauseMs: number])[] = [
  ['nothing waits: a look a second', quiet, 1_000, 1_000],
  ['the chain is behind and little comes: it catches up', { ...quiet, behind: 5_000 }, 1_000, 100],
  ['the chain is behind and much comes: it goes on slowly', { ...quiet, arrived: 2_000, behind: 5_000 }, 250, 1_000],
  ['much within a short step counts as much', { ...quiet, arrived: 200, withinMs: 100, behind: 5_000 }, 250, 1_000],
  ['sums are behind: they catch up, whatever comes', { ...quiet, arrived: 2_000, behind: 5_000, unsummed: 1 }, 250, 100],
  ['entries that went away are not many', { ...quiet, arrived: -5, behind: -5 }, 1_000, 1_000],
]
for (const [name, progress, entriesMax, pauseMs] of rows) test(name, () => assert.deepEqual(nextStep(progress), { entriesMax, pauseMs }))
