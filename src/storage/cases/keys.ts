// The case list of the key port. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asId, type KeyId, type ModelId } from '../../contract/ids.ts'
import { type Key, unused } from '../../keys/key.ts'
import type { Store } from '../store.ts'
import { ann, annKey, bob, furnish, keyOf, type OpenStore, startMs } from './scene.ts'

export function keyCases(name: string, open: OpenStore): void {
  const story = (sentence: string, body: (store: Store) => Promise<void>): void => {
    test(`${name}: ${sentence}`, async () => {
      const store = await open()
      try {
        await furnish(store, 0n)
        await body(store)
      } finally {
        await store.close()
      }
    })
  }

  story('a key is found by its hash with everything that was said about it', async (store) => {
    const full: Key = keyOf({
      id: asId<KeyId>('key_full'),
      name: 'für Zoë',
      expiresAtMs: startMs + 1,
      scope: { kind: 'list', models: [asId<ModelId>('a'), asId<ModelId>('Qwen/Qwen-Plus')] },
      limits: { requestsPerMinute: 5, tokensPerMinute: null },
      budgetNano: 2n ** 60n + 1n,
    })
    await store.createKey(full, 'hash two', new Uint8Array([1, 2, 3]))
    assert.deepEqual(await store.findKeyByHash('hash two'), full)
    assert.deepEqual(await store.getKey(ann, full.id), unused(full))
    assert.equal(await store.findKeyByHash('hash three'), undefined)
  })

  story('a key made after somebody asked for its hash is found at once', async (store) => {
    assert.equal(await store.findKeyByHash('hash two'), undefined)
    await store.createKey(keyOf({ id: asId<KeyId>('key_two') }), 'hash two', null)
    assert.equal((await store.findKeyByHash('hash two'))?.id, 'key_two')
  })

  story('a change is seen by the very next look-up', async (store) => {
    const hash = 'hash of the first key'
    for (let round = 0; round < 20; round++) {
      const before = store.findKeyByHash(hash)
      const changed = await store.changeKey(ann, annKey, { disabled: round % 2 === 0, name: `round ${round}` })
      assert.equal(changed?.name, `round ${round}`)
      assert.deepEqual((await store.findKeyByHash(hash))?.disabled, round % 2 === 0)
      await before
      assert.deepEqual((await store.findKeyByHash(hash))?.disabled, round % 2 === 0)
    }
  })

  story('a deleted key is not found, listed or changed, and deletes once', async (store) => {
    assert.ok(await store.findKeyByHash('hash of the first key'))
    assert.equal(await store.deleteKey(bob, annKey), false)
    assert.equal(await store.deleteKey(ann, annKey), true)
    assert.equal(await store.findKeyByHash('hash of the first key'), undefined)
    assert.equal(await store.getKey(ann, annKey), undefined)
    assert.deepEqual(await store.listKeys(ann), [])
    assert.equal(await store.changeKey(ann, annKey, { disabled: false }), undefined)
    assert.equal(await store.deleteKey(ann, annKey), false)
  })

  story('keys are listed newest first, to their own account only', async (store) => {
    await store.createAccount({ id: bob, name: 'Bob', atMs: startMs })
    await store.createKey(keyOf({ id: asId<KeyId>('key_2'), createdAtMs: startMs + 2 }), 'hash 2', null)
    await store.createKey(keyOf({ id: asId<KeyId>('key_1'), createdAtMs: startMs + 1 }), 'hash 1', null)
    await store.createKey(keyOf({ id: asId<KeyId>('key_bob'), accountId: bob }), 'hash bob', null)
    const ids = (await store.listKeys(ann)).map((key) => key.id)
    assert.deepEqual(ids, ['key_2', 'key_1', annKey])
    assert.equal(await store.getKey(bob, annKey), undefined)
    assert.equal(await store.changeKey(bob, annKey, { disabled: true }), undefined)
    assert.equal((await store.getKey(ann, annKey))?.disabled, false)
  })

  story('a hash, an ID and an account that exists are required of a key', async (store) => {
    await assert.rejects(store.createKey(keyOf({ id: asId<KeyId>('key_2') }), 'hash of the first key', null))
    await assert.rejects(store.createKey(keyOf(), 'another hash', null))
    await assert.rejects(store.createKey(keyOf({ id: asId<KeyId>('key_2'), accountId: bob }), 'another hash', null))
    assert.equal(store.saturated(), false)
  })
}
