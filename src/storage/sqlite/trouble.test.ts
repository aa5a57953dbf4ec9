// What the store does when the world or we ourselves fail: nothing is lost, nothing new is admitted, and neighbours do not notice.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { asId, type KeyId } from '../../contract/ids.ts'
import { StoreUnavailable } from '../../ledger/store-unavailable.ts'
import { emptyStoreFolder, opened, openedThreads, scratchFolder } from '../cases/scratch.ts'
import { ann, annKey, bob, creditAnn, furnish, keyOf, recordOf, requestId, reservation, startMs } from '../cases/scene.ts'
import { databaseFile, type SqliteStore } from './open.ts'

const settlement = (name: string, costNano: bigint) => ({ id: requestId(name), record: recordOf(name, costNano), overrunNano: 0n })

test('a full disk refuses new holds with StoreUnavailable and leaves the books whole', async (t) => {
  const folder = await emptyStoreFolder()
  const store = await openedThreads(t, { folder, fileBytesMax: 300_000 })
  await furnish(store, 10n ** 12n)
  const granted: string[] = []
  let refused: unknown
  for (let round = 0; refused === undefined && round < 400; round++) {
    const names = Array.from({ length: 16 }, (_, index) => `${round}x${index}`)
    const verdicts = await Promise.allSettled(names.map((name) => store.reserve(reservation(name, 1_000n))))
    verdicts.forEach((verdict, index) => {
      if (verdict.status === 'fulfilled') granted.push(names[index] as string)
      else refused = verdict.reason
    })
  }
  assert.ok(refused instanceof StoreUnavailable, 'the disk became full')
  assert.deepEqual(await store.verify(), [])
  assert.equal((await store.getBalance(ann))?.heldNano, BigInt(granted.length) * 1_000n)
  const unsettled = granted.slice(0, 200).map((name) => store.settle(settlement(name, 900n)).catch((error: unknown) => error))
  await store.close()
  for (const end of await Promise.all(unsettled)) {
    assert.ok(end instanceof StoreUnavailable || (end as { ok: boolean }).ok, 'a settlement is made, or said to be open')
  }

  const again = await opened(t, { folder })
  const report = await again.recover(startMs)
  assert.deepEqual([report.mismatches, await again.verify()], [[], []])
  assert.equal((await again.getBalance(ann))?.heldNano, 0n)
  assert.equal((await again.listUsage(ann, {}, 1_000)).records.length, Math.min(1_000, granted.length))
  await again.close()
})

/** Somebody else takes the write lock, as a disk that fails would. */
async function whileBlocked(folder: string, body: () => Promise<void>): Promise<void> {
  const thief = new DatabaseSync(databaseFile(folder))
  thief.exec('BEGIN IMMEDIATE')
  try {
    await body()
  } finally {
    thief.exec('ROLLBACK')
    thief.close()
  }
}

test('while nothing can be written holds are refused, and settlements wait and are made afterwards', async (t) => {
  const folder = await emptyStoreFolder()
  const store = await openedThreads(t, { folder })
  await furnish(store, 100n)
  await store.reserve(reservation('h1', 60n))
  let settled: Promise<unknown> = Promise.resolve()
  let recorded: Promise<unknown> = Promise.resolve()
  await whileBlocked(folder, async () => {
    await assert.rejects(store.reserve(reservation('h2', 10n)), StoreUnavailable)
    assert.equal(store.saturated(), false, 'a hold that was refused leaves nothing to wait for')
    settled = store.settle(settlement('h1', 45n))
    recorded = store.record(recordOf('r1', 0n, { status: 'quota' }))
    await until(() => store.saturated())
    assert.deepEqual((await store.listUsage(ann, {}, 10)).records, [], 'who only reads does not wait for the disk')
    await assert.rejects(store.reserve(reservation('h3', 10n)), StoreUnavailable)
    await assert.rejects(creditAnn(store, 1n, 'during'), StoreUnavailable)
  })
  assert.deepEqual(await settled, { ok: true })
  await recorded
  await until(() => !store.saturated())
  assert.deepEqual((await store.reserve(reservation('h3', 10n))).ok, true)
  assert.deepEqual([(await store.getBalance(ann))?.balanceNano, await store.verify()], [55n, []])
  await store.close()
})

test('a settlement that still waits when the store closes keeps its hold for the next start', async (t) => {
  const folder = await emptyStoreFolder()
  const store = await openedThreads(t, { folder })
  await furnish(store, 100n)
  await store.reserve(reservation('h1', 60n))
  await whileBlocked(folder, async () => {
    const settled = assert.rejects(store.settle(settlement('h1', 45n)), StoreUnavailable)
    await until(() => store.saturated())
    await store.close()
    await settled
  })
  const again = await opened(t, { folder })
  const report = await again.recover(startMs)
  assert.deepEqual([report.settled, report.voided], [0, 1])
  assert.deepEqual((await again.getBalance(ann))?.balanceNano, 100n)
  await again.close()
})

async function storeWithABrokenSum(t: TestContext): Promise<SqliteStore> {
  const folder = await emptyStoreFolder()
  const store = await opened(t, { folder })
  await furnish(store, 100n)
  await store.reserve(reservation('h1', 60n))
  await store.close()
  const db = new DatabaseSync(databaseFile(folder))
  db.exec('UPDATE keys SET held_nano = 1')
  db.close()
  return openedThreads(t, { folder })
}

test('a broken belief stops admission and is never repaired', async (t) => {
  const store = await storeWithABrokenSum(t)
  assert.equal(store.failure(), null)
  await assert.rejects(store.settle(settlement('h1', 45n)), /CHECK/)
  assert.equal(store.saturated(), true)
  assert.match(store.failure() ?? '', /^settle: .*CHECK/)
  await assert.rejects(store.reserve(reservation('h2', 1n)), StoreUnavailable)
  assert.deepEqual(await store.verify(), [{ invariant: 'M2', subject: annKey, expectedNano: 60n, foundNano: 1n }])
  await store.record(recordOf('r1', 0n, { status: 'gateway' }))
  await store.close()
})

test('a balance that does not follow from the entries is found by recovery, and nothing is admitted', async (t) => {
  const folder = await emptyStoreFolder()
  const store = await opened(t, { folder })
  await furnish(store, 100n)
  await store.reserve(reservation('h1', 60n))
  await store.close()
  const db = new DatabaseSync(databaseFile(folder))
  db.exec('UPDATE accounts SET balance_nano = 1000')
  db.close()
  const again = await opened(t, { folder })
  const report = await again.recover(startMs)
  assert.deepEqual(report.mismatches, [{ invariant: 'M1', subject: ann, expectedNano: 100n, foundNano: 1_000n }])
  assert.equal(again.saturated(), true)
  await assert.rejects(again.reserve(reservation('h2', 1n)), StoreUnavailable)
  await again.close()
})

test("a key never spends from another account's balance", async (t) => {
  const store = await opened(t, { folder: await emptyStoreFolder() })
  await furnish(store, 100n)
  await store.createAccount({ id: bob, name: 'Bob', atMs: startMs })
  await store.createKey(keyOf({ id: asId<KeyId>('key_bob'), accountId: bob }), 'hash of bob', null)
  await assert.rejects(store.reserve(reservation('h1', 1n, { keyId: asId<KeyId>('key_bob') })), /own account/)
  assert.equal(store.saturated(), true)
  await store.close()
})

test('more commands than the queue may hold saturate it; settlements are still taken', async (t) => {
  const store = await openedThreads(t, { folder: await emptyStoreFolder(), queueMax: 50 })
  await furnish(store, 1_000n)
  const asked = Array.from({ length: 60 }, (_, index) => store.reserve(reservation(`h${index}`, 1n)).then(() => true, rejected))
  assert.equal(store.saturated(), true)
  const late = store.settle(settlement('h0', 1n))
  const verdicts = await Promise.all(asked)
  assert.equal(verdicts.filter((granted) => granted).length, 50)
  assert.deepEqual(await late, { ok: true })
  assert.equal(store.saturated(), false)
  await store.close()
})

function rejected(error: unknown): boolean {
  assert.ok(error instanceof StoreUnavailable)
  return false
}

test('a closed store refuses everything', async (t) => {
  const store = await openedThreads(t, { folder: await emptyStoreFolder() })
  await store.close()
  await store.close()
  await assert.rejects(store.reserve(reservation('h1', 1n)), StoreUnavailable)
  await assert.rejects(store.listAccounts(), StoreUnavailable)
})

test('what was asked before closing is answered', async (t) => {
  const store = await openedThreads(t, { folder: await emptyStoreFolder() })
  await furnish(store, 100n)
  const verdict = store.reserve(reservation('h1', 60n))
  await store.close()
  assert.equal((await verdict).ok, true)
})

test('a backup is a whole store of its own, made while serving, and never overwrites', async (t) => {
  const folder = await emptyStoreFolder()
  const store = await openedThreads(t, { folder })
  await furnish(store, 10_000n)
  const { epoch } = await store.recover(startMs)
  await store.reserve(reservation('h1', 60n))
  const file = join(scratchFolder(), 'copy.db')
  const busy = Promise.all(Array.from({ length: 200 }, (_, index) => store.reserve(reservation(`b${index}`, 1n))))
  await store.backup(file)
  await busy
  const bytes = readFileSync(file)
  await assert.rejects(store.backup(file), /exists already/)
  assert.deepEqual(readFileSync(file), bytes)
  assert.equal(existsSync(`${file}.partial`), false)
  await assert.rejects(store.backup(join(folder, 'no', 'such', 'folder.db')), /backup failed/)

  const restored = scratchFolder()
  writeFileSync(databaseFile(restored), bytes)
  const copy = await opened(t, { folder: restored })
  const report = await copy.recover(startMs)
  assert.ok(report.voided >= 1, 'holds that were open in the copy are ended')
  assert.deepEqual([report.mismatches, await copy.verify()], [[], []])
  assert.deepEqual(await copy.getBalance(ann), { accountId: ann, name: 'Ann', balanceNano: 10_000n, heldNano: 0n, suspended: false })
  assert.ok(report.epoch > epoch, 'the copy starts an epoch of its own')
  await Promise.all([copy.close(), store.close()])
})

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}
