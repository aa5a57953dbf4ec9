// Explanations as records have them, and what a person reads.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { routeWords } from './routing.ts'

test('an explanation is told in words', () => {
  assert.deepEqual(
    routeWords('{"why":"latency","try":["a/x",["b/y","model-y"]],"not":[["c/x","rate_limited 12s"],["d/x","not_in_only"]]}'),
    {
      chosen: 'The fastest to begin first.',
      asked: ['a/x', 'b/y for model-y'],
      leftOut: [
        { offer: 'c/x', reason: 'rate limited, for 12 s' },
        { offer: 'd/x', reason: 'not in only' },
      ],
    },
  )
})

test('a reason that is not known is shown as it came', () => {
  assert.equal(routeWords('{"why":"by_chance","try":[],"not":[]}')?.chosen, 'by_chance')
})

for (const text of ['answered with what request r got', '{"why":1}', 'null', '']) {
  test(`${JSON.stringify(text)} is no explanation`, () => assert.equal(routeWords(text), null))
}
