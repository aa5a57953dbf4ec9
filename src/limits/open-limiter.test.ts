// Keys and accounts together: verdicts as tables, invariants as properties.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Limits, LimitSubject, LimitVerdict } from './limiter.ts'
import { createLimiter } from './open-limiter.ts'

const none: Limits = { requestsPerMinute: null, tokensPerMinute: null, concurrentRequests: null }
const start = 1_800_000_000_000

function subject(id: string, limits: Partial<Limits> = {}): LimitSubject {
  return { id, limits: { ...none, ...limits } }
}

function say(verdict: LimitVerdict): string {
  return verdict.ok ? 'ok' : `${verdict.code} ${verdict.scope} ${verdict.limit} ${verdict.retryAfterMs}`
}

/** Each line: milliseconds since the start, `admit` with tokens or `release`, and the verdict. */
function play(key: Partial<Limits>, account: Partial<Limits>, story: string): void {
  const limiter = createLimiter({ subjectsMax: 10 })
  for (const line of story.trim().split('\n')) {
    const [event = '', expected = ''] = line.split('->').map((part) => part.trim())
    const [ms, what, tokens] = event.split(/\s+/)
    if (what === 'release') limiter.release('k', 'a')
    else assert.equal(say(limiter.admit(subject('k', key), subject('a', account), Number(tokens), start + Number(ms))), expected, line)
  }
}

test('requests per minute: the limit passes, the next waits for the first to be a minute old', () =>
  play(
    { requestsPerMinute: 2 },
    {},
    `
    0     admit 1 -> ok
    5000  admit 1 -> ok
    6000  admit 1 -> rate_limit_exceeded key 2 54000
    59999 admit 1 -> rate_limit_exceeded key 2 1
    60000 admit 1 -> ok
    60000 admit 1 -> rate_limit_exceeded key 2 5000
  `,
  ))

test('tokens per minute: a request too large alone can never succeed; others wait', () =>
  play(
    {},
    { tokensPerMinute: 100 },
    `
    0     admit 101 -> request_too_large account 100 0
    0     admit 60  -> ok
    2000  admit 40  -> ok
    3000  admit 0   -> ok
    3000  admit 1   -> token_rate_limit_exceeded account 100 57000
    3000  admit 61  -> token_rate_limit_exceeded account 100 59000
  `,
  ))

test('concurrency: a place comes back with release', () =>
  play(
    { concurrentRequests: 1 },
    { concurrentRequests: 2 },
    `
    0 admit 1 -> ok
    1 admit 1 -> concurrency_limit_exceeded key 1 1000
    2 release
    3 admit 1 -> ok
    4 release
    4 release
    4 release
    5 admit 1 -> ok
    5 admit 1 -> concurrency_limit_exceeded key 1 1000
  `,
  ))

test('of several limits the one that clears last is named', () =>
  play(
    { requestsPerMinute: 1, concurrentRequests: 1 },
    { tokensPerMinute: 10 },
    `
    0     admit 10 -> ok
    10000 admit 1  -> rate_limit_exceeded key 1 50000
    59500 admit 1  -> concurrency_limit_exceeded key 1 1000
  `,
  ))

test('a limit of zero refuses everything', () => play({ requestsPerMinute: 0 }, {}, '0 admit 0 -> rate_limit_exceeded key 0 60000'))

test('a refusal counts nothing, neither for the key nor for the account', () => {
  const limiter = createLimiter({ subjectsMax: 10 })
  const account = subject('a', { requestsPerMinute: 5, tokensPerMinute: 100 })
  assert.equal(say(limiter.admit(subject('k', { requestsPerMinute: 0 }), account, 10, start)), 'rate_limit_exceeded key 0 60000')
  const { remainingRequests, remainingTokens } = limiter.report(subject('k'), account, start)
  assert.deepEqual([remainingRequests, remainingTokens], [5, 100])
})

test('a changed limit holds at once, for what has already passed too', () => {
  const limiter = createLimiter({ subjectsMax: 10 })
  for (let turn = 0; turn < 3; turn++) assert.equal(limiter.admit(subject('k'), subject('a'), 1, start).ok, true)
  assert.equal(say(limiter.admit(subject('k', { requestsPerMinute: 3 }), subject('a'), 1, start + 1)), 'rate_limit_exceeded key 3 59999')
  assert.equal(limiter.admit(subject('k', { requestsPerMinute: 4 }), subject('a'), 1, start + 2).ok, true)
})

test('keys share the limit of their account and nothing else', () => {
  const limiter = createLimiter({ subjectsMax: 10 })
  const account = subject('a', { requestsPerMinute: 2 })
  assert.equal(limiter.admit(subject('k1', { requestsPerMinute: 1 }), account, 1, start).ok, true)
  assert.equal(limiter.admit(subject('k2', { requestsPerMinute: 1 }), account, 1, start).ok, true)
  assert.equal(say(limiter.admit(subject('k3'), account, 1, start)), 'rate_limit_exceeded account 2 60000')
  assert.equal(limiter.admit(subject('k3'), subject('other'), 1, start).ok, true)
})

test('the report tells what is left for the tighter of key and account', () => {
  const limiter = createLimiter({ subjectsMax: 10 })
  const key = subject('k', { requestsPerMinute: 10, tokensPerMinute: 1_000 })
  const account = subject('a', { requestsPerMinute: 5 })
  limiter.admit(key, account, 300, start)
  assert.deepEqual(limiter.report(key, account, start + 10_000), {
    limitRequests: 5,
    remainingRequests: 4,
    resetRequestsMs: 50_000,
    limitTokens: 1_000,
    remainingTokens: 700,
    resetTokensMs: 50_000,
  })
  assert.deepEqual(limiter.report(subject('k'), subject('a'), start), {
    limitRequests: null,
    remainingRequests: null,
    resetRequestsMs: 0,
    limitTokens: null,
    remainingTokens: null,
    resetTokensMs: 0,
  })
})

const anyLimit = fc.option(fc.integer({ min: 0, max: 12 }), { nil: null })
const anyLimits = fc.record({ requestsPerMinute: anyLimit, tokensPerMinute: anyLimit, concurrentRequests: anyLimit })
const commands = fc.array(
  fc.record({
    ms: fc.oneof(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 40_000 })),
    tokens: fc.integer({ min: 0, max: 6 }),
    key: fc.integer({ min: 0, max: 2 }),
    release: fc.boolean(),
  }),
  { maxLength: 200, size: 'max' },
)

test('whatever happens: no limit of key or account is passed in any minute, nor the places in flight, and waiting as told is enough', () => {
  fc.assert(
    fc.property(commands, fc.array(anyLimits, { minLength: 4, maxLength: 4 }), (list, limits) => {
      const limiter = createLimiter({ subjectsMax: 10 })
      const account = subject('a', limits[3])
      const passed: { at: number; tokens: number; key: number }[] = []
      const flying: number[] = []
      let now = start
      for (const { ms, tokens, key: index, release } of list) {
        now += ms
        if (release) {
          const ended = flying.shift()
          limiter.release(ended === undefined ? 'never seen' : `k${ended}`, ended === undefined ? 'nor this' : 'a')
          continue
        }
        const key = subject(`k${index}`, limits[index])
        const verdict = limiter.admit(key, account, tokens, now)
        if (verdict.ok) {
          passed.push({ at: now, tokens, key: index })
          flying.push(index)
          for (const [scope, who] of [
            [key, index],
            [account, null],
          ] as const) {
            const mine = passed.filter((entry) => entry.at > now - 60_000 && (who === null || entry.key === who))
            assert.ok(mine.length <= (scope.limits.requestsPerMinute ?? Number.POSITIVE_INFINITY))
            assert.ok(mine.reduce((sum, entry) => sum + entry.tokens, 0) <= (scope.limits.tokensPerMinute ?? Number.POSITIVE_INFINITY))
            const open = flying.filter((entry) => who === null || entry === who).length
            assert.ok(open <= (scope.limits.concurrentRequests ?? Number.POSITIVE_INFINITY))
          }
        } else if (verdict.code === 'request_too_large') assert.ok(tokens > verdict.limit)
        else {
          assert.ok(verdict.retryAfterMs > 0 && verdict.retryAfterMs <= 60_000)
          // Waiting helps against windows; in-flight places and limits of zero are another matter.
          now += verdict.retryAfterMs
          const again = limiter.admit(key, account, tokens, now)
          if (again.ok) {
            passed.push({ at: now, tokens, key: index })
            flying.push(index)
          } else assert.ok(again.code === 'concurrency_limit_exceeded' || again.limit === 0, say(again))
        }
      }
    }),
    { numRuns: 400 },
  )
})

test('the number of subjects is bounded, those in flight keep their place, and idle ones make room', () => {
  const limiter = createLimiter({ subjectsMax: 4 })
  const limited = subject('busy', { concurrentRequests: 1 })
  const account = subject('a', { requestsPerMinute: 1_000 })
  assert.equal(limiter.admit(limited, account, 1, start).ok, true)
  for (let index = 0; index < 500; index++) {
    limiter.admit(subject(`k${index}`), account, 1, start + index)
    limiter.release(`k${index}`, 'a')
  }
  assert.equal(say(limiter.admit(limited, account, 1, start + 600)), 'concurrency_limit_exceeded key 1 1000')
})

test('a recently busy key outlives idle ones when room is made', () => {
  const limiter = createLimiter({ subjectsMax: 2 })
  const spent = subject('spent', { requestsPerMinute: 1 })
  limiter.admit(subject('old'), subject('a'), 1, start)
  limiter.release('old', 'a')
  limiter.admit(spent, subject('a'), 1, start + 50_000)
  limiter.release('spent', 'a')
  limiter.admit(subject('new'), subject('a'), 1, start + 61_000)
  assert.equal(say(limiter.admit(spent, subject('a'), 1, start + 61_000)), 'rate_limit_exceeded key 1 49000')
})

test('a wait of a single millisecond is a wait', () =>
  play(
    {},
    { tokensPerMinute: 10 },
    `
    0     admit 10 -> ok
    59999 admit 1  -> token_rate_limit_exceeded account 10 1
    60000 admit 1  -> ok
  `,
  ))

test('the fraction of an estimated token counts as a whole one, and what is no number from 0 on is a mistake of ours', () => {
  play({ tokensPerMinute: 1 }, {}, '0 admit 0.5 -> ok\n1 admit 0.5 -> token_rate_limit_exceeded key 1 59999')
  const limiter = createLimiter({ subjectsMax: 10 })
  for (const tokens of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => limiter.admit(subject('k'), subject('a'), tokens, start), { name: 'AssertionError' })
  }
})

test('the report never tells less than nothing, and of two equal rests it tells the key', () => {
  const limiter = createLimiter({ subjectsMax: 10 })
  for (let turn = 0; turn < 5; turn++) limiter.admit(subject('k'), subject('a'), 1, start)
  assert.equal(limiter.report(subject('k', { requestsPerMinute: 3 }), subject('a'), start).remainingRequests, 0)
  limiter.admit(subject('other'), subject('a'), 1, start)
  const equal = limiter.report(subject('k', { requestsPerMinute: 10 }), subject('a', { requestsPerMinute: 11 }), start)
  assert.deepEqual([equal.limitRequests, equal.remainingRequests], [10, 5])
})

/** How many of its one request a minute each key has left, by name: 1 for those that were forgotten. */
function left(limiter: ReturnType<typeof createLimiter>, ids: readonly string[], atMs: number): string {
  return ids
    .filter((id) => limiter.report(subject(id, { requestsPerMinute: 1 }), subject('a'), start + atMs).remainingRequests === 1)
    .join(' ')
}

test('room is made by forgetting the one that would be idle soonest, wherever it stands', () => {
  for (const order of [
    ['a1', 'b1', 'c1'],
    ['b1', 'a1', 'c1'],
    ['c1', 'b1', 'a1'],
  ]) {
    const limiter = createLimiter({ subjectsMax: 3 })
    const times: Readonly<Record<string, number>> = { a1: 0, b1: 10_000, c1: 20_000 }
    for (const id of order) {
      limiter.admit(subject(id), subject('a'), 1, start + (times[id] as number))
      limiter.release(id, 'a')
    }
    limiter.admit(subject('new'), subject('a'), 1, start + 30_000)
    assert.equal(left(limiter, ['a1', 'b1', 'c1', 'new'], 30_000), 'a1', order.join(' '))
  }
})

test('nobody is forgotten while there is room', () => {
  const limiter = createLimiter({ subjectsMax: 3 })
  for (const id of ['a1', 'b1', 'c1']) {
    limiter.admit(subject(id), subject('a'), 1, start)
    limiter.release(id, 'a')
  }
  assert.equal(left(limiter, ['a1', 'b1', 'c1'], 1), '')
})

test('who has a request in flight is not forgotten, however idle it would be', () => {
  const limiter = createLimiter({ subjectsMax: 2 })
  limiter.admit(subject('flying'), subject('a'), 1, start)
  limiter.admit(subject('landed'), subject('a'), 1, start + 10_000)
  limiter.release('landed', 'a')
  limiter.admit(subject('new'), subject('a'), 1, start + 20_000)
  assert.equal(left(limiter, ['flying', 'landed', 'new'], 20_000), 'landed')
})

test('a newcomer looks at 32 others, and the next one goes on where it stopped, round and round', () => {
  const limiter = createLimiter({ subjectsMax: 40 })
  const ids = Array.from({ length: 40 }, (_, index) => `k${index}`)
  for (const [index, id] of ids.entries()) {
    limiter.admit(subject(id), subject('a'), 1, start + (index === 5 ? 0 : (41 - index) * 1_000))
    if (index !== 5) limiter.release(id, 'a')
  }
  limiter.admit(subject('first'), subject('a'), 1, start + 45_000)
  assert.equal(left(limiter, ids, 45_000), 'k31')
  limiter.release('k5', 'a')
  limiter.admit(subject('second'), subject('a'), 1, start + 45_000)
  assert.equal(left(limiter, ids, 45_000), 'k5 k31')
})

test('after a time when all were in flight, no more are remembered than the limit', () => {
  const limiter = createLimiter({ subjectsMax: 2 })
  const crowd = ['f1', 'f2', 'f3', 'f4']
  for (const id of crowd) limiter.admit(subject(id), subject('a'), 1, start)
  for (const id of crowd) limiter.release(id, 'a')
  const later = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6']
  for (const [index, id] of later.entries()) {
    limiter.admit(subject(id), subject('a'), 1, start + 100_000 + index)
    limiter.release(id, 'a')
  }
  assert.equal(left(limiter, later, 100_010), 'n1 n2 n3 n4')
})
