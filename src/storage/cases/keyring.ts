// The case list of the keyring port. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asId, type KeyId } from '../../contract/ids.ts'
import { ann, annKey, bob, furnish, keyOf, type OpenStore, startMs } from './scene.ts'

export function keyringCases(name: string, open: OpenStore): void {
  test(`${name}: everything sealed is listed, of all accounts, and sealed anew at once with the keyring`, async () => {
    const store = await open()
    try {
      await furnish(store, 0n)
      await store.createAccount({ id: bob, name: 'Bob', atMs: startMs })
      const other = asId<KeyId>('key_bob')
      await store.createKey(keyOf({ id: other, accountId: bob }), 'hash two', new Uint8Array([1]))
      await store.addReceiptKey({ id: 'r1', publicKey: 'public', sealedPrivate: new Uint8Array([2]), createdAtMs: startMs })
      assert.equal(await store.getKeyring(), null)
      const listed = (await store.listSealed()).map(({ kind, id, sealed }) => [kind, id, [...sealed]])
      assert.deepEqual(listed, [
        ['key', other, [1]],
        ['receipt_key', 'r1', [2]],
      ])
      const anew = [
        { kind: 'key', id: other, sealed: new Uint8Array([3]) },
        { kind: 'key', id: annKey, sealed: new Uint8Array([9]) },
        { kind: 'receipt_key', id: 'r1', sealed: new Uint8Array([4]) },
      ] as const
      await store.reseal(new Uint8Array([7]), anew)
      await store.reseal(new Uint8Array([8]), [])
      assert.deepEqual([...((await store.getKeyring()) ?? [])], [8])
      assert.deepEqual([...((await store.getSealedSecret(bob, other)) ?? [])], [3])
      assert.equal(await store.getSealedSecret(ann, annKey), null, 'a key without a copy gets none')
      assert.deepEqual([...((await store.listReceiptKeys())[0]?.sealedPrivate ?? [])], [4])
      await store.deleteKey(bob, other)
      assert.deepEqual(
        (await store.listSealed()).map(({ id }) => id),
        ['r1'],
      )
    } finally {
      await store.close()
    }
  })
}
