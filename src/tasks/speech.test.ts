// Speech requests: what is charged by the character.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeUtf8 } from '../base/utf8.ts'
import { speech } from './speech.ts'

function read(input: string) {
  return speech.readRequest(encodeUtf8(JSON.stringify({ model: 'm', voice: 'alloy', input })), { depthMax: 64, valuesMax: 500_000 })
}

test('characters are code points, up to the most of them', () => {
  const result = read('😀'.repeat(100_000))
  assert.ok(result.ok)
  const [extra] = result.value.extras ?? []
  assert.equal(extra?.kind === 'unit' && extra.most, 100_000)
  for (const input of ['a'.repeat(100_001), 'a'.repeat(1_000_000)]) {
    const refused = read(input)
    assert.ok(!refused.ok)
    assert.match(refused.problem.message, /at most 100000 characters/)
  }
})
