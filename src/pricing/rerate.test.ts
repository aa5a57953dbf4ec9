// What past charges would have been.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Price } from '../catalog/model.ts'
import { noDetails, noUsage, type TokenDetails } from '../contract/usage.ts'
import { type PastCharge, rerate } from './rerate.ts'

const own: Price = { input: 1_000n, output: 2_000n }
const dearer: Price = { input: 3_000n, output: 2_000n }
const cheaper: Price = { input: 500n, output: 500n }

/** 10 in, 5 out: 20 nano-dollars at the own price. */
const charge = (costNano: bigint, change: Partial<PastCharge> = {}): PastCharge => ({
  timeMs: Date.parse('2026-11-26T12:00:00Z'),
  tokens: { ...noUsage, prompt: 10, completion: 5 },
  costNano,
  status: 'success',
  ...change,
})
const used = (details: Partial<TokenDetails>): PastCharge =>
  charge(20n, { tokens: { ...noUsage, prompt: 10, completion: 5, details: { ...noDetails, ...details } } })

const rows: readonly [string, PastCharge, Price, string][] = [
  ['a dearer price', charge(20n), dearer, '40'],
  ['a cheaper price, rounded upward', charge(20n), cheaper, '8'],
  ['the same price', charge(20n), own, '20'],
  ['a charge that its hold bounded can fall', charge(19n), cheaper, '8'],
  ['a charge that its hold bounded cannot rise', charge(19n), dearer, '19'],
  ['a bounded charge between its hold and its worth', charge(19n), { input: 950n, output: 2_000n }, '19'],
  ['nothing charged for what was not delivered', charge(0n, { status: 'upstream' }), dearer, 'not_charged'],
  ['nothing charged although it was worth something', charge(0n), dearer, 'not_charged'],
  ['nothing charged although it was worth one nano-dollar', charge(0n, { tokens: { ...noUsage, prompt: 1 } }), dearer, 'not_charged'],
  ['a cancelled request that was charged', charge(20n, { status: 'cancelled' }), dearer, '40'],
  ['more charged than the counts say', charge(21n), dearer, 'not_reproducible'],
  ['the hour of the request decides', charge(20n), { ...own, windows: [{ fromMinute: 720, untilMinute: 721, ...dearer }] }, '40'],
  ['another hour', charge(20n), { ...own, windows: [{ fromMinute: 721, untilMinute: 722, ...dearer }] }, '20'],
  ['audio input without a price', used({ audioInput: 1 }), dearer, 'no_price'],
  ['audio output without a price', used({ audioOutput: 1 }), dearer, 'no_price'],
  ['image output without a price', used({ imageOutput: 1 }), dearer, 'no_price'],
  ['a tool without a fee', used({ toolCalls: { web_search: 1 } }), dearer, 'no_price'],
  [
    'every kind with a price',
    used({ audioInput: 1, audioOutput: 1, imageOutput: 1, toolCalls: { web_search: 1 } }),
    { ...own, audioInput: 2_000n, audioOutput: 3_000n, imageOutput: 4_000n, perToolCallNano: { web_search: 7n } },
    '31',
  ],
  ['hour-long writes and images stand for what they are made of', used({ imageInput: 3, cacheWrite1h: 2 }), dearer, '40'],
]
for (const [sentence, past, against, expected] of rows) {
  test(`rerate: ${sentence}`, () => {
    const said = rerate(past, own, against)
    assert.equal(said.ok ? String(said.costNano) : said.reason, expected)
  })
}

test('what was free and delivered can be charged under another price', () => {
  const free: Price = { input: 0n, output: 0n }
  assert.deepEqual(rerate(charge(0n), free, own), { ok: true, costNano: 20n })
  assert.deepEqual(rerate(charge(0n, { status: 'gateway' }), free, own), { ok: false, reason: 'not_charged' })
})
