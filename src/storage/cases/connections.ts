// The case list of the connections port: providers, credentials, models. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StoredCredential, StoredProvider } from '../../catalog/connection-store.ts'
import type { Store } from '../store.ts'
import { type OpenStore, startMs } from './scene.ts'

const acme: StoredProvider = { id: 'acme', entry: '{"id":"acme"}', createdAtMs: startMs }

function credential(id: string, change: Partial<StoredCredential> = {}): StoredCredential {
  const rest = { provider: 'acme', weight: 1, sealed: new Uint8Array([1, 2, 3]), lastFour: 'abcd', disabledAtMs: null }
  return { id, name: id, ...rest, createdAtMs: startMs, ...change }
}

/** Stores give back their own kinds of byte arrays. */
function plain(list: readonly StoredCredential[]): object[] {
  return list.map((one) => ({ ...one, sealed: [...one.sealed] }))
}

export function connectionCases(name: string, open: OpenStore): void {
  const story = (sentence: string, body: (store: Store) => Promise<void>): void => {
    test(`${name}: ${sentence}`, async () => {
      const store = await open()
      try {
        await body(store)
      } finally {
        await store.close()
      }
    })
  }

  story('a provider comes back as it was described, keeps its age, and goes with its credentials', async (store) => {
    await store.putProvider(acme, [credential('a'), credential('b')])
    await store.putProvider({ id: 'aaa', entry: '{}', createdAtMs: startMs + 1 }, [])
    assert.deepEqual(await store.listProviders(), [acme, { id: 'aaa', entry: '{}', createdAtMs: startMs + 1 }])
    await store.putProvider({ ...acme, entry: '{"id":"acme","name":"x"}', createdAtMs: startMs + 9 }, [])
    assert.deepEqual((await store.listProviders())[0], { ...acme, entry: '{"id":"acme","name":"x"}' })
    assert.deepEqual(plain(await store.listCredentials()), plain([credential('a'), credential('b')]))
    assert.equal(await store.deleteProvider('acme'), true)
    assert.equal(await store.deleteProvider('acme'), false)
    assert.deepEqual(await store.listCredentials(), [])
  })

  story('another host takes the credentials away from the provider that moves, and from no other', async (store) => {
    await store.putProvider(acme, [credential('a')])
    await store.putProvider({ ...acme, id: 'other' }, [credential('c', { provider: 'other' })])
    await store.putProviderElsewhere({ ...acme, entry: '{"base_url":"https://b.example"}' })
    assert.deepEqual(
      (await store.listCredentials()).map(({ id }) => id),
      ['c'],
    )
  })

  story('a credential has a name of its own within its provider, and is weighed, disabled and enabled', async (store) => {
    await store.putProvider(acme, [credential('a')])
    assert.equal(await store.putCredential(credential('b', { name: 'a' })), false)
    assert.equal(await store.putCredential(credential('b', { createdAtMs: startMs + 1 })), true)
    assert.equal(await store.changeCredential('a', { weight: 7, disabledAtMs: startMs + 5 }), true)
    assert.equal(await store.changeCredential('b', { weight: 2 }), true)
    assert.equal(await store.changeCredential('x', { weight: 2 }), false)
    assert.deepEqual(
      (await store.listCredentials()).map(({ id, weight, disabledAtMs }) => [id, weight, disabledAtMs]),
      [
        ['a', 7, startMs + 5],
        ['b', 2, null],
      ],
    )
    await store.changeCredential('a', { disabledAtMs: null })
    assert.equal((await store.listCredentials())[0]?.disabledAtMs, null)
    assert.equal(await store.deleteCredential('a'), true)
    assert.equal(await store.deleteCredential('a'), false)
  })

  story('a published model comes back as it was described, until it is taken down', async (store) => {
    const model = { id: 'Acme/One', entry: '{"id":"Acme/One"}', createdAtMs: startMs }
    await store.putModel(model)
    await store.putModel({ ...model, entry: '{}', createdAtMs: startMs + 3 })
    assert.deepEqual(await store.listModels(), [{ ...model, entry: '{}' }])
    assert.equal(await store.deleteModel('acme/one'), false)
    assert.equal(await store.deleteModel('Acme/One'), true)
    assert.deepEqual(await store.listModels(), [])
  })
}
