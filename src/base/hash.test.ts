// Sealing, keyed hashing and random text.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { deriveKey, keyedHash, open, randomText, seal } from './hash.ts'
import { Secret } from './secret.ts'
import { isUuid, uuid7 } from './uuid7.ts'

const master = Buffer.alloc(32, 7)

test('what was sealed opens under the same key and row, and under nothing else', () => {
  const key = deriveKey(master, 'seal')
  const sealed = seal(key, 'sk-secret', 'keys.secret key_1')
  assert.equal(open(key, sealed, 'keys.secret key_1'), 'sk-secret')
  assert.equal(open(key, sealed, 'keys.secret key_2'), undefined)
  assert.equal(open(deriveKey(master, 'other'), sealed, 'keys.secret key_1'), undefined)
  for (const at of [0, 5, 20, sealed.length - 1]) {
    const bent = Buffer.from(sealed)
    bent[at] = (bent[at] as number) ^ 1
    assert.equal(open(key, bent, 'keys.secret key_1'), undefined)
  }
  assert.equal(open(key, sealed.subarray(0, 10), 'keys.secret key_1'), undefined)
  assert.equal(sealed.includes('sk-secret'), false)
})

const vectors: readonly (readonly [string, Buffer, Buffer, string])[] = [
  ['1', Buffer.alloc(20, 0x0b), Buffer.from('Hi There'), 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
  [
    '2',
    Buffer.from('Jefe'),
    Buffer.from('what do ya want for nothing?'),
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  [
    '6',
    Buffer.alloc(131, 0xaa),
    Buffer.from('Test Using Larger Than Block-Size Key - Hash Key First'),
    '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  ],
]
for (const [name, pepper, text, wanted] of vectors) {
  test(`a keyed hash is HMAC-SHA256 in hex (RFC 4231, test case ${name})`, () => {
    assert.equal(keyedHash(pepper, text.toString()), wanted)
    assert.equal(keyedHash(pepper, text.toString()), wanted, 'the same on the second call')
  })
}

test('a keyed hash is what the platform calls HMAC, for peppers around the block size and texts of any length', () => {
  for (const size of [0, 1, 32, 63, 64, 65, 200]) {
    const pepper = Buffer.alloc(size, size)
    for (const text of ['', 'sk-nxr-x', 'é'.repeat(100), 'a'.repeat(1_000), 'b'.repeat(100_000), 'short again']) {
      assert.equal(keyedHash(pepper, text), createHmac('sha256', pepper).update(text).digest('hex'))
    }
  }
})

test('random text has its length, keeps to its alphabet and does not repeat', () => {
  const texts = new Set(Array.from({ length: 200 }, () => randomText('abc0', 24)))
  assert.equal(texts.size, 200)
  for (const text of texts) assert.match(text, /^[abc0]{24}$/)
})

test('a secret cannot be printed by any serializer', () => {
  const secret = new Secret('hunter2')
  const nested = { secret, list: [secret] }
  for (const text of [String(secret), JSON.stringify(nested), inspect(nested, { depth: 9, showHidden: true })]) {
    assert.equal(text.includes('hunter2'), false)
  }
  assert.equal(secret.reveal(), 'hunter2')
})

test('identifiers are version 7 UUIDs, unique, and sort by time', () => {
  const ids = Array.from({ length: 2_000 }, (_, index) => uuid7(1_800_000_000_000 + index))
  assert.equal(new Set(ids).size, ids.length)
  assert.deepEqual(ids.toSorted(), ids)
  for (const id of ids) assert.ok(isUuid(id) && /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/.test(id))
  assert.equal(Number.parseInt((ids[0] as string).replaceAll('-', '').slice(0, 12), 16), 1_800_000_000_000)
})

test('identifiers of one millisecond sort in the order in which they were made, also when the clock stands still for long', () => {
  const ids = Array.from({ length: 20_000 }, () => uuid7(1_800_000_100_000))
  ids.push(uuid7(1_800_000_100_001), uuid7(1_800_000_200_000))
  assert.deepEqual(ids.toSorted(), ids)
  assert.equal(new Set(ids).size, ids.length)
})
