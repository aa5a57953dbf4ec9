// The case list of signing keys and places of charges. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ann, bob, furnish, type OpenStore, recordOf, requestId, reservation, startMs } from './scene.ts'

export function receiptCases(name: string, open: OpenStore): void {
  test(`${name}: a charge is found by account and request, and by no other account`, async () => {
    const store = await open()
    await furnish(store, 100n)
    await store.createAccount({ id: bob, name: 'Bob', atMs: startMs })
    assert.equal(await store.findCharge(ann, requestId('h1')), undefined)
    await store.reserve(reservation('h1', 60n))
    await store.settle({ id: requestId('h1'), record: recordOf('h1', 45n, { holdNano: 60n }), overrunNano: 0n })
    assert.equal((await store.findCharge(ann, requestId('h1')))?.sequence, 2)
    assert.equal(await store.findCharge(bob, requestId('h1')), undefined)
    await store.close()
  })

  test(`${name}: signing keys are listed oldest first and none is replaced`, async () => {
    const store = await open()
    const key = (id: string, createdAtMs: number) => ({ id, publicKey: `public ${id}`, sealedPrivate: new Uint8Array([1, 2]), createdAtMs })
    assert.deepEqual(await store.listReceiptKeys(), [])
    await store.addReceiptKey(key('b', startMs))
    await store.addReceiptKey(key('a', startMs + 1))
    await assert.rejects(store.addReceiptKey(key('a', startMs + 2)))
    const keys = await store.listReceiptKeys()
    assert.deepEqual(
      keys.map(({ id, sealedPrivate, createdAtMs }) => [id, [...sealedPrivate], createdAtMs]),
      [
        ['b', [1, 2], startMs],
        ['a', [1, 2], startMs + 1],
      ],
    )
    await store.close()
  })
}
