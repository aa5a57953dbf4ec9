// Which entry of a list means which of our models.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findPrice } from './match-models.ts'
import type { SourcedPrice } from './sourced-price.ts'

function entry(
  provider: string,
  name: string,
  input = '1',
  matches = (model: string) => name === model || name.endsWith(`/${model}`),
): SourcedPrice {
  return { provider, name, matches, price: input === 'bad' ? 'it is bad' : { input, output: '1' } }
}
const ours = (...offers: readonly [string, string][]) => ({
  model: 'ours',
  offers: offers.map(([provider, upstream_model]) => ({ provider, upstream_model })),
})
const list = [
  entry('deepseek', 'deepseek/chat'),
  entry('google', 'google/flash', '2'),
  entry('openai', 'family', '9', (model) => model.startsWith('mini')),
  entry('openai', 'openai/mini', '3'),
  entry('groq', 'groq/llama', '4'),
  entry('together_ai', 'together_ai/llama', '5'),
  entry('zai', 'zai/glm', 'bad'),
  entry('', 'ours', '6'),
  entry('qwen', 'qwen/plus', '7'),
]

const rows: readonly [string, ReturnType<typeof ours>, string | undefined, string][] = [
  ['by provider and name', ours(['deepseek', 'chat']), undefined, 'deepseek/chat 1'],
  ['by what the list calls the provider', ours(['gemini', 'flash']), undefined, 'google/flash 2'],
  ['the name itself before a rule', ours(['openai', 'mini']), undefined, 'openai/mini 3'],
  ['by a rule', ours(['openai', 'mini-2026']), undefined, 'family 9'],
  ['not by the name alone, at another provider', ours(['mistral', 'chat']), undefined, 'ours 6'],
  ['providers that disagree', ours(['groq', 'llama'], ['together', 'llama']), undefined, 'ambiguous groq/llama,together_ai/llama'],
  ['providers that disagree, one chosen', ours(['groq', 'llama'], ['together', 'llama']), 'together', 'together_ai/llama 5'],
  ['a provider that does not serve it', ours(['groq', 'llama']), 'openai', 'absent'],
  ['an entry that cannot be used', ours(['zai', 'glm']), undefined, 'unusable it is bad'],
  ['a usable one beside it', ours(['zai', 'glm'], ['groq', 'llama']), undefined, 'groq/llama 4'],
  ['a maker in full, at OpenRouter', ours(['openrouter', 'qwen/plus']), undefined, 'qwen/plus 7'],
  ['by our own name where nobody serves it', ours(), undefined, 'ours 6'],
]
for (const [sentence, model, provider, expected] of rows) {
  test(`finds: ${sentence}`, () => {
    const found = findPrice(model, list, provider)
    const said = {
      found: () => (found.kind === 'found' ? `${found.entry.name} ${found.price.input}` : ''),
      unusable: () => (found.kind === 'unusable' ? `unusable ${found.why}` : ''),
      ambiguous: () => (found.kind === 'ambiguous' ? `ambiguous ${found.names.join()}` : ''),
      absent: () => 'absent',
    }
    assert.equal(said[found.kind](), expected)
  })
}
