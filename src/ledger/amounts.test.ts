// What may touch the books, at its edges.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AssertionError } from '../base/assert.ts'
import { nanoMax } from '../contract/money.ts'
import { noUsage, type UsageRecord } from '../contract/usage.ts'
import type { Adjustment } from './adjustment-store.ts'
import { assertAdjustment, assertAmount, assertRecord, assertReservation } from './amounts.ts'
import type { Reservation } from './ledger-store.ts'

const amount = (value: unknown): void => assertAmount(value as bigint, 'it')
const ask = (leastNano: unknown, fullNano: unknown): void => assertReservation({ leastNano, fullNano } as Reservation)

const fine = {
  timeMs: 0,
  costNano: 0n,
  holdNano: nanoMax,
  providerCostNano: null,
  tokens: noUsage,
  count: 1,
} as UsageRecord
const record = (change: object): void => assertRecord({ ...fine, ...change })

test('an amount is a bigint from 0 to the largest int64, both included', () => {
  for (const value of [0n, 1n, nanoMax]) assert.doesNotThrow(() => amount(value))
  for (const value of [-1n, nanoMax + 1n, 1, 0, Number.NaN, '5', undefined, null]) {
    assert.throws(() => amount(value), { name: AssertionError.name, message: 'it is not an amount of nano-dollars' }, String(value))
  }
})

test('a hold may ask for more than there ever was, but not for less than nothing and not in the wrong order', () => {
  for (const [least, full] of [
    [0n, 0n],
    [5n, 5n],
    [0n, 2n ** 70n],
  ])
    assert.doesNotThrow(() => ask(least, full))
  for (const [least, full] of [
    [-1n, 5n],
    [6n, 5n],
    [0, 5n],
    [0n, 5],
    [0, 5],
    [undefined, 5n],
  ]) {
    assert.throws(() => ask(least, full), AssertionError, `${String(least)} of ${String(full)}`)
  }
})

test('a correction moves something, up to what a balance can hold, in either direction', () => {
  const adjustment = (amountNano: unknown) => () => assertAdjustment({ amountNano } as Adjustment)
  for (const value of [1n, -1n, nanoMax, -nanoMax]) assert.doesNotThrow(adjustment(value))
  for (const value of [0n, nanoMax + 1n, -nanoMax - 1n, 1, undefined]) assert.throws(adjustment(value), AssertionError, String(value))
})

test('counts of kinds and of calls are whole numbers too', () => {
  const details = { cacheWrite1h: 0, imageInput: 0, audioInput: 0, imageOutput: 0, audioOutput: 0, toolCalls: { search: 2 } }
  assert.doesNotThrow(() => record({ tokens: { ...noUsage, details } }))
  for (const wrong of [
    { ...details, audioInput: -1 },
    { ...details, toolCalls: { search: 0.5 } },
  ])
    assert.throws(() => record({ tokens: { ...noUsage, details: wrong } }), AssertionError)
})

test('every amount of a record fits the books; an unknown provider cost is allowed', () => {
  assert.doesNotThrow(() => record({}))
  assert.doesNotThrow(() => record({ providerCostNano: 0n }))
  for (const place of ['costNano', 'holdNano', 'providerCostNano']) {
    for (const wrong of [-1n, nanoMax + 1n, 1]) assert.throws(() => record({ [place]: wrong }), AssertionError, `${place} ${wrong}`)
  }
})

test('every count of a record is a whole number from 0 on', () => {
  for (const place of ['prompt', 'cached', 'cacheWrite', 'completion', 'reasoning']) {
    for (const right of [0, 1, 2 ** 31, Number.MAX_SAFE_INTEGER])
      assert.doesNotThrow(() => record({ tokens: { ...noUsage, [place]: right } }))
    for (const wrong of [-1, 0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY, 1n]) {
      assert.throws(() => record({ tokens: { ...noUsage, [place]: wrong } }), AssertionError, `${place} ${wrong}`)
    }
  }
  assert.throws(() => record({ count: -1 }), AssertionError)
  assert.throws(() => record({ count: 1.5 }), AssertionError)
})

test('the time of a record is in whole milliseconds, also before 1970', () => {
  assert.doesNotThrow(() => record({ timeMs: -1 }))
  for (const wrong of [0.5, Number.NaN, 2 ** 53]) assert.throws(() => record({ timeMs: wrong }), AssertionError)
})
