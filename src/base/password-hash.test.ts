// A password is known again, another one is not, and a crowd at the door waits or is sent away.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPasswordHasher, PasswordQueueFull } from './password-hash.ts'

test('a password matches its own hash only, whatever the spelling of its accents', async () => {
  const hasher = createPasswordHasher()
  const stored = await hasher.hash('caf\u00e9 au lait')
  assert.match(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  assert.equal(await hasher.verify('cafe\u0301 au lait', stored), true)
  assert.equal(await hasher.verify('cafe au lait', stored), false)
  assert.notEqual(await hasher.hash('caf\u00e9 au lait'), stored)
})

test('nobody, and a stored text that is no hash, match no password', async () => {
  const hasher = createPasswordHasher()
  assert.equal(await hasher.verify('anything at all', null), false)
  assert.equal(await hasher.verify('anything at all', '$argon2id$broken'), false)
  assert.equal(await hasher.verify('', '$argon2id$v=19$m=19456,t=2,p=1$AAAA$AAAA'), false)
})

test('a few are checked at once, some wait, and the rest are refused', async () => {
  const hasher = createPasswordHasher({ atOnce: 1, waitingMax: 2 })
  const asked = await Promise.allSettled(Array.from({ length: 5 }, () => hasher.hash('x'.repeat(8))))
  assert.deepEqual(
    asked.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected'],
  )
  assert.ok(asked.every((one) => one.status === 'fulfilled' || one.reason instanceof PasswordQueueFull))
  assert.equal(typeof (await hasher.hash('x'.repeat(8))), 'string')
})
