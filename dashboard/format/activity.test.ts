// What charts show of usage records: sums are exact, empty intervals are there, folded refusals count for what they stand for.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UsageJson } from '../../src/contract/usage.ts'
import { bucketsOf, bucketWidth, groupsOf, latencyAt, totalsOf } from './activity.ts'

const record = (time: string, more: Partial<UsageJson> = {}): UsageJson =>
  ({
    time,
    status: 'success',
    count: 1,
    cost_usd: '0.1',
    prompt_tokens: 3,
    completion_tokens: 2,
    latency_ms: 100,
    model: 'm',
    ...more,
  }) as UsageJson

const records = [
  record('2026-11-26T10:59:59Z'),
  record('2026-11-26T11:00:00Z', { cost_usd: '0.2', latency_ms: 300, model: 'n' }),
  record('2026-11-26T11:30:00Z', { status: 'quota', cost_usd: '0', count: 12 }),
  record('2026-11-26T13:59:00Z', { status: 'cancelled', cost_usd: '0.000000001' }),
]

test('totals add money exactly; a cancelled request is no error; a folded record counts as many as it stands for', () => {
  assert.deepEqual(totalsOf(records), { requests: 15, errors: 12, usd: '0.300000001', promptTokens: 12, completionTokens: 8 })
})

test('intervals begin on the hour and empty ones are there', () => {
  const from = Date.parse('2026-11-26T10:15:00Z')
  const until = Date.parse('2026-11-28T10:15:00Z')
  const buckets = bucketsOf(records, from, until)
  assert.equal(bucketWidth(until - from), 3_600_000)
  assert.deepEqual(
    buckets.slice(0, 4).map((bucket) => [new Date(bucket.startMs).toISOString().slice(11, 16), bucket.requests, bucket.usd]),
    [
      ['10:00', 1, '0.1'],
      ['11:00', 13, '0.2'],
      ['12:00', 0, '0'],
      ['13:00', 1, '0.000000001'],
    ],
  )
})

test('groups stand by falling spend; percentiles are of successes only', () => {
  assert.deepEqual(
    groupsOf(records, (one) => [one.model ?? '', one.model ?? '']).map((group) => [group.id, group.usd]),
    [
      ['n', '0.2'],
      ['m', '0.100000001'],
    ],
  )
  assert.deepEqual([latencyAt(records, 0.5), latencyAt(records, 0.95), latencyAt([], 0.5)], [100, 300, null])
})
