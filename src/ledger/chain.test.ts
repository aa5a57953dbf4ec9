// The published form of the chain, spelled out: whoever replays it elsewhere computes the same.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { chainStart, entryHash, recordDigest } from './chain.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const entry = {
  sequence: 1,
  kind: 'charge',
  reference: 'r',
  fromAccount: 'customer:a',
  toAccount: 'revenue',
  amountNano: 5n,
  atMs: 7,
  note: 'n',
  actor: 'x',
  keyId: null,
  recordDigest: 'd',
}

test('the chain begins with 64 zeros', () => assert.deepEqual(chainStart, { sequence: 0, hash: '0'.repeat(64) }))

test('the hash of an entry is that of a JSON array of texts and nulls, in the published order', () => {
  const text = `["${'0'.repeat(64)}","1","charge","r","customer:a","revenue","5","7","n","x",null,"d"]`
  assert.equal(entryHash(chainStart.hash, entry), sha256(text))
})

test('a digest takes numbers as texts and keeps nulls; what was used beside text is one more element', () => {
  assert.equal(recordDigest(['a', 1, 2n, null], null), sha256('["a","1","2",null]'))
  assert.equal(recordDigest(['a', null], '{"x":1}'), sha256('["a",null,"{\\"x\\":1}"]'))
})

test('half a surrogate pair is hashed as it rests', () => {
  assert.equal(recordDigest(['\ud800', null], null), sha256('["\ufffd",null]'))
})
