// The write lock in somebody else's hand: a group of commands is refused as one, not one wait after the other.
import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { furnish, reservation } from '../cases/scene.ts'
import { openedThreads, scratchFolder } from '../cases/scratch.ts'
import { databaseFile } from './open.ts'

test('a group that meets a lock is refused whole, although the lock is gone before each of its commands could have waited', async (t) => {
  const folder = scratchFolder()
  const store = await openedThreads(t, { folder })
  await furnish(store, 1_000n)
  const thief = new DatabaseSync(databaseFile(folder))
  thief.exec('BEGIN IMMEDIATE')
  const asked = Array.from({ length: 256 }, (_, at) =>
    store.reserve(reservation(`h${at}`, 1n)).then(
      () => 'granted',
      () => 'refused',
    ),
  )
  await sleep(1_000)
  thief.exec('ROLLBACK')
  thief.close()
  assert.deepEqual([...new Set(await Promise.all(asked))], ['refused'])
  assert.equal((await store.reserve(reservation('next', 1n))).ok, true)
  await store.close()
})
