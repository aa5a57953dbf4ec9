// What differs between two prices, and what looks like a slip.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { priceFromJson, priceSchema } from '../contract/price-json.ts'
import { comparePrices } from './compare-prices.ts'

const rows: readonly [string, object | undefined, object, readonly string[]][] = [
  ['nothing', { input: '1', output: '2' }, { output: '2', input: '1.0' }, []],
  ['a first price', undefined, { input: '1', output: '0' }, ['input: - -> 1', 'output: - -> 0']],
  ['a change', { input: '1', output: '2' }, { input: '1.5', output: '2' }, ['input: 1 -> 1.5']],
  ['just below ten times', { input: '1', output: '2' }, { input: '9.99', output: '0.201' }, ['input: 1 -> 9.99', 'output: 2 -> 0.201']],
  ['ten times and a tenth', { input: '1', output: '2' }, { input: '10', output: '0.2' }, ['input: 1 -> 10 !', 'output: 2 -> 0.2 !']],
  ['to and from nothing', { input: '0', output: '2' }, { input: '1', output: '0' }, ['input: 0 -> 1 !', 'output: 2 -> 0 !']],
  [
    'lines that come and go',
    { input: '1', output: '2', cached_input: '0.1' },
    { input: '1', output: '2', audio_input: '32', per_call_usd: '0.01', per_tool_call_usd: { web_search: '0.025' } },
    ['audio_input: - -> 32', 'per_call_usd: - -> 0.01', 'per_tool_call_usd.web_search: - -> 0.025', 'cached_input: 0.1 -> -'],
  ],
  [
    'steps and hours',
    { input: '1', output: '2', tiers: [{ above_prompt_tokens: 100, input: '2' }] },
    {
      input: '1',
      output: '2',
      tiers: [{ above_prompt_tokens: 100, input: '20' }],
      windows: [{ from: '16:30', until: '00:05', tiers: [{ above_prompt_tokens: 100, input: '3' }] }],
    },
    [
      'tiers[100].input: 2 -> 20 !',
      'windows[16:30-00:05].input: - -> 1',
      'windows[16:30-00:05].output: - -> 2',
      'windows[16:30-00:05].tiers[100].input: - -> 3',
      'windows[16:30-00:05].tiers[100].output: - -> 2',
    ],
  ],
]
for (const [sentence, before, after, lines] of rows) {
  test(`prices differ in: ${sentence}`, () => {
    const price = (json: object) => priceFromJson(priceSchema.parse(json))
    const changes = comparePrices(before && price(before), price(after))
    const said = changes.map(({ line, from, to, implausible }) => `${line}: ${from ?? '-'} -> ${to ?? '-'}${implausible ? ' !' : ''}`)
    assert.deepEqual(said, lines)
  })
}
