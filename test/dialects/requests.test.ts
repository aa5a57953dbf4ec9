// What a request becomes on its way to a provider of another dialect: rows of settings, and what is named as left out.
import { bufferOf } from '../../src/base/byte-text.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DialectName } from '../../src/contract/dialects.ts'
import type { OfferWire } from '../../src/dialects/dialect.ts'
import { dialectNamed } from '../../src/dialects/registry.ts'
import { bytesOf, scanLimits } from './cassettes.ts'

const said = { role: 'user', content: 'x' }
const bodies: Readonly<Record<DialectName, object>> = {
  'openai-chat': { model: 'm', messages: [said] },
  'openai-responses': { model: 'm', input: [said] },
  'anthropic-messages': { model: 'm', max_tokens: 50_000, messages: [said] },
  gemini: { contents: [{ role: 'user', parts: [{ text: 'x' }] }] },
}

function sent(from: DialectName, to: DialectName, fields: object, offer: Partial<OfferWire> = {}) {
  const client = dialectNamed(from)
  const read = client.readRequest(bytesOf({ ...bodies[from], ...fields }), scanLimits, { model: 'm', stream: false })
  assert.ok(read.ok, JSON.stringify(read))
  const plain = { upstreamModel: 'theirs', outputCapField: 'max_tokens', takesStreamOptions: true, dropsParams: [] } as const
  const ask = { offer: { ...plain, ...offer }, outputCap: 50_000, stream: false, reasons: true }
  const { body, dropped } = dialectNamed(to).requestFromCommon(client.requestToCommon(read.value), ask)
  return { body: JSON.parse(bufferOf(body).toString()) as Record<string, unknown>, dropped }
}

const tool = { type: 'function', function: { name: 'f', parameters: { type: 'object' } } }

/** From, to, what the caller sends, what of it arrives, what is named as left out. */
const rows: readonly [string, DialectName, DialectName, object, object, readonly string[], Partial<OfferWire>?][] = [
  ['a scale that ends earlier', 'openai-chat', 'anthropic-messages', { temperature: 1.5 }, { temperature: 1 }, ['temperature']],
  ['two ways to sample at once', 'openai-chat', 'anthropic-messages', { temperature: 0.5, top_p: 0.5 }, { temperature: 0.5 }, ['top_p']],
  [
    'thinking by a word',
    'openai-chat',
    'anthropic-messages',
    { reasoning_effort: 'high' },
    { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'high' } },
    [],
  ],
  [
    'thinking by a budget',
    'openai-chat',
    'anthropic-messages',
    { reasoning_effort: 'low', temperature: 0.5 },
    { thinking: { type: 'enabled', budget_tokens: 4_096 } },
    ['temperature'],
    { thinking: 'budget' },
  ],
  [
    'thinking beside a forced call',
    'openai-chat',
    'anthropic-messages',
    { reasoning_effort: 'low', tools: [tool], tool_choice: 'required' },
    { tool_choice: { type: 'any' } },
    ['reasoning_effort'],
  ],
  [
    'one call at a time',
    'openai-chat',
    'anthropic-messages',
    { tools: [tool], parallel_tool_calls: false },
    { tool_choice: { type: 'auto', disable_parallel_tool_use: true } },
    [],
  ],
  ['several answers', 'openai-chat', 'anthropic-messages', { n: 2, seed: 1, logprobs: true }, {}, ['n', 'seed', 'logprobs']],
  [
    'a budget of thoughts as a word',
    'anthropic-messages',
    'openai-chat',
    { thinking: { type: 'enabled', budget_tokens: 10_000 } },
    { reasoning_effort: 'medium' },
    [],
  ],
  ['a user that is an object', 'anthropic-messages', 'openai-chat', { metadata: { user_id: 'u'.repeat(65) } }, {}, ['metadata.user_id']],
  ['metadata of a stored response', 'openai-responses', 'openai-chat', { metadata: { a: 'b' } }, {}, ['metadata']],
  [
    'a developer',
    'openai-responses',
    'openai-chat',
    { input: [{ role: 'developer', content: 'x' }] },
    { messages: [{ role: 'system', content: 'x' }] },
    [],
  ],
  [
    'a developer, to OpenAI itself',
    'openai-responses',
    'openai-chat',
    { input: [{ role: 'developer', content: 'x' }] },
    { messages: [{ role: 'developer', content: 'x' }], max_completion_tokens: 50_000 },
    [],
    { outputCapField: 'max_completion_tokens' },
  ],
  [
    'what only some servers know',
    'anthropic-messages',
    'openai-chat',
    { top_k: 5 },
    {},
    ['top_k'],
    { outputCapField: 'max_completion_tokens' },
  ],
  [
    'a cache mark',
    'anthropic-messages',
    'openai-chat',
    { system: [{ type: 'text', text: 's', cache_control: { type: 'ephemeral' } }] },
    {},
    ['cache_control'],
  ],
  [
    'a word for thinking, of Gemini',
    'openai-chat',
    'gemini',
    { reasoning_effort: 'high' },
    { generationConfig: { thinkingConfig: { includeThoughts: true, thinkingLevel: 'high' }, maxOutputTokens: 50_000 } },
    [],
  ],
  [
    'a budget for thinking, of Gemini',
    'openai-chat',
    'gemini',
    { reasoning_effort: 'low' },
    { generationConfig: { thinkingConfig: { includeThoughts: true, thinkingBudget: 4_096 }, maxOutputTokens: 50_000 } },
    [],
    { thinking: 'budget' },
  ],
  [
    'an image elsewhere',
    'openai-chat',
    'gemini',
    {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'x' },
            { type: 'image_url', image_url: { url: 'https://a.example/b.png' } },
          ],
        },
      ],
    },
    {},
    ['messages.image'],
  ],
  ['safety settings', 'gemini', 'openai-chat', { safetySettings: [{}] }, {}, ['safetySettings']],
  ['stop sequences of a wire without them', 'openai-chat', 'openai-responses', { stop: 'END' }, {}, ['stop']],
  ['nothing is stored', 'openai-chat', 'openai-responses', {}, { store: false, include: ['reasoning.encrypted_content'] }, []],
]

for (const [what, from, to, fields, arrives, left, offer] of rows) {
  test(`${from} -> ${to}: ${what}`, () => {
    const { body, dropped } = sent(from, to, fields, offer)
    for (const [name, value] of Object.entries(arrives)) assert.deepEqual(body[name], value, name)
    assert.deepEqual(dropped, left)
  })
}

test('in a series of calls a model with a budget thinks only when its own thoughts are there', () => {
  const call = { id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }
  const turns = [said, { role: 'assistant', tool_calls: [call] }, { role: 'tool', tool_call_id: 'c', content: 'r' }]
  const { body, dropped } = sent('openai-chat', 'anthropic-messages', { messages: turns, reasoning_effort: 'high' }, { thinking: 'budget' })
  assert.equal(body['thinking'], undefined)
  assert.deepEqual(dropped, ['reasoning_effort'])
})

test("a call that another vendor's model made comes to Gemini with the vendor's word for it", () => {
  const call = { id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }
  const { body } = sent('openai-chat', 'gemini', {
    messages: [said, { role: 'assistant', tool_calls: [call] }, { role: 'tool', tool_call_id: 'c', content: 'r' }],
  })
  const [, made, result] = body['contents'] as [object, { parts: [object] }, { parts: [object] }]
  assert.deepEqual(made.parts, [{ functionCall: { id: 'c', name: 'f', args: {} }, thoughtSignature: 'skip_thought_signature_validator' }])
  assert.deepEqual(result.parts, [{ functionResponse: { id: 'c', name: 'f', response: { output: 'r' } } }])
})

test('a thought that came back in pieces is left out and named: its proof would be refused', () => {
  const thought = (content: string) => ({
    role: 'assistant',
    content: 'So.',
    reasoning_content: content,
    reasoning_details: [{ type: 'reasoning.text', signature: 'nxr1.anthropic-messages.sig', text_length: 11 }],
  })
  const whole = sent('openai-chat', 'anthropic-messages', { messages: [said, thought('Let me look'), said] })
  const [, kept] = whole.body['messages'] as [object, { content: [object] }]
  assert.deepEqual(kept.content[0], { type: 'thinking', thinking: 'Let me look', signature: 'sig' })
  const piece = sent('openai-chat', 'anthropic-messages', { messages: [said, thought(' look'), said] })
  assert.deepEqual(piece.dropped, ['messages.reasoning'])
})
