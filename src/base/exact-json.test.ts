// Numbers on their way through a parser and out again.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isExactNumber, parseExactJson } from './exact-json.ts'

test('what is read and written again keeps every digit of a whole number', () => {
  const texts = [
    '{"id":1234567890123456789,"list":[-9007199254740993,{"deep":18446744073709551615}]}',
    '{"id":9007199254740991,"text":"1234567890123456789"}',
    '[0.1234567890123456,1]',
  ]
  for (const text of texts) assert.equal(JSON.stringify(parseExactJson(text)), text)
})

test('other numbers are numbers, and what is no JSON throws', () => {
  assert.deepEqual(
    (parseExactJson('[12345678901234567890, 1e3, 1.5, 9007199254740991]') as unknown[]).slice(1),
    [1_000, 1.5, 9_007_199_254_740_991],
  )
  assert.throws(() => parseExactJson('{"id":1234567890123456789'), SyntaxError)
})

test('a number that a float cannot hold is told from an object', () => {
  const [long, short, object] = parseExactJson('[1234567890123456789, 1, {}]') as unknown[]
  assert.deepEqual([isExactNumber(long), isExactNumber(short), isExactNumber(object)], [true, false, false])
})
