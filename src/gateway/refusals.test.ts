// Refusals of one key fold into one record with a count; and subjects wait once they are too many.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UsageRecord } from '../contract/usage.ts'
import { createRefusals } from './refusals.ts'
import { createTally } from './tally.ts'

function refusal(keyId: string, errorCode: string): UsageRecord {
  return { keyId, errorCode, count: 1 } as UsageRecord
}

function open(): { refusals: ReturnType<typeof createRefusals>; written: UsageRecord[] } {
  const written: UsageRecord[] = []
  return { written, refusals: createRefusals(async (record) => void written.push(record), 10, 100) }
}

const total = (records: readonly UsageRecord[]): number => records.reduce((sum, record) => sum + record.count, 0)

test('ten refusals of a key in a minute are written one by one, the rest become one record with their count', async () => {
  const { refusals, written } = open()
  for (let sent = 0; sent < 250; sent++) refusals.take(refusal('a', 'rate_limit_exceeded'), 1_000)
  assert.equal(written.length, 10)
  refusals.sweep(60_999)
  assert.equal(written.length, 10, 'the minute is not over')
  refusals.sweep(61_000)
  assert.equal(written.length, 11)
  assert.equal(total(written), 250)
  await refusals.flush()
  assert.equal(total(written), 250, 'nothing is written twice')
})

test('another key, another code and another minute have lines of their own', async () => {
  const { refusals, written } = open()
  for (const [key, code, at] of [
    ['a', 'x', 0],
    ['b', 'x', 0],
    ['a', 'y', 0],
    ['a', 'x', 60_000],
  ] as const) {
    for (let sent = 0; sent < 12; sent++) refusals.take(refusal(key, code), at)
  }
  await refusals.flush()
  assert.equal(total(written), 48)
  assert.equal(written.filter((record) => record.count === 1).length, 40)
})

test('more keys than are remembered lose no count', async () => {
  const { refusals, written } = open()
  for (let round = 0; round < 20; round++) for (let key = 0; key < 150; key++) refusals.take(refusal(`k${key}`, 'x'), round)
  await refusals.flush()
  assert.equal(total(written), 3_000)
})

test('a subject waits once its allowance is used, until its window ends', () => {
  const tally = createTally(3n, 1_000, 2)
  for (let at = 0; at < 3; at++) {
    assert.equal(tally.waitMs('a', at), 0)
    tally.add('a', at)
  }
  assert.equal(tally.waitMs('a', 400), 600)
  assert.equal(tally.waitMs('b', 400), 0)
  assert.equal(tally.waitMs('a', 1_000), 0)
})
