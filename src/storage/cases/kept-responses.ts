// The case list of kept responses. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AccountId, asId, type RequestId } from '../../contract/ids.ts'
import type { KeptResponseRow } from '../../ledger/kept-response-store.ts'
import type { Store } from '../store.ts'
import { ann, bob, type OpenStore, startMs } from './scene.ts'

const mebibyte = 1_048_576
const hour = 3_600_000
const requestOf = (id: string): RequestId => asId(`request-of-${id}`)
const rowOf = (accountId: AccountId, id: string, change: Partial<KeptResponseRow> = {}): KeptResponseRow => ({
  accountId,
  id,
  requestId: requestOf(id),
  sealed: Buffer.from(`sealed ${id}`),
  untilMs: startMs + hour,
  ...change,
})

async function textOf(store: Store, account: AccountId, id: string, nowMs = startMs): Promise<string | undefined> {
  const sealed = await store.findResponse(account, id, nowMs)
  return sealed && Buffer.from(sealed).toString('utf8')
}

export function keptResponseCases(name: string, open: OpenStore): void {
  const scene = (what: string, run: (store: Store) => Promise<void>): void => {
    test(`${name}: ${what}`, async () => {
      const store = await open()
      try {
        for (const id of [ann, bob]) await store.createAccount({ id, name: id, atMs: startMs })
        await run(store)
      } finally {
        await store.close()
      }
    })
  }

  scene("a response is kept where the account allows it, and is the account's alone", async (store) => {
    assert.equal(await store.responseStorage(ann), false)
    assert.equal(await store.keepResponse(rowOf(ann, 'r1'), startMs, mebibyte), false)
    assert.equal(await store.setResponseStorage(ann, true, startMs), true)
    assert.equal(await store.setResponseStorage(ann, true, startMs), false, 'nothing changes twice')
    assert.equal(await store.keepResponse(rowOf(ann, 'r1'), startMs, mebibyte), true)
    assert.equal(await textOf(store, ann, 'r1'), 'sealed r1')
    assert.equal(await textOf(store, bob, 'r1'), undefined)
    await store.setResponseStorage(bob, true, startMs)
    assert.equal(await textOf(store, bob, 'r1'), undefined)
    assert.equal(await store.forgetResponse(bob, 'r1'), false)
    assert.equal(await textOf(store, ann, 'r1', startMs + hour), undefined, 'its time is over')
  })

  scene('the next turn of a conversation finds the one before it, however early it comes', async (store) => {
    await store.setResponseStorage(ann, true, startMs)
    const keeping = store.keepResponse(rowOf(ann, 'r1'), startMs, mebibyte)
    const looking = [textOf(store, ann, 'r1'), store.findResponseTo(ann, requestOf('r1'), startMs).then((row) => row?.id)]
    assert.deepEqual(await Promise.all(looking), ['sealed r1', 'r1'])
    assert.equal(await keeping, true)
  })

  scene('a response is found by its request too, by its account alone and while it may be shown', async (store) => {
    await store.setResponseStorage(ann, true, startMs)
    await store.setResponseStorage(bob, true, startMs)
    await store.keepResponse(rowOf(ann, 'r1'), startMs, mebibyte)
    const idOf = async (account: AccountId, id: string, nowMs = startMs): Promise<string | undefined> =>
      (await store.findResponseTo(account, requestOf(id), nowMs))?.id
    assert.equal(await idOf(ann, 'r1'), 'r1')
    assert.equal(await idOf(ann, 'r2'), undefined)
    assert.equal(await idOf(bob, 'r1'), undefined)
    assert.equal(await idOf(ann, 'r1', startMs + hour), undefined, 'its time is over')
    await store.setResponseStorage(ann, false, startMs)
    assert.equal(await idOf(ann, 'r1'), undefined, 'not allowed any more')
  })

  scene('the same ID again replaces, and a forgotten one is gone', async (store) => {
    await store.setResponseStorage(ann, true, startMs)
    await store.keepResponse(rowOf(ann, 'r1'), startMs, mebibyte)
    await store.keepResponse(rowOf(ann, 'r1', { sealed: Buffer.from('anew') }), startMs, mebibyte)
    assert.equal(await textOf(store, ann, 'r1'), 'anew')
    assert.equal(await store.forgetResponse(ann, 'r1'), true)
    assert.equal(await store.forgetResponse(ann, 'r1'), false)
    assert.equal(await textOf(store, ann, 'r1'), undefined)
  })

  scene('an account that allows it no more shows nothing, and its responses go step by step', async (store) => {
    await store.setResponseStorage(ann, true, startMs)
    for (const id of ['r1', 'r2', 'r3']) await store.keepResponse(rowOf(ann, id), startMs, mebibyte)
    assert.equal(await store.setResponseStorage(ann, false, startMs), true)
    assert.equal(await textOf(store, ann, 'r1'), undefined)
    assert.deepEqual([await store.forgetResponsesOf(ann, 2), await store.forgetResponsesOf(ann, 2)], [2, 1])
    await store.setResponseStorage(ann, true, startMs)
    assert.equal(await textOf(store, ann, 'r3'), undefined)
  })

  scene('what is over is forgotten, and the oldest make room', async (store) => {
    await store.setResponseStorage(ann, true, startMs)
    for (const [at, id] of ['r1', 'r2', 'r3'].entries()) {
      await store.keepResponse(rowOf(ann, id, { sealed: Buffer.alloc(1_000), untilMs: startMs + hour + at }), startMs, 3_000)
    }
    assert.equal(await textOf(store, ann, 'r1'), undefined, 'three do not fit')
    assert.notEqual(await textOf(store, ann, 'r2'), undefined)
    assert.equal(await store.forgetOldResponses(startMs + hour + 1, 10), 1)
    assert.equal(await store.forgetOldResponses(startMs + hour + 1, 10), 0)
    assert.notEqual(await textOf(store, ann, 'r3'), undefined)
  })
}
