// The continuous check: quiet beside a busy writer, and the end of admission when something does not follow from the entries.
import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { StoreUnavailable } from '../../ledger/store-unavailable.ts'
import { emptyStoreFolder, opened, openedThreads } from '../cases/scratch.ts'
import { ann, annKey, creditAnn, furnish, recordOf, requestId, reservation } from '../cases/scene.ts'
import { databaseFile, type SqliteStore } from './open.ts'

async function busy(store: SqliteStore, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const names = Array.from({ length: 20 }, (_, index) => `${round}x${index}`)
    await Promise.all(
      names.map(async (name) => {
        await store.reserve(reservation(name, 60n))
        await store.settle({ id: requestId(name), record: recordOf(name, 45n, { holdNano: 60n }), overrunNano: 0n })
      }),
    )
  }
}

test('beside a busy writer each slice sees one instant, and reaches the newest entry', async (t) => {
  const store = await openedThreads(t, { folder: await emptyStoreFolder() })
  await furnish(store, 10n ** 12n)
  const writing = busy(store, 30)
  let steps = 0
  for (let done = false; !done; ) {
    const step = await store.auditStep(50, false)
    assert.deepEqual(step.findings, [])
    steps += 1
    done = step.head.sequence === 601 && step.behind === 0
  }
  await writing
  assert.ok(steps >= 601 / 50)
  assert.equal((await store.auditStep(1_000, true)).head.sequence, 601)
  assert.equal(store.failure(), null)
})

const changes: readonly (readonly [name: string, sql: string, check: string, subject: string])[] = [
  ['a balance', `UPDATE accounts SET balance_nano = balance_nano + 1`, 'M1', ann],
  ['what an account holds', `UPDATE accounts SET held_nano = held_nano + 1`, 'M2', ann],
  ['what a key has spent', `UPDATE keys SET spent_nano = spent_nano - 1`, 'spend', annKey],
  ['the end of the chain', `DELETE FROM entries WHERE sequence = (SELECT max(sequence) FROM entries)`, 'anchor', 'entry 21'],
]
for (const [name, sql, check, subject] of changes) {
  test(`changed while it serves: ${name}. Found, said, not repaired, and nothing is admitted any more`, async (t) => {
    const folder = await emptyStoreFolder()
    const store = await opened(t, { folder })
    await furnish(store, 10n ** 12n)
    await busy(store, 1)
    assert.deepEqual((await store.auditStep(1_000, false)).findings, [])
    const thief = new DatabaseSync(databaseFile(folder))
    thief.exec(`DROP TRIGGER entries_remain; ${sql}`)
    thief.close()
    const { findings } = await store.auditStep(1_000, false)
    assert.deepEqual([findings[0]?.check, findings[0]?.subject], [check, subject])
    assert.match(store.failure() ?? '', new RegExp(`the books do not hold: ${check} of ${subject}`))
    await assert.rejects(store.reserve(reservation('late', 1n)), StoreUnavailable)
    assert.deepEqual((await store.auditStep(1_000, false)).findings, findings)
  })
}

test('an entry far back that was changed is found when the chain is replayed anew', async (t) => {
  const folder = await emptyStoreFolder()
  const store = await opened(t, { folder })
  await furnish(store, 5n)
  await creditAnn(store, 7n, 'another')
  assert.deepEqual((await store.auditStep(10, false)).findings, [])
  const thief = new DatabaseSync(databaseFile(folder))
  thief.exec("DROP TRIGGER entries_stay; UPDATE entries SET note = 'x' WHERE sequence = 1")
  thief.close()
  assert.deepEqual((await store.auditStep(10, false)).findings, [])
  assert.deepEqual(
    (await store.auditStep(10, true)).findings.map((one) => `${one.check} ${one.sequence}`),
    ['chain 1'],
  )
})
