// The write-ahead log: another thread moves it into the file, and it stays near its limit however much is written.
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { openedThreads, scratchFolder } from '../cases/scratch.ts'
import { ann, furnish, startMs } from '../cases/scene.ts'
import { walPages } from './engine/wal-pages.ts'
import { databaseFile } from './open.ts'

const pageBytes = 8_192

test('what was written is moved into the file while the writer serves, and the log stays a part of it', async (t) => {
  const folder = scratchFolder()
  const store = await openedThreads(t, { folder })
  await furnish(store, 1n)
  const file = databaseFile(folder)
  const note = 'x'.repeat(400_000)
  let written = 0
  let largest = 0
  while (written < 4 * walPages.most * pageBytes) {
    const index = written / note.length
    await store.credit({
      accountId: ann,
      kind: 'manual_credit',
      reference: `c${index}`,
      amountNano: 1n,
      note,
      actor: 'a test',
      atMs: startMs,
    })
    written += note.length
    largest = Math.max(largest, statSync(`${file}-wal`).size)
  }
  // The writer goes on while a checkpoint runs, and so the log goes beyond its limit by what is written meanwhile.
  assert.ok(largest <= 2 * walPages.most * pageBytes, `the log had ${largest} bytes`)

  const look = new DatabaseSync(file, { readOnly: true })
  t.after(() => look.close())
  for (;;) {
    const { log, checkpointed } = look.prepare('PRAGMA wal_checkpoint(NOOP)').get() as { log: number; checkpointed: number }
    if (log - checkpointed < walPages.least) break
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  assert.deepEqual(await store.verify(), [])
})
