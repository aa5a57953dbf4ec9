// Which fields of a request make a provider charge for more than text, and what an answer says of them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRequest } from './read-request.ts'
import { readUsage } from './usage.ts'

const limits = { depthMax: 64, valuesMax: 10_000 }

function extrasOf(fields: object, content: unknown = 'x'): string[] | undefined {
  const body = { model: 'a', messages: [{ role: 'user', content }], ...fields }
  const request = readRequest(Buffer.from(JSON.stringify(body)), limits)
  assert.ok(request.ok, JSON.stringify(request))
  return request.value.extras?.map((extra) =>
    extra.kind === 'tool'
      ? `${extra.param}: ${extra.tool} ${extra.callsLeast}..${extra.callsMost}`
      : `${extra.param}: ${extra.kind}${'bytes' in extra ? ` ${extra.format} ${extra.bytes}` : ''}`,
  )
}

const rows: readonly [string, object, readonly string[] | undefined][] = [
  ['a plain request', {}, undefined],
  [
    'text asked for by name',
    { modalities: ['text'], web_search_options: null, tools: [{ type: 'function' }, { type: 'custom' }] },
    undefined,
  ],
  ['sound', { modalities: ['text', 'audio'] }, ['modalities: audio_output']],
  ['pictures', { modalities: ['image', 'text'] }, ['modalities: image_output']],
  ['a search model', { web_search_options: {} }, ['web_search_options: web_search 1..1']],
  ['a search switched on', { enable_search: true }, ['enable_search: web_search 0..1']],
  ['no search', { enable_search: false, search_parameters: { mode: 'off' } }, undefined],
  ['live search', { search_parameters: { mode: 'auto' } }, ['search_parameters: live_search 0..20']],
  ['live search with a limit', { search_parameters: { max_search_results: 3 } }, ['search_parameters: live_search 0..3']],
  ['a dated tool', { tools: [{ type: 'web_search_20250305', max_uses: 2 }] }, ['tools[0].type: web_search 0..2']],
  ['a preview tool', { tools: [{ type: 'function' }, { type: 'web_search_preview' }] }, ['tools[1].type: web_search 0..5']],
  [
    "a tool of the provider's",
    { tools: [{ type: 'builtin_function', function: { name: '$web_search' } }] },
    ['tools[0].type: web_search 0..5'],
  ],
  ['a tool without a sensible limit', { tools: [{ type: 'code_interpreter', max_uses: -1 }] }, ['tools[0].type: code_interpreter 0..5']],
  [
    'an hour-long cache of tools',
    { tools: [{ type: 'function', cache_control: { ttl: '1h' } }] },
    ['tools[0].cache_control: hour_long_cache'],
  ],
]
for (const [sentence, fields, extras] of rows) {
  test(`asks for: ${sentence}`, () => assert.deepEqual(extrasOf(fields), extras))
}

test('audio and hour-long cache writes stand in the messages, with their place', () => {
  const content = [
    { type: 'text', text: 'x', cache_control: { type: 'ephemeral', ttl: '1h' } },
    { type: 'text', text: 'x', cache_control: { type: 'ephemeral' } },
    { type: 'input_audio', input_audio: { data: 'A'.repeat(400), format: 'wav' } },
  ]
  const place = 'messages[0].content'
  assert.deepEqual(extrasOf({}, content), [`${place}[0].cache_control: hour_long_cache`, `${place}[2]: audio_input wav 300`])
})

test('a modality that is none of the three is refused by name', () => {
  const request = readRequest(Buffer.from('{"model":"a","messages":[{"role":"user","content":"x"}],"modalities":["text","smell"]}'), limits)
  assert.equal(!request.ok && request.problem.param, 'modalities')
})

const counts = { prompt_tokens: 100, completion_tokens: 50 }
const usages: readonly [string, object, object | undefined][] = [
  [
    'text alone',
    { prompt_tokens_details: { cached_tokens: 5, audio_tokens: 0 }, completion_tokens_details: { audio_tokens: 0 } },
    undefined,
  ],
  [
    'audio both ways',
    { prompt_tokens_details: { audio_tokens: 7 }, completion_tokens_details: { audio_tokens: 8 } },
    { audioInput: 7, audioOutput: 8 },
  ],
  [
    'images both ways',
    { prompt_tokens_details: { image_tokens: 7 }, completion_tokens_details: { image_tokens: 8 } },
    { imageInput: 7, imageOutput: 8 },
  ],
  ['hour-long cache writes', { cache_creation: { ephemeral_1h_input_tokens: 9 } }, { cacheWrite1h: 9 }],
  ['searches of OpenRouter', { server_tool_use: { web_search_requests: 2 } }, { toolCalls: { web_search: 2 } }],
  ['searches of Perplexity', { num_search_queries: 3 }, { toolCalls: { web_search: 3 } }],
  ['sources of xAI', { num_sources_used: 4 }, { toolCalls: { live_search: 4 } }],
  ['counts that nobody can believe', { prompt_tokens_details: { audio_tokens: -1 }, num_search_queries: 1e99 }, undefined],
]
for (const [sentence, more, expected] of usages) {
  test(`usage says: ${sentence}`, () => {
    const none = { cacheWrite1h: 0, imageInput: 0, audioInput: 0, imageOutput: 0, audioOutput: 0, toolCalls: {} }
    assert.deepEqual(readUsage({ ...counts, ...more })?.details, expected && { ...none, ...expected })
  })
}
