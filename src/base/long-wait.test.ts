// Waits of ten seconds and more share one timer; shorter ones have their own. Time is moved by hand.
import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { performance } from 'node:perf_hooks'
import { startWait } from './long-wait.ts'

/** Timers and the monotonic clock, moved together. */
function handTime() {
  const began = performance.now()
  let passed = 0
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] })
  mock.method(performance, 'now', () => began + passed)
  return {
    pass(ms: number) {
      for (let left = ms; left > 0; left -= 250) {
        passed += Math.min(250, left)
        mock.timers.tick(Math.min(250, left))
      }
    },
    end() {
      mock.timers.reset()
      mock.restoreAll()
    },
  }
}

for (const ms of [1, 9_999, 10_000, 10_001, 60_000]) {
  test(`a wait of ${ms} ms ends after that, and no more than a second later`, () => {
    const time = handTime()
    try {
      let over = 0
      startWait(ms, () => (over += 1))
      time.pass(ms - 1)
      assert.equal(over, 0)
      time.pass(1_001)
      assert.equal(over, 1)
      time.pass(100_000)
      assert.equal(over, 1)
    } finally {
      time.end()
    }
  })

  test(`a wait of ${ms} ms that was cancelled never ends`, () => {
    const time = handTime()
    try {
      const wait = startWait(ms, () => assert.fail('it was cancelled'))
      wait.cancel()
      wait.cancel()
      time.pass(ms + 2_000)
    } finally {
      time.end()
    }
  })
}

test('waits that begin while others run keep their own time, and one that ends may cancel and begin others', () => {
  const time = handTime()
  try {
    const ended: string[] = []
    const never = startWait(30_000, () => ended.push('never'))
    startWait(20_000, () => {
      ended.push('first')
      never.cancel()
      startWait(20_000, () => ended.push('third'))
    })
    time.pass(5_500)
    startWait(20_000, () => ended.push('second'))
    time.pass(15_500)
    assert.deepEqual(ended, ['first'])
    time.pass(6_000)
    assert.deepEqual(ended, ['first', 'second'])
    time.pass(20_000)
    assert.deepEqual(ended, ['first', 'second', 'third'])
  } finally {
    time.end()
  }
})
