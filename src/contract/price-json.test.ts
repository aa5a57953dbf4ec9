// Prices as people write them: what is read, what is refused and where, and that nothing is lost on the way back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { priceFromJson, priceJson, priceSchema } from './price-json.ts'

const whole = {
  input: '2',
  output: '10',
  cached_input: '0.2',
  cache_write: '2.5',
  cache_write_1h: '4',
  reasoning: '12',
  image_input: '2',
  audio_input: '32',
  image_output: '30',
  audio_output: '64',
  per_call_usd: '0.000000001',
  per_tool_call_usd: { web_search: '0.01' },
  tiers: [{ above_prompt_tokens: 200_000, input: '4', output: '15' }],
  windows: [{ from: '16:30', until: '00:30', input: '1', output: '5', tiers: [{ above_prompt_tokens: 200_000, input: '2' }] }],
}

test('a step and an hour take over what they leave out', () => {
  const price = priceFromJson(priceSchema.parse(whole))
  assert.equal(price.perCallNano, 1n)
  assert.deepEqual(price.perToolCallNano, { web_search: 10_000_000n })
  const [tier] = price.tiers ?? []
  assert.deepEqual([tier?.abovePromptTokens, tier?.input, tier?.output, tier?.cachedInput], [200_000, 4_000_000n, 15_000_000n, 200_000n])
  const [window] = price.windows ?? []
  assert.deepEqual([window?.fromMinute, window?.untilMinute, window?.input, window?.reasoning], [990, 30, 1_000_000n, 12_000_000n])
  assert.deepEqual([window?.tiers?.[0]?.input, window?.tiers?.[0]?.output], [2_000_000n, 5_000_000n])
})

test('a price written back and read again is the same price', () => {
  for (const json of [whole, { input: '0', output: '0.28' }]) {
    const price = priceFromJson(priceSchema.parse(json))
    assert.deepEqual(priceFromJson(priceSchema.parse(priceJson(price))), price)
  }
  assert.deepEqual(priceJson(priceFromJson(priceSchema.parse({ input: '0.140', output: '0' }))), { input: '0.14', output: '0' })
})

const wrong: readonly [string, object, string, RegExp][] = [
  ['a price without output', { output: undefined }, 'output', /decimal number/],
  ['a number that may have been rounded already', { input: 0.1 }, 'input', /decimal number/],
  ['more digits than a price has', { input: '0.0000001' }, 'input', /at most 6 decimals/],
  ['an unknown kind of token', { inptu: '1' }, '', /./],
  [
    'steps that do not ascend',
    { tiers: [{ above_prompt_tokens: 5 }, { above_prompt_tokens: 5 }] },
    'tiers.1.above_prompt_tokens',
    /larger/,
  ],
  ['a step that is cheaper', { tiers: [{ above_prompt_tokens: 5, output: '9.99' }] }, 'tiers.0.output', /not be cheaper/],
  [
    'a step that makes a kind cheaper than what it stood for',
    { cached_input: undefined, tiers: [{ above_prompt_tokens: 5, input: '3', cached_input: '1' }], windows: undefined },
    'tiers.0.cached_input',
    /not be cheaper/,
  ],
  ['an hour that is none', { windows: [{ from: '24:00', until: '01:00' }] }, 'windows.0.from', /time of the UTC day/],
  ['hours that last no time', { windows: [{ ...whole.windows[0], from: '01:00', until: '01:00' }] }, 'windows.0.until', /differ/],
  [
    'hours that overlap over midnight',
    { windows: [whole.windows[0], { ...whole.windows[0], from: '00:29', until: '01:00' }] },
    'windows.1',
    /overlap/,
  ],
  [
    'hours without steps of a price with steps',
    { windows: [{ from: '01:00', until: '02:00', input: '1' }] },
    'windows.0',
    /tiers of its own/,
  ],
  ['a fee with a float', { per_tool_call_usd: { web_search: 0.01 } }, 'per_tool_call_usd.web_search', /decimal/],
  ['a tool with a strange name', { per_tool_call_usd: { 'Web Search': '1' } }, 'per_tool_call_usd.Web Search', /./],
]
for (const [sentence, change, path, message] of wrong) {
  test(`refused: ${sentence}`, () => {
    const result = priceSchema.safeParse({ ...whole, ...change })
    const issue = result.error?.issues[0]
    assert.ok(issue, 'it is refused')
    assert.equal(issue.path.join('.'), path)
    assert.match(issue.message, message)
  })
}
