// The wait before a retry, as a table.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UpstreamFailure } from '../upstream/send.ts'
import { backOffMs } from './back-off.ts'

const rows: readonly (readonly [
  what: string,
  made: number,
  kind: UpstreamFailure['kind'],
  retryAfterMs: number | null,
  random: number,
  ms: number,
])[] = [
  ['after the first failure it is up to 100 ms', 1, 'server_error', null, 1, 100],
  ['by chance, from nothing on', 1, 'server_error', null, 0, 0],
  ['evenly', 1, 'server_error', null, 0.25, 25],
  ['after the second up to 400 ms', 2, 'overloaded', null, 1, 400],
  ['after the third up to 1.6 s', 3, 'rate_limited', null, 1, 1_600],
  ['never more than 2 s', 9, 'server_error', null, 1, 2_000],
  ['a short retry-after is kept to, whatever chance says', 1, 'rate_limited', 1_500, 0, 1_500],
  ['a long one is the caller’s to wait for', 1, 'rate_limited', 2_001, 0, Number.POSITIVE_INFINITY],
  ['a socket that was stale costs no time', 1, 'reset_before_headers', null, 1, 0],
]

for (const [what, made, kind, retryAfterMs, random, ms] of rows) {
  test(what, () => assert.equal(backOffMs(made, { kind, retryAfterMs }, random), ms))
}
