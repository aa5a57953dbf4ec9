// The case list of the management key port. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ManagementKey } from '../../keys/management-key-store.ts'
import type { Store } from '../store.ts'
import { ann, bob, furnish, type OpenStore, startMs } from './scene.ts'

function managementKey(id: string, change: Partial<ManagementKey> = {}): ManagementKey {
  return { id, accountId: ann, name: id, lastFour: 'wxyz', scope: 'operator', expiresAtMs: null, createdAtMs: startMs, ...change }
}

export function managementKeyCases(name: string, open: OpenStore): void {
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

  story('a management key is found by hash until it is deleted by its own account', async (store) => {
    const first = managementKey('mk_1', { scope: 'read', expiresAtMs: startMs + 1 })
    const second = managementKey('mk_2', { createdAtMs: startMs + 1 })
    await store.createManagementKey(first, 'hash 1')
    await store.createManagementKey(second, 'hash 2')
    assert.deepEqual(await store.findManagementKeyByHash('hash 1'), first)
    assert.deepEqual(await store.listManagementKeys(ann), [second, first])
    assert.deepEqual(await store.listManagementKeys(bob), [])
    assert.deepEqual([await store.hasManagementKey('mk_1'), await store.hasManagementKey('mk_9')], [true, false])
    assert.equal(await store.deleteManagementKey(bob, 'mk_1'), false)
    assert.equal(await store.deleteManagementKey(ann, 'mk_1'), true)
    assert.equal(await store.deleteManagementKey(ann, 'mk_1'), false)
    assert.equal(await store.findManagementKeyByHash('hash 1'), undefined)
    assert.equal(await store.hasManagementKey('mk_1'), false)
    await assert.rejects(store.createManagementKey(managementKey('mk_3'), 'hash 2'))
  })
}
