// The parts of a charge: each kind at its own rate, at the size and the hour of its request, adding up to the charge before its rounding.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nanoFromPico } from '../../contract/money.ts'
import { noUsage, type TokenUsage } from '../../contract/usage.ts'
import { chargeNano } from '../../pricing/charge.ts'
import { priceAt } from '../../pricing/rates.ts'
import type { Price } from '../../catalog/model.ts'
import { costLines } from './cost-lines.ts'

const price: Price = {
  input: 140_000n,
  output: 280_000n,
  cachedInput: 14_000n,
  reasoning: 300_000n,
  perCallNano: 5_000n,
  tiers: [{ abovePromptTokens: 1_000, input: 280_000n, output: 560_000n, cachedInput: 28_000n, reasoning: 600_000n }],
}
const shown = (tokens: TokenUsage): unknown[] =>
  costLines({ tokens, timeMs: 0 }, price).map(({ kind, tokens: count, usd_per_million, usd }) => [kind, count, usd_per_million, usd])

test('each kind has its line at its rate, what was not used has none', () => {
  assert.deepEqual(shown({ ...noUsage, prompt: 100, cached: 40, completion: 10, reasoning: 4 }), [
    ['input', 60, '0.14', '0.0000084'],
    ['cached_input', 40, '0.014', '0.00000056'],
    ['output', 6, '0.28', '0.00000168'],
    ['reasoning', 4, '0.3', '0.0000012'],
    ['fees', null, null, '0.000005'],
  ])
  assert.deepEqual(shown({ ...noUsage, prompt: 2_000 })[0], ['input', 2_000, '0.28', '0.00056'])
})

test('the lines add up to the charge before it was rounded up', () => {
  for (const tokens of [
    { ...noUsage, prompt: 7, completion: 3 },
    { prompt: 5_001, cached: 4_000, cacheWrite: 900, completion: 33, reasoning: 40 },
  ]) {
    const pico = costLines({ tokens, timeMs: 0 }, price).reduce((sum, { usd }) => sum + (parsePico(usd) ?? 0n), 0n)
    assert.equal(nanoFromPico(pico), chargeNano(priceAt(price, 0), tokens))
  }
})

function parsePico(usd: string): bigint | undefined {
  const [whole = '0', fraction = ''] = usd.split('.')
  return BigInt(whole) * 1_000_000_000_000n + BigInt(fraction.padEnd(12, '0'))
}
