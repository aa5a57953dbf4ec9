// Amounts that are no amounts: long runs of digits must not cost more than reading them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseUsd } from './money.ts'

test('a text longer than any amount is refused at once, zeros included', () => {
  assert.equal(parseUsd(`1.${'0'.repeat(1_000_000)}1`), undefined)
  assert.equal(parseUsd(`1.${'0'.repeat(1_000_000)}`), undefined)
  assert.equal(parseUsd('1.50000000000000000000'), 1_500_000_000n)
})
