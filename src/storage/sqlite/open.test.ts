// Opening and closing the data folder: who may, who may not, and what rests there.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { makeOlder } from '../cases/older-file.ts'
import { opened, openedThreads, scratchFolder } from '../cases/scratch.ts'
import { ann, annKey, furnish, recordOf, requestId, reservation, startMs } from '../cases/scene.ts'
import { dataVersion } from './engine/schema.ts'
import { DataFolderTooNew, databaseFile, FolderInUse, FolderUnusable, openSqliteStore } from './open.ts'

const opener = new URL('../cases/open-folder.ts', import.meta.url).pathname

test('a folder is made for its owner only, and so are its files', async (t) => {
  const folder = join(scratchFolder(), 'deep', 'data')
  const store = await opened(t, { folder })
  await furnish(store, 100n)
  assert.equal(statSync(folder).mode & 0o777, 0o700)
  for (const name of ['nexorouter.db', 'nexorouter.db-wal', 'nexorouter.db-shm', 'lock', 'lock.pid']) {
    assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name)
  }
  await store.close()
})

test('a commit is synced in full on the live write connection, and says so when it is relaxed', async (t) => {
  const store = await openedThreads(t, { folder: scratchFolder() })
  const { synchronous, journalMode, sqliteVersion } = await store.durability()
  assert.deepEqual([synchronous, journalMode], ['full', 'wal'])
  assert.match(sqliteVersion, /^3\.\d+\.\d+$/)
  await store.close()
  const relaxed = await openedThreads(t, { folder: scratchFolder(), relaxed: true })
  assert.equal((await relaxed.durability()).synchronous, 'normal')
  await relaxed.close()
})

test('what was written is there after closing and opening again', async (t) => {
  const folder = scratchFolder()
  const first = await opened(t, { folder })
  await furnish(first, 100n)
  await first.reserve(reservation('h1', 60n))
  await first.settle({ id: requestId('h1'), record: recordOf('h1', 45n), overrunNano: 0n })
  const before = await first.recover(startMs)
  await first.close()
  const second = await opened(t, { folder })
  assert.equal((await second.getBalance(ann))?.balanceNano, 55n)
  assert.equal((await second.getKey(ann, annKey))?.spentNano, 45n)
  assert.deepEqual(await second.settle({ id: requestId('h1'), record: recordOf('h1', 45n), overrunNano: 0n }), {
    ok: false,
    reason: 'already_settled',
  })
  assert.ok((await second.recover(startMs - 86_400_000)).epoch > before.epoch, 'a clock that steps back does not bring an epoch back')
  await second.close()
})

test('a second store on the same folder is refused until the first one closes', async (t) => {
  const folder = scratchFolder()
  const store = await opened(t, { folder })
  await assert.rejects(openSqliteStore({ folder }), (error: unknown) => error instanceof FolderInUse && error.pid === process.pid)
  await store.close()
  await (await opened(t, { folder })).close()
})

test('a second process on the same folder is refused, and says which process has it', async (t) => {
  const folder = scratchFolder()
  const store = await opened(t, { folder })
  const said = execFileSync(process.execPath, [opener, folder], { encoding: 'utf8' })
  assert.match(said, new RegExp(`FolderInUse: .* in use by process ${process.pid}: stop it first`))
  await store.close()
  assert.equal(execFileSync(process.execPath, [opener, folder], { encoding: 'utf8' }).trim(), 'open')
})

test('a process killed with -9 leaves its folder free', async (t) => {
  const folder = scratchFolder()
  const other = spawn(process.execPath, [opener, folder, 'stay'], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(other.stdout, 'data')
  await assert.rejects(openSqliteStore({ folder }), (error: unknown) => error instanceof FolderInUse && error.pid === other.pid)
  other.kill('SIGKILL')
  await once(other, 'exit')
  await (await opened(t, { folder })).close()
})

test('data of a newer release is refused and not touched', async (t) => {
  const folder = scratchFolder()
  await (await opened(t, { folder })).close()
  setPragma(folder, 'user_version = 1000')
  await assert.rejects(
    openSqliteStore({ folder }),
    (error: unknown) => error instanceof DataFolderTooNew && /version 1000/.test(error.message),
  )
  setPragma(folder, `user_version = ${dataVersion}`)
  await (await opened(t, { folder })).close()
})

test('a file of the first release keeps its budgets and its open holds, and takes budgets that reset', async (t) => {
  const folder = scratchFolder()
  const older = await opened(t, { folder })
  await furnish(older, 100n, { budgetNano: 70n })
  await older.reserve(reservation('h1', 60n))
  await older.close()
  makeOlder(databaseFile(folder), 1)
  const store = await opened(t, { folder })
  assert.equal((await store.reserve(reservation('h2', 11n))).ok, false)
  assert.equal((await store.changeKey(ann, annKey, { budgetReset: 'daily' }))?.budgetWindow?.heldNano, 60n)
  assert.equal((await store.reserve(reservation('h2', 11n))).ok, false)
  await store.settle({ id: requestId('h1'), record: recordOf('h1', 45n), overrunNano: 0n })
  assert.equal((await store.reserve(reservation('h2', 25n))).ok, true)
  assert.deepEqual(await store.verify(), [])
  await store.close()
})

test("another program's database is refused", async (t) => {
  const folder = scratchFolder()
  const db = new DatabaseSync(databaseFile(folder))
  db.exec('PRAGMA user_version = 1; CREATE TABLE theirs (x)')
  db.close()
  await assert.rejects(openSqliteStore({ folder }), FolderUnusable)
})

test('a folder that cannot be used is refused with its cause', async (t) => {
  const folder = scratchFolder()
  const file = join(folder, 'file')
  writeFileSync(file, 'not a folder')
  await assert.rejects(
    openSqliteStore({ folder: file }),
    (error: unknown) => error instanceof FolderUnusable && /name a folder/.test(error.message),
  )
  await assert.rejects(openSqliteStore({ folder: join(file, 'data') }), FolderUnusable)
  const broken = join(folder, 'broken')
  mkdirSync(broken)
  writeFileSync(databaseFile(broken), 'this is no database, but it is long enough to be read as the header of one'.repeat(20))
  await assert.rejects(openSqliteStore({ folder: broken }), FolderUnusable)
  await assert.rejects(openSqliteStore({ folder: broken }), FolderUnusable, 'the lock was given back')
})

test('a folder of a user who may not write there is refused', async (t) => {
  const folder = scratchFolder()
  chmodSync(folder, 0o500)
  const refused = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const said = execFileSync(process.execPath, [opener, folder], { encoding: 'utf8', ...refused })
  chmodSync(folder, 0o700)
  assert.match(said, /FolderUnusable: .*may not write there/)
})

test('entries and prices cannot be changed or removed, not even by SQL', async (t) => {
  const folder = scratchFolder()
  const store = await opened(t, { folder })
  await furnish(store, 100n)
  await store.close()
  const db = new DatabaseSync(databaseFile(folder))
  for (const attempt of ['UPDATE entries SET amount_nano = 1', 'DELETE FROM entries', 'UPDATE accounts SET held_nano = 101']) {
    assert.throws(() => db.exec(attempt), /append-only|CHECK/)
  }
  db.close()
})

function setPragma(folder: string, pragma: string): void {
  const db = new DatabaseSync(databaseFile(folder))
  db.exec(`PRAGMA ${pragma}`)
  db.close()
}
