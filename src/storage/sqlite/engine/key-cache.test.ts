// The cache of keys never shows what was true before an acknowledged change.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { annKey, keyOf } from '../../cases/scene.ts'
import type { Key } from '../../../keys/key.ts'
import { openKeyCache } from './key-cache.ts'

/** A store whose look-ups are answered by hand, oldest first. */
function slowStore() {
  const asked: ((key: Key | undefined) => void)[] = []
  return {
    lookUp: (_hash: string) => new Promise<Key | undefined>((resolve) => asked.push(resolve)),
    asked: () => asked.length,
    answer: (key: Key | undefined) => asked.shift()?.(key),
  }
}

test('a key is looked up once, also when many ask at the same time', async () => {
  const store = slowStore()
  const cache = openKeyCache(store.lookUp)
  const many = Array.from({ length: 10 }, async () => cache.find('hash'))
  assert.equal(store.asked(), 1)
  store.answer(keyOf())
  assert.equal((await Promise.all(many)).filter((key) => key?.id === annKey).length, 10)
  assert.equal((await cache.find('hash'))?.id, annKey)
  assert.equal(store.asked(), 0)
})

test('an answer from before a change is not kept after it', async () => {
  const store = slowStore()
  const cache = openKeyCache(store.lookUp)
  const before = cache.find('hash')
  cache.changed(annKey)
  store.answer(keyOf({ name: 'old' }))
  assert.equal((await before)?.name, 'old')
  const after = cache.find('hash')
  assert.equal(store.asked(), 1, 'it asks again')
  store.answer(keyOf({ name: 'new' }))
  assert.equal((await after)?.name, 'new')
})

test('who asks after a change does not share a look-up from before it', async () => {
  const store = slowStore()
  const cache = openKeyCache(store.lookUp)
  const before = cache.find('hash')
  cache.changed(annKey)
  const after = cache.find('hash')
  assert.equal(store.asked(), 2)
  store.answer(keyOf({ name: 'old' }))
  store.answer(keyOf({ name: 'new' }))
  assert.deepEqual([(await before)?.name, (await after)?.name, (await cache.find('hash'))?.name], ['old', 'new', 'new'])
})

test('an unknown hash is asked for again each time, and a failed look-up too', async () => {
  let looks = 0
  const cache = openKeyCache(() => {
    looks += 1
    return looks === 1 ? Promise.reject(new Error('no')) : Promise.resolve(undefined)
  })
  await assert.rejects(async () => cache.find('hash'))
  assert.equal(await cache.find('hash'), undefined)
  assert.equal(await cache.find('hash'), undefined)
  assert.equal(looks, 3)
})
