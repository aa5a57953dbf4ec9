// What a closed store leaves behind, and what a refused second opening must not take away from the first.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import { ann, furnish } from '../cases/scene.ts'
import { opened, openedThreads, scratchFolder } from '../cases/scratch.ts'
import { databaseFile, FolderInUse, openSqliteStore } from './open.ts'

test('after an orderly end the database file alone holds everything', async (t) => {
  const folder = scratchFolder()
  const store = await openedThreads(t, { folder })
  await furnish(store, 100n)
  assert.equal((await store.getBalance(ann))?.balanceNano, 100n)
  await store.close()
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('-wal')),
    [],
  )
  const copied = scratchFolder()
  copyFileSync(databaseFile(folder), databaseFile(copied))
  const copy = await opened(t, { folder: copied })
  assert.equal((await copy.getBalance(ann))?.balanceNano, 100n)
  await copy.close()
})

test('a second opening that this process refuses leaves the folder locked against other processes', async (t) => {
  const folder = scratchFolder()
  const store = await opened(t, { folder })
  await assert.rejects(openSqliteStore({ folder }), FolderInUse)
  const other = new URL('../cases/open-folder.ts', import.meta.url).pathname
  assert.match(execFileSync(process.execPath, [other, folder], { encoding: 'utf8' }), /^FolderInUse/)
  await store.close()
})
