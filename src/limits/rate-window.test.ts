// The minute, checked against a plain list of everything that ever passed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { advance, count, emptyAfter, emptyWindow, waitFor, windowMs } from './rate-window.ts'

const steps = fc.array(
  fc.record({
    ms: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 90_000 })),
    tokens: fc.integer({ min: 0, max: 40 }),
  }),
  { maxLength: 300, size: 'max' },
)
const start = 1_800_000_000_000

test('in no 60 seconds whatever do more requests or tokens pass than the limit', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 20 }), fc.integer({ min: 40, max: 300 }), (list, requestsMax, tokensMax) => {
      const window = emptyWindow()
      const passed: { at: number; tokens: number }[] = []
      let now = start
      for (const { ms, tokens } of list) {
        now += ms
        advance(window, now)
        if (waitFor(window, 'requests', 1, requestsMax) > 0 || waitFor(window, 'tokens', tokens, tokensMax) > 0) continue
        count(window, tokens, now)
        passed.push({ at: now, tokens })
      }
      for (const { at: end } of passed) {
        const within = passed.filter(({ at }) => at > end - windowMs && at <= end)
        assert.ok(within.length <= requestsMax)
        assert.ok(within.reduce((sum, { tokens }) => sum + tokens, 0) <= tokensMax)
      }
    }),
    { numRuns: 300 },
  )
})

test('what passed leaves a minute later, at most one second late', () => {
  fc.assert(
    fc.property(steps, (list) => {
      const window = emptyWindow()
      const passed: number[] = []
      let now = start
      for (const { ms, tokens } of list) {
        now += ms
        advance(window, now)
        count(window, tokens, now)
        passed.push(now)
        const inMinute = passed.filter((at) => at > now - windowMs).length
        const inMinuteAndASecond = passed.filter((at) => at > now - windowMs - 1_000).length
        assert.ok(window.requestsTotal >= inMinute && window.requestsTotal <= inMinuteAndASecond)
      }
      advance(window, now + windowMs)
      assert.deepEqual([window.requestsTotal, window.tokensTotal, window.size], [0, 0, 0])
    }),
    { numRuns: 300 },
  )
})

test('the wait is enough, one millisecond less is not, and it is never longer than a minute', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 30 }), (list, limit, more) => {
      const window = emptyWindow()
      let now = start
      for (const { ms, tokens } of list) {
        now += ms
        advance(window, now)
        count(window, tokens, now)
      }
      const wait = waitFor(window, 'tokens', more, limit)
      assert.ok(wait >= 0 && wait <= windowMs)
      if (more > limit) return assert.equal(wait, wait > 0 ? windowMs : 0)
      if (wait > 0) {
        advance(window, now + wait - 1)
        assert.ok(window.tokensTotal + more > limit)
      }
      advance(window, now + wait)
      assert.ok(window.tokensTotal + more <= limit)
    }),
    { numRuns: 300 },
  )
})

test('a clock that steps back a little lets nothing go early', () => {
  const window = emptyWindow()
  count(window, 5, advance(window, start))
  assert.equal(advance(window, start - 30_000), start)
  advance(window, start + windowMs - 1)
  assert.equal(window.tokensTotal, 5)
  advance(window, start + windowMs)
  assert.equal(window.tokensTotal, 0)
})

test('a clock that is set back by hours neither empties the window nor keeps it full for hours', () => {
  const window = emptyWindow()
  count(window, 5, advance(window, start))
  advance(window, start + 20_000)
  const set = start - 7_200_000
  advance(window, set)
  assert.equal(window.tokensTotal, 5)
  assert.equal(emptyAfter(window), 40_000)
  advance(window, set + 39_999)
  assert.equal(window.tokensTotal, 5)
  advance(window, set + 40_000)
  assert.equal(window.tokensTotal, 0)
})

test('a minute of steady requests needs no more than 64 entries', () => {
  const window = emptyWindow()
  for (let now = start; now < start + 300_000; now += 37) count(window, 1, advance(window, now))
  assert.ok(window.times.length <= 64)
})

test('nothing passed: empty now, also at the beginning of time', () => {
  const window = emptyWindow()
  assert.equal(emptyAfter(window), 0)
  assert.equal(advance(window, 0), 0)
  count(window, 1, 0)
  advance(window, windowMs)
  assert.equal(emptyAfter(window), 0)
})

test('what comes within a second of the first leaves together, with the last of it; a second later begins the next', () => {
  const together = emptyWindow()
  for (const ms of [0, 999]) count(together, 1, advance(together, start + ms))
  assert.equal(waitFor(together, 'requests', 1, 2), windowMs)
  const apart = emptyWindow()
  for (const ms of [0, 1_000]) count(apart, 1, advance(apart, start + ms))
  assert.equal(waitFor(apart, 'requests', 1, 2), windowMs - 1_000)
  assert.equal(emptyAfter(apart), windowMs)
})

test('a clock that steps back by exactly a minute is held; by more, the window moves with it and goes on in seconds', () => {
  const held = emptyWindow()
  advance(held, start)
  assert.equal(advance(held, start - windowMs), start)
  const moved = emptyWindow()
  count(moved, 1, advance(moved, start))
  const back = start - 10 * windowMs
  assert.equal(advance(moved, back), back)
  count(moved, 1, advance(moved, back + 30_000))
  assert.equal(waitFor(moved, 'requests', 1, 2), 30_000)
})

test('a window takes room as it needs it: 4 entries at first, one for a busy second, 64 at the most', () => {
  const window = emptyWindow()
  for (let times = 0; times < 100; times++) count(window, 1, advance(window, start))
  assert.deepEqual([window.size, window.times.length, window.requestsTotal], [1, 4, 100])
  for (let second = 1; second < 4; second++) count(window, 1, advance(window, start + second * 1_000))
  assert.equal(window.times.length, 4)
  count(window, 1, advance(window, start + 4_000))
  assert.equal(window.times.length, 8)
  for (let second = 5; second < 300; second++) count(window, 1, advance(window, start + second * 1_000))
  assert.deepEqual([window.size, window.times.length, window.requestsTotal], [60, 64, 60])
})
