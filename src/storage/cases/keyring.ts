// The case list of the keyring port. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asId, type KeyId, type UserId } from '../../contract/ids.ts'
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
      const times = { createdAtMs: startMs, confirmedAtMs: startMs, expiresAtMs: startMs + 9 }
      const who = {
        id: asId<UserId>('user_ann'),
        email: 'ann@example.com',
        name: 'Ann',
        operator: false,
        disabled: false,
        createdAtMs: startMs,
      }
      await store.createSetupLink({ accountId: ann, expiresAtMs: startMs + 1 }, 'link')
      const session = { id: 'sess_ann', ...times, address: null, agent: '' }
      await store.redeemSetupLink('link', startMs, { user: who, passwordHash: 'x', session, sessionHash: 's' })
      await store.setTotp(asId<UserId>('user_ann'), { sealedSecret: new Uint8Array([5]), lastStep: 7 }, null)
      assert.equal(await store.getKeyring(), null)
      const listed = (await store.listSealed()).map(({ kind, id, sealed }) => [kind, id, [...sealed]])
      assert.deepEqual(listed, [
        ['key', other, [1]],
        ['receipt_key', 'r1', [2]],
        ['totp', 'user_ann', [5]],
      ])
      const anew = [
        { kind: 'key', id: other, sealed: new Uint8Array([3]) },
        { kind: 'key', id: annKey, sealed: new Uint8Array([9]) },
        { kind: 'receipt_key', id: 'r1', sealed: new Uint8Array([4]) },
        { kind: 'totp', id: 'user_ann', sealed: new Uint8Array([6]) },
        { kind: 'totp', id: 'user_bea', sealed: new Uint8Array([6]) },
      ] as const
      await store.reseal(new Uint8Array([7]), anew)
      await store.reseal(new Uint8Array([8]), [])
      assert.deepEqual([...((await store.getKeyring()) ?? [])], [8])
      assert.deepEqual([...((await store.getSealedSecret(bob, other)) ?? [])], [3])
      assert.equal(await store.getSealedSecret(ann, annKey), null, 'a key without a copy gets none')
      assert.deepEqual([...((await store.listReceiptKeys())[0]?.sealedPrivate ?? [])], [4])
      const app = async (user: string) => (await store.factorsOf(asId<UserId>(user))).totp
      assert.deepEqual(await app('user_ann'), { sealedSecret: new Uint8Array([6]), lastStep: 7 })
      assert.equal(await app('user_bea'), null)
      await store.deleteKey(bob, other)
      assert.deepEqual(
        (await store.listSealed()).map(({ id }) => id),
        ['r1', 'user_ann'],
      )
    } finally {
      await store.close()
    }
  })
}
