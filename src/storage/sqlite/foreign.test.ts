// A database of another program that keeps no version of its own: refused, and not touched.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { scratchFolder } from '../cases/scratch.ts'
import { databaseFile, FolderUnusable, openSqliteStore } from './open.ts'

test("another program's database without a version is refused and not changed", async () => {
  const folder = scratchFolder()
  const theirs = new DatabaseSync(databaseFile(folder))
  theirs.exec('CREATE TABLE theirs (a)')
  theirs.close()
  const before = readFileSync(databaseFile(folder))
  await assert.rejects(
    openSqliteStore({ folder }).then((store) => store.close()),
    FolderUnusable,
  )
  assert.deepEqual(readFileSync(databaseFile(folder)), before)
})
