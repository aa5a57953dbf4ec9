// The case list of the access port. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ManagementKey } from '../../keys/access-store.ts'
import type { Store } from '../store.ts'
import { ann, bob, furnish, type OpenStore, startMs } from './scene.ts'

function managementKey(id: string, change: Partial<ManagementKey> = {}): ManagementKey {
  return { id, accountId: ann, name: id, lastFour: 'wxyz', scope: 'operator', expiresAtMs: null, createdAtMs: startMs, ...change }
}

export function accessCases(name: string, open: OpenStore): void {
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
    assert.equal(await store.deleteManagementKey(bob, 'mk_1'), false)
    assert.equal(await store.deleteManagementKey(ann, 'mk_1'), true)
    assert.equal(await store.deleteManagementKey(ann, 'mk_1'), false)
    assert.equal(await store.findManagementKeyByHash('hash 1'), undefined)
    await assert.rejects(store.createManagementKey(managementKey('mk_3'), 'hash 2'))
  })

  story('a setup link opens one session, even when it is followed many times at once', async (store) => {
    await store.createSetupLink({ accountId: ann, expiresAtMs: startMs + 900_000 }, 'link')
    const follow = (index: number) => store.redeemSetupLink('link', startMs, { expiresAtMs: startMs + 5_000 }, `session ${index}`)
    const opened = await Promise.all(Array.from({ length: 20 }, (_, index) => follow(index)))
    const sessions = opened.filter((session) => session !== undefined)
    assert.deepEqual(sessions, [{ accountId: ann, expiresAtMs: startMs + 5_000 }])
    const at = opened.findIndex((session) => session !== undefined)
    assert.deepEqual(await store.findSessionByHash(`session ${at}`), sessions[0])
    await store.deleteSession(`session ${at}`)
    assert.equal(await store.findSessionByHash(`session ${at}`), undefined)
  })

  story('a setup link that expired, was replaced or never was opens nothing', async (store) => {
    await store.createSetupLink({ accountId: ann, expiresAtMs: startMs + 10 }, 'link 1')
    assert.equal(await store.redeemSetupLink('link 1', startMs + 10, { expiresAtMs: startMs + 99 }, 's'), undefined)
    await store.createSetupLink({ accountId: ann, expiresAtMs: startMs + 10 }, 'link 2')
    assert.equal(await store.redeemSetupLink('link 1', startMs, { expiresAtMs: startMs + 99 }, 's'), undefined)
    assert.equal(await store.redeemSetupLink('link 3', startMs, { expiresAtMs: startMs + 99 }, 's'), undefined)
    assert.equal((await store.redeemSetupLink('link 2', startMs, { expiresAtMs: startMs + 99 }, 's'))?.accountId, ann)
  })

  story('sessions that ran out are cleared when the next one opens', async (store) => {
    await store.createSetupLink({ accountId: ann, expiresAtMs: startMs + 10 }, 'link 1')
    await store.redeemSetupLink('link 1', startMs, { expiresAtMs: startMs + 1 }, 'short')
    await store.createSetupLink({ accountId: ann, expiresAtMs: startMs + 10 }, 'link 2')
    await store.redeemSetupLink('link 2', startMs + 1, { expiresAtMs: startMs + 99 }, 'long')
    assert.equal(await store.findSessionByHash('short'), undefined)
    assert.ok(await store.findSessionByHash('long'))
  })
}
