// What one event of a stream says, and what the client is sent of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StreamEvent } from '../../contract/chat.ts'
import { readStreamEvent } from './read-stream.ts'
import { readUsage } from './usage.ts'
import { cutIntoEvents, joinEvents, readWholeAnswer } from './whole-answer.ts'
import { rewriteChunk, stopChunk, streamFrame, type StreamFrame, usageChunk } from './write-stream.ts'

const event = (value: unknown): StreamEvent => readStreamEvent(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)))
const chunk = (delta: object, more: object = {}): object => ({
  id: 'c1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'up-1',
  choices: [{ index: 0, delta, finish_reason: null, ...more }],
})
const facts = (value: unknown): object => {
  const seen = event(value)
  if (seen.kind !== 'chunk') return { kind: seen.kind }
  return { output: seen.outputBytes, finish: seen.finishReason, usage: seen.usage?.completion ?? null, choices: seen.hasChoices }
}
const plain = { output: 0, finish: null, usage: null, choices: true }

const cases: readonly [string, unknown, object][] = [
  ['the opening role chunk carries no output', chunk({ role: 'assistant', content: '' }), plain],
  ['text is output, counted in bytes', chunk({ content: 'aé' }), { ...plain, output: 3 }],
  ['reasoning text is output', chunk({ reasoning_content: 'hmm' }), { ...plain, output: 3 }],
  [
    'tool arguments and names are output, their ids are not',
    chunk({ tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } }] }),
    { ...plain, output: 3 },
  ],
  [
    'both choices of a chunk count',
    {
      choices: [
        { index: 0, delta: { content: 'ab' } },
        { index: 1, delta: { content: 'c' } },
      ],
    },
    { ...plain, output: 3 },
  ],
  ['a finish reason is seen', chunk({}, { finish_reason: 'stop' }), { ...plain, finish: 'stop' }],
  [
    'a finish reason is seen through white space',
    '{"choices": [{"index": 0, "delta": {}, "finish_reason" : "length"}]}',
    { ...plain, finish: 'length' },
  ],
  ['text that speaks of a finish reason is only text', chunk({ content: '"finish_reason":"stop"' }), { ...plain, output: 22 }],
  [
    'the usage chunk has no choices',
    { choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } },
    { output: 0, finish: null, usage: 2, choices: false },
  ],
  ['null usage is none', { ...chunk({ content: 'a' }), usage: null }, { ...plain, output: 1 }],
  ['the end', '[DONE]', { kind: 'done' }],
  ['an error object', { error: { message: 'secret', code: 'x' } }, { kind: 'error' }],
  ['an error beside a chunk is an error', { ...chunk({}), error: { message: 'boom' } }, { kind: 'error' }],
  ['a null error beside a chunk is none', { ...chunk({ content: 'a' }), error: null }, { ...plain, output: 1 }],
  ['text that is not JSON', 'hello', { kind: 'nonsense' }],
  ['an object that says nothing of the answer', { type: 'ping' }, { kind: 'other' }],
]
for (const [name, value, wanted] of cases) test(`reading a stream event: ${name}`, () => assert.deepEqual(facts(value), wanted))

test('a character cut in half is nonsense, not a replacement character', () => {
  assert.equal(
    readStreamEvent(Buffer.concat([Buffer.from('{"choices":[{"delta":{"content":"'), Buffer.from([0xc3]), Buffer.from('"}}]}')])).kind,
    'nonsense',
  )
})

const rewritten = (seen: Extract<StreamEvent, { kind: 'chunk' }>, frame: StreamFrame): string => {
  const out: Uint8Array[] = []
  rewriteChunk(seen, frame, out)
  return Buffer.concat(out).toString()
}

const sent = (value: object, includeUsage: boolean): unknown => {
  const seen = event(value)
  assert.ok(seen.kind === 'chunk')
  const text = rewritten(seen, streamFrame('mine', includeUsage))
  assert.match(text, /^data: .*\n\n$/)
  return JSON.parse(text.slice(6))
}

test('the client sees the ID it used, and null usage exactly when it asked for usage', () => {
  const { usage: _none, ...bare } = { ...chunk({ content: 'a' }), usage: null, model: 'mine' }
  assert.deepEqual(sent(chunk({ content: 'a' }), false), bare)
  assert.deepEqual(sent({ ...chunk({ content: 'a' }), usage: null }, false), bare)
  assert.deepEqual(sent(chunk({ content: 'a' }), true), { ...bare, usage: null })
  assert.deepEqual(sent({ ...chunk({ content: 'a' }), usage: null }, true), { ...bare, usage: null })
})

test('every other byte of a chunk passes unchanged', () => {
  const text = '{"id":"c","model":"up-1","x":1.0,"big":12345678901234567890,"choices":[{"delta":{"content":"\\u0041"}}]}'
  const seen = event(text)
  assert.ok(seen.kind === 'chunk')
  const out = rewritten(seen, streamFrame('m', false))
  assert.equal(out, `data: ${text.replace('up-1', 'm')}\n\n`)
})

test('our usage chunk carries the cost as a JSON number with every digit', () => {
  const frame = streamFrame('m', true)
  const cost = {
    total: '0.000000042',
    input: '0.0000000123',
    cachedInput: '0.0000000002',
    cacheWrite: '0',
    output: '0.00000002',
    reasoning: '0.000000009',
    perCall: '0',
  }
  const text = Buffer.from(
    usageChunk('"id":"c"', frame, { prompt: 5, cached: 1, cacheWrite: 0, completion: 2, reasoning: 1 }, cost),
  ).toString()
  assert.ok(text.includes('"cost":0.000000042'))
  assert.deepEqual(JSON.parse(text.slice(6)).usage, {
    prompt_tokens: 5,
    completion_tokens: 2,
    total_tokens: 7,
    cost: 4.2e-8,
    cost_details: {
      input: 1.23e-8,
      cached_input: 2e-10,
      cache_write: 0,
      output: 2e-8,
      reasoning: 9e-9,
      per_call: 0,
      upstream_inference_cost: null,
    },
    prompt_tokens_details: { cached_tokens: 1 },
    completion_tokens_details: { reasoning_tokens: 1 },
  })
})

test('a stop of ours is a normal finish with the reason beside it', () => {
  const value = JSON.parse(
    Buffer.from(stopChunk('', streamFrame('m', false), 'insufficient_quota'))
      .toString()
      .slice(6),
  )
  assert.equal(value.choices[0].finish_reason, 'length')
  assert.deepEqual(value.nexorouter, { stopped_by: 'insufficient_quota' })
  assert.equal('error' in value, false)
})

const usages: readonly [string, unknown, object | null][] = [
  [
    'OpenAI details',
    {
      prompt_tokens: 10,
      completion_tokens: 5,
      prompt_tokens_details: { cached_tokens: 4 },
      completion_tokens_details: { reasoning_tokens: 2 },
    },
    { prompt: 10, cached: 4, cacheWrite: 0, completion: 5, reasoning: 2 },
  ],
  [
    'DeepSeek cache hits',
    { prompt_tokens: 10, completion_tokens: 5, prompt_cache_hit_tokens: 7 },
    { prompt: 10, cached: 7, cacheWrite: 0, completion: 5, reasoning: 0 },
  ],
  [
    'reasoning counted beside the completion',
    { prompt_tokens: 10, completion_tokens: 5, total_tokens: 18, completion_tokens_details: { reasoning_tokens: 3 } },
    { prompt: 10, cached: 0, cacheWrite: 0, completion: 8, reasoning: 3 },
  ],
  [
    'more cached than prompt',
    { prompt_tokens: 1, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 9 } },
    { prompt: 1, cached: 1, cacheWrite: 0, completion: 1, reasoning: 0 },
  ],
  ['a negative count', { prompt_tokens: -1, completion_tokens: 5 }, null],
  ['2^53', { prompt_tokens: 2 ** 53, completion_tokens: 5 }, null],
  ['texts', { prompt_tokens: '1', completion_tokens: '5' }, null],
  ['fractions', { prompt_tokens: 1.5, completion_tokens: 5 }, null],
  ['nothing', null, null],
  ['no completion count', { prompt_tokens: 1 }, null],
]
for (const [name, value, wanted] of usages) test(`reading usage: ${name}`, () => assert.deepEqual(readUsage(value), wanted))

test('a whole answer cut into events and joined again is the same answer', () => {
  const answer = {
    id: 'c',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    system_fingerprint: 'f',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: 'hello',
          tool_calls: [{ id: 't', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
        },
        logprobs: null,
        finish_reason: 'tool_calls',
      },
      { index: 1, message: { role: 'assistant', content: 'two' }, logprobs: null, finish_reason: 'stop' },
    ],
    usage: { prompt_tokens: 1, completion_tokens: 2 },
  }
  const read = readWholeAnswer(Buffer.from(JSON.stringify(answer)))
  assert.ok(read.kind === 'answer')
  const joined = joinEvents()
  for (const data of cutIntoEvents(read.value)) joined.add(JSON.parse(Buffer.from(data).toString()))
  const whole = joined.completion() as typeof answer
  assert.deepEqual(
    whole.choices.map(({ message: { tool_calls: calls, ...message }, ...rest }) => ({
      ...rest,
      message,
      calls: calls?.map(({ index: _i, ...call }: Record<string, unknown>) => call),
    })),
    answer.choices.map(({ message: { tool_calls: calls, ...message }, ...rest }) => ({ ...rest, message, calls })),
  )
  assert.deepEqual(whole.usage, answer.usage)
})

for (const [name, text, kind] of [
  ['HTML', '<html>', 'nonsense'],
  ['an answer without choices', '{"id":"x"}', 'nonsense'],
  ['an empty list of choices', '{"choices":[]}', 'nonsense'],
  ['an error body under 200', '{"error":{"message":"no"}}', 'error'],
] as const) {
  test(`a whole answer that is ${name} is ${kind}`, () => assert.equal(readWholeAnswer(Buffer.from(text)).kind, kind))
}
