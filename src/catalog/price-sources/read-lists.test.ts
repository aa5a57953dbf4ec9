// Foreign price lists in their real forms -> prices in ours, exactly; what cannot be used says why.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readGenaiPrices } from './read-genai-prices.ts'
import { readLitellm } from './read-litellm.ts'
import { readModelsDev } from './read-models-dev.ts'
import { readOpenrouter } from './read-openrouter.ts'
import { parseExactJson, type SourcedPrice } from './sourced-price.ts'

test('numbers of a list are the text that was written, never a float', () => {
  const read = parseExactJson('{"a":1.5e-07,"b":[0.1,2e5],"c":"0.30","d":null,"e":1.4999999999999998e-07}')
  assert.deepEqual(read, { a: '1.5e-07', b: ['0.1', '2e5'], c: '0.30', d: null, e: '1.4999999999999998e-07' })
})

function pricesOf(entries: readonly SourcedPrice[]): Record<string, unknown> {
  return Object.fromEntries(entries.map(({ name, price }) => [name, price]))
}

test('LiteLLM: USD per token, steps in names or ranges, the dearest search', () => {
  const list = parseExactJson(`{
    "sample_spec": { "input_cost_per_token": 0.0, "litellm_provider": "one of ..." },
    "gpt-4o-mini": { "litellm_provider": "openai", "input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07,
      "cache_read_input_token_cost": 7.5e-08, "output_cost_per_reasoning_token": 0.0, "input_cost_per_token_batches": 7.5e-08,
      "search_context_cost_per_query": { "search_context_size_low": 0.025, "search_context_size_high": 0.03 } },
    "xai/grok-4.6": { "litellm_provider": "xai", "input_cost_per_token": 2e-06, "output_cost_per_token": 6e-06,
      "cache_creation_input_token_cost_above_1hr": 4e-06,
      "input_cost_per_token_above_200k_tokens": 4e-06, "output_cost_per_token_above_200k_tokens": 1.2e-05,
      "input_cost_per_token_above_200k_tokens_priority": 8e-06 },
    "dashscope/qwen3-max": { "litellm_provider": "dashscope", "tiered_pricing": [
      { "range": [32000.0, 128000.0], "input_cost_per_token": 2.4e-06, "output_cost_per_token": 1.2e-05 },
      { "range": [0, 32000.0], "input_cost_per_token": 1.2e-06, "output_cost_per_token": 6e-06 } ] },
    "float-artefact": { "litellm_provider": "x", "input_cost_per_token": 1.4999999999999998e-07, "output_cost_per_token": 6e-07 },
    "dall-e-2": { "litellm_provider": "openai", "mode": "image_generation", "input_cost_per_pixel": 1.9e-08 }
  }`)
  const entries = readLitellm(list)
  const { 'float-artefact': artefact, 'dall-e-2': pixels, ...prices } = pricesOf(entries)
  assert.deepEqual(prices, {
    'gpt-4o-mini': { input: '0.15', output: '0.6', cached_input: '0.075', per_tool_call_usd: { web_search: '0.03' } },
    'xai/grok-4.6': { input: '2', output: '6', cache_write_1h: '4', tiers: [{ above_prompt_tokens: 200_000, input: '4', output: '12' }] },
    'dashscope/qwen3-max': { input: '1.2', output: '6', tiers: [{ above_prompt_tokens: 32_000, input: '2.4', output: '12' }] },
  })
  assert.match(String(artefact), /^input must be a plain decimal number with at most 6 decimals/)
  assert.match(String(pixels), /no price for input or for output/)
  assert.deepEqual(
    entries
      .filter((entry) => entry.matches('grok-4.6') || entry.matches('dashscope/qwen3-max'))
      .map(({ provider, name }) => `${provider} ${name}`),
    ['xai xai/grok-4.6', 'dashscope dashscope/qwen3-max'],
  )
})

test('models.dev: USD per million, steps by their own size before the old name', () => {
  const list = parseExactJson(`{
    "xai": { "id": "xai", "models": { "grok-4.6": { "id": "grok-4.6", "cost": { "input": 2, "output": 6, "cache_read": 0.5,
      "tiers": [{ "input": 4, "output": 12, "cache_read": 1, "tier": { "type": "context", "size": 272000 } }],
      "context_over_200k": { "input": 4, "output": 12 } } } } },
    "anthropic": { "models": {
      "claude": { "cost": { "input": 10, "output": 50, "cache_write": 12.5, "context_over_200k": { "input": 20, "output": 75 } } },
      "free": { "cost": { "input": 0, "output": 0, "cache_read": 0 } },
      "silent": {} } },
    "openai": { "models": { "gpt-audio": { "cost": { "input": 2.5, "output": 10, "input_audio": 32, "output_audio": 64, "reasoning": 0 } } } }
  }`)
  const { 'anthropic/silent': silent, ...prices } = pricesOf(readModelsDev(list))
  assert.deepEqual(prices, {
    'xai/grok-4.6': {
      input: '2',
      output: '6',
      cached_input: '0.5',
      tiers: [{ above_prompt_tokens: 272_000, input: '4', output: '12', cached_input: '1' }],
    },
    'anthropic/claude': {
      input: '10',
      output: '50',
      cache_write: '12.5',
      tiers: [{ above_prompt_tokens: 200_000, input: '20', output: '75' }],
    },
    'anthropic/free': { input: '0', output: '0', cached_input: '0' },
    'openai/gpt-audio': { input: '2.5', output: '10', audio_input: '32', audio_output: '64' },
  })
  assert.equal(typeof silent, 'string')
})

test('OpenRouter: decimal text per token, overrides by size and by hour; other conditions are not guessed', () => {
  const list = parseExactJson(`{ "data": [
    { "id": "anthropic/claude", "pricing": { "prompt": "0.000005", "completion": "0.000025", "request": "0", "image": "0",
      "internal_reasoning": "0", "web_search": "0.01", "input_cache_read": "0.0000005", "input_cache_write": "0.00000625", "input_cache_write_1h": "0.00001" } },
    { "id": "openai/astra", "pricing": { "prompt": "0.00001", "completion": "0.00005",
      "overrides": [{ "min_prompt_tokens": 272000, "prompt": "0.00002", "completion": "0.000075" }] } },
    { "id": "deepseek/chat", "pricing": { "prompt": "0.00000027", "completion": "0.0000011",
      "overrides": [{ "utc_start": "16:30", "utc_end": "00:30", "prompt": "0.000000135", "completion": "0.00000055" }] } },
    { "id": "a/odd", "pricing": { "prompt": "1", "completion": "1", "overrides": [{ "service_tier": "flex", "prompt": "0.5" }] } },
    { "id": "a/cheap", "pricing": { "prompt": "0.000001", "completion": "0.000001", "discount": 0.5 } },
    { "id": "openrouter/auto", "pricing": { "prompt": "-1", "completion": "-1" } } ] }`)
  const { 'a/odd': odd, 'a/cheap': cheap, 'openrouter/auto': auto, ...prices } = pricesOf(readOpenrouter(list))
  assert.deepEqual(prices, {
    'anthropic/claude': {
      input: '5',
      output: '25',
      cached_input: '0.5',
      cache_write: '6.25',
      cache_write_1h: '10',
      per_tool_call_usd: { web_search: '0.01' },
    },
    'openai/astra': { input: '10', output: '50', tiers: [{ above_prompt_tokens: 271_999, input: '20', output: '75' }] },
    'deepseek/chat': { input: '0.27', output: '1.1', windows: [{ from: '16:30', until: '00:30', input: '0.135', output: '0.55' }] },
  })
  assert.match(String(odd), /conditions/)
  assert.match(String(cheap), /discounted/)
  assert.match(String(auto), /^input must be/)
})

const genai = parseExactJson(`[
  { "id": "anthropic", "models": [
    { "id": "claude-opus", "match": { "or": [{ "starts_with": "claude-opus-4" }, { "equals": "opus" }] }, "prices": [
      { "prices": { "input_mtok": { "base": 5, "tiers": [{ "start": 200000, "price": 10 }] },
        "output_mtok": { "base": 25, "tiers": [{ "start": 200000, "price": 37.5 }] }, "web_searches_kcount": 10 } },
      { "constraint": { "start_date": "2026-03-13" }, "prices": { "input_mtok": 5, "output_mtok": 25, "cache_write_1h_mtok": 10, "web_searches_kcount": 10 } },
      { "constraint": { "start_date": "2027-01-01" }, "prices": { "input_mtok": 6, "output_mtok": 30 } } ] } ] },
  { "id": "deepseek", "models": [
    { "id": "deepseek-chat", "match": { "regex": "^deepseek-chat(-v3)?$" }, "prices": [
      { "prices": { "input_mtok": 0.135, "output_mtok": 0.55, "requests_kcount": 5 } },
      { "constraint": { "start_time": "00:30:00Z", "end_time": "16:30:00Z", "type": "time_of_date" }, "prices": { "input_mtok": 0.27, "output_mtok": 1.1 } } ] },
    { "id": "offset", "match": { "regex": "(" }, "prices": [
      { "prices": { "input_mtok": 1, "output_mtok": 1 } },
      { "constraint": { "start_time": "00:30:00+08:00", "end_time": "16:30:00+08:00" }, "prices": { "input_mtok": 2, "output_mtok": 2 } } ] } ] } ]`)

test('genai-prices: the price that has begun, hours after it, steps of each kind together, fees per thousand', () => {
  const read = (today: string) => pricesOf(readGenaiPrices(genai, today))
  const steps = [{ above_prompt_tokens: 200_000, input: '10', output: '37.5' }]
  const search = { web_search: '0.01' }
  assert.deepEqual(read('2026-03-12')['anthropic/claude-opus'], { input: '5', output: '25', per_tool_call_usd: search, tiers: steps })
  assert.deepEqual(read('2026-03-13')['anthropic/claude-opus'], {
    input: '5',
    output: '25',
    cache_write_1h: '10',
    per_tool_call_usd: search,
  })
  assert.deepEqual(read('2027-01-01')['anthropic/claude-opus'], { input: '6', output: '30' })
  assert.deepEqual(read('2026-11-26')['deepseek/deepseek-chat'], {
    input: '0.135',
    output: '0.55',
    per_call_usd: '0.005',
    windows: [{ from: '00:30', until: '16:30', input: '0.27', output: '1.1' }],
  })
  assert.match(String(read('2026-11-26')['deepseek/offset']), /windows\.0\.from must be a time of the UTC day/)
})

test('genai-prices: a rule says which names a price stands for', () => {
  const entries = readGenaiPrices(genai, '2026-11-26')
  const named = (name: string) => entries.filter((entry) => entry.matches(name)).map((entry) => entry.name)
  assert.deepEqual(named('claude-opus-4-7'), ['anthropic/claude-opus'])
  assert.deepEqual(named('OPUS'), ['anthropic/claude-opus'])
  assert.deepEqual(named('deepseek-chat-v3'), ['deepseek/deepseek-chat'])
  assert.deepEqual(named('offset'), ['deepseek/offset'], 'its ID, though its rule is no expression here')
  assert.deepEqual(named('x'.repeat(300)), [])
})

test('something that is no list gives nothing', () => {
  for (const nothing of [null, 7, 'x', [], {}, [[]], { data: 7 }]) {
    for (const read of [readLitellm, readModelsDev, readOpenrouter]) {
      assert.deepEqual(
        read(nothing).filter(({ price }) => typeof price !== 'string'),
        [],
      )
    }
    assert.deepEqual(readGenaiPrices(nothing, '2026-11-26'), [])
  }
})
