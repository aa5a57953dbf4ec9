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
      routing: { regions: ['eu'], denyCollection: true, zeroRetention: false, continueStreams: true },
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

  story('what holds for the requests of a key can be said later, and taken back', async (store) => {
    const routing = { regions: null, denyCollection: true, zeroRetention: true, continueStreams: false }
    assert.deepEqual((await store.changeKey(ann, annKey, { routing }))?.routing, routing)
    assert.deepEqual((await store.findKeyByHash('hash of the first key'))?.routing, routing)
    assert.deepEqual((await store.changeKey(ann, annKey, { name: 'other' }))?.routing, routing)
    assert.equal((await store.changeKey(ann, annKey, { routing: null }))?.routing ?? null, null)
    assert.equal((await store.findKeyByHash('hash of the first key'))?.routing ?? null, null)
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

  story('a key is listed in pages that begin behind the last one, even when that was deleted meanwhile', async (store) => {
    for (let count = 1; count <= 4; count += 1)
      await store.createKey(keyOf({ id: asId<KeyId>(`key_${count}`), createdAtMs: startMs + Math.ceil(count / 2) }), `hash ${count}`, null)
    const ids = async (limit: number, after: string | null) => {
      const page = await store.listKeys(ann, { limit, after: after === null ? null : asId<KeyId>(after) })
      return page.map((key) => key.id)
    }
    assert.deepEqual(await ids(2, null), ['key_4', 'key_3'])
    assert.deepEqual(await ids(2, 'key_3'), ['key_2', 'key_1'])
    assert.deepEqual(await ids(2, 'key_1'), [annKey])
    assert.deepEqual(await ids(2, annKey), [])
    assert.deepEqual(await ids(2, 'key_none'), [])
    await store.deleteKey(ann, asId<KeyId>('key_3'))
    assert.deepEqual(await ids(2, 'key_3'), ['key_2', 'key_1'])
    await store.createAccount({ id: bob, name: 'Bob', atMs: startMs })
    assert.deepEqual(await store.listKeys(bob, { limit: 5, after: asId<KeyId>('key_4') }), [])
  })

  story('a rotated key is found by its new secret, and by the one before until that ends', async (store) => {
    const first = 'hash of the first key'
    assert.ok(await store.findKeyByHash(first))
    const next = { hash: 'second', sealedSecret: new Uint8Array([9]), lastFour: 'wxyz', formerUntilMs: startMs + 50 }
    assert.equal(await store.rotateKey(bob, annKey, next), undefined)
    assert.equal((await store.rotateKey(ann, annKey, next))?.lastFour, 'wxyz')
    assert.partialDeepStrictEqual(await store.findKeyByHash('second'), { id: annKey, lastFour: 'wxyz', expiresAtMs: null })
    assert.partialDeepStrictEqual(await store.findKeyByHash(first), { id: annKey, expiresAtMs: startMs + 50 })
    assert.deepEqual(await store.getSealedSecret(ann, annKey), new Uint8Array([9]))
    assert.equal(await store.getSealedSecret(bob, annKey), undefined)
    await store.changeKey(ann, annKey, { disabled: true, expiresAtMs: startMs + 20 })
    for (const hash of [first, 'second'])
      assert.partialDeepStrictEqual(await store.findKeyByHash(hash), { disabled: true, expiresAtMs: startMs + 20 })
    await store.rotateKey(ann, annKey, { ...next, hash: 'third', sealedSecret: null })
    assert.equal(await store.findKeyByHash(first), undefined)
    assert.equal(await store.getSealedSecret(ann, annKey), null)
    await store.rotateKey(ann, annKey, { ...next, hash: 'fourth', formerUntilMs: null })
    assert.equal(await store.findKeyByHash('third'), undefined)
    await store.rotateKey(ann, annKey, { ...next, hash: 'fifth' })
    assert.equal(await store.deleteKey(ann, annKey), true)
    for (const hash of ['fourth', 'fifth']) assert.equal(await store.findKeyByHash(hash), undefined)
    assert.equal(await store.getSealedSecret(ann, annKey), undefined)
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
