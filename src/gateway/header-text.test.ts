// What a header can carry of any text.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { headerText } from './header-text.ts'

test('text that a header cannot carry is written as in JSON, and long text is cut', () => {
  const cases: readonly (readonly [given: string, carried: string])[] = [
    ['seed, tools[0].strict', 'seed, tools[0].strict'],
    ['größe', 'gr\\u00f6\\u00dfe'],
    ['a\r\nset-cookie: b', 'a\\u000d\\u000aset-cookie: b'],
    ['x'.repeat(2_000), 'x'.repeat(2_000)],
    ['x'.repeat(2_001), `${'x'.repeat(2_000)}...`],
  ]
  for (const [given, carried] of cases) assert.equal(headerText(given), carried)
  assert.equal(headerText('日'.repeat(1_000)).length, 2_003)
})
