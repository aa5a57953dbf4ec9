// A thread of the store that ends by itself: it is said, nothing new is admitted, and nobody waits for ever.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Worker } from 'node:worker_threads'
import { StoreUnavailable } from '../../ledger/store-unavailable.ts'
import { ann, furnish, recordOf, requestId, reservation } from '../cases/scene.ts'
import { emptyStoreFolder, openedThreads, scratchFolder } from '../cases/scratch.ts'
import { startHere } from './engine/start-here.ts'
import type { StoreThread } from './engine/store-thread.ts'
import { startWriter } from './engine/writer-client.ts'
import { databaseFile } from './open.ts'

const started: Worker[] = []
process.on('worker', (worker) => started.push(worker))

/** The threads of the store that was opened last, in the order in which it starts them. */
function threads(): { reader: Worker; writer: Worker } {
  const [reader, writer] = started.splice(0).slice(-2)
  assert.ok(reader !== undefined && writer !== undefined)
  return { reader, writer }
}

test('a store whose reader ended admits nothing more and says why', async (t) => {
  const store = await openedThreads(t, { folder: await emptyStoreFolder() })
  await furnish(store, 100n)
  await threads().reader.terminate()
  await assert.rejects(store.getBalance(ann), StoreUnavailable)
  assert.equal(store.saturated(), true, 'keys that are not cached cannot be looked up any more')
  assert.match(store.failure() ?? '', /reader/)
})

test('a store whose writer ended answers all that was asked, and tells its end from being closed', async (t) => {
  const store = await openedThreads(t, { folder: await emptyStoreFolder() })
  await furnish(store, 100n)
  assert.equal((await store.reserve(reservation('h1', 10n))).ok, true)
  const { writer } = threads()
  const asked = [store.reserve(reservation('h2', 10n)), store.settle({ id: requestId('h1'), record: recordOf('h1', 1n), overrunNano: 0n })]
  const ends = Promise.allSettled(asked)
  await writer.terminate()
  for (const end of await ends) assert.ok(end.status === 'rejected' && end.reason instanceof StoreUnavailable)
  assert.equal(store.saturated(), true)
  assert.doesNotMatch(store.failure() ?? '', /closed/)
})

test('a writer on the thread of its command dies as one with a thread of its own: it is said, and nobody waits for ever', async () => {
  const folder = scratchFolder()
  const lost: string[] = []
  let thread: StoreThread | undefined
  const writer = await startWriter({
    where: { folder, file: databaseFile(folder), relaxed: false, fileBytesMax: null },
    start: (name, where) => (thread = startHere(name, where)),
    onLost: (sentence) => lost.push(sentence),
  })
  assert.deepEqual(await writer.call('durability'), writer.durability)
  thread?.postMessage(null)
  await assert.rejects(writer.call('durability'), StoreUnavailable)
  assert.equal(lost.length, 1)
  assert.match(writer.failure() ?? '', /the writer died/)
})
