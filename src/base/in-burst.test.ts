// Writes wait for the end of the turn in which they were asked for, and keep their order.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { writeInBurst } from './in-burst.ts'

test('writes of one turn come in order at its end, and one that is asked for meanwhile waits for the next', async () => {
  const written: string[] = []
  const say = (word: string): void => writeInBurst({ writeNow: () => void written.push(word) })
  say('a')
  writeInBurst({
    writeNow() {
      written.push('b')
      say('d')
    },
  })
  say('c')
  await Promise.resolve()
  assert.deepEqual(written, [])
  await turn()
  assert.deepEqual(written, ['a', 'b', 'c'])
  await turn()
  assert.deepEqual(written, ['a', 'b', 'c', 'd'])
})
