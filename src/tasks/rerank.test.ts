// Rerank requests: what of them becomes tokens, however often it is read.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeUtf8 } from '../base/utf8.ts'
import { rerank } from './rerank.ts'

const limits = { depthMax: 64, valuesMax: 500_000 }

function asked(query: string, documents: readonly unknown[]) {
  const read = rerank.readRequest(encodeUtf8(JSON.stringify({ model: 'm', query, documents })), limits)
  assert.ok(read.ok)
  return read.value
}

test('the query counts once for every document', () => {
  const { asciiBytes, otherBytes, messages, prompts } = asked('catsé', ['a', 'ü', { text: 'b' }])
  assert.deepEqual(
    { asciiBytes, otherBytes, messages, prompts },
    { asciiBytes: 3 * 4 + 1 + 12, otherBytes: 3 * 2 + 2, messages: 3, prompts: 3 },
  )
})

test('a long query before ten thousand documents is counted and never written out', () => {
  const { asciiBytes, extras } = asked('q'.repeat(60_000), Array<string>(10_000).fill(''))
  assert.equal(asciiBytes, 600_000_000)
  assert.equal(extras?.[0]?.kind === 'unit' && extras[0].most, 6_000)
})
