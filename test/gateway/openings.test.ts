// What a provider says before it says anything: held back, so that the next offer can answer without the client noticing when it fails behind that.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { UpstreamDialectName } from '../../src/contract/dialects.ts'
import type { Behaviour } from '../faults/behaviours.ts'
import { nanoPerToken, openTestGateway, type TestGateway, type TestOptions } from './open-test-gateway.ts'
import { chunk, eventsOf, hello, rawStream, usageEvent } from './open-test-streams.ts'

const open: TestGateway[] = []
after(() => Promise.all(open.map((gateway) => gateway.close())))

const streamed = { ...hello, stream: true }
const cost = { input: 1_000_000n, output: 1_000_000n }

type Ending = Extract<Behaviour, { kind: 'raw' }>['then']

/** The first provider sends these events in its own wire; the second answers `ok then`. */
async function houseOf(
  dialect: UpstreamDialectName,
  events: readonly unknown[],
  { then = 'keep', ...options }: TestOptions & { then?: Ending } = {},
): Promise<TestGateway> {
  const house = await openTestGateway({ providers: 2, offers: [{ dialect, cost }], ...options })
  open.push(house)
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: rawStream(events, then !== 'end'), then } })
  return house
}

function textOf(stream: string): string {
  return eventsOf(stream)
    .map((event) => (event as { choices?: { delta: { content?: string } }[] }).choices?.[0]?.delta.content ?? '')
    .join('')
}

const response = { id: 'resp_1', object: 'response', status: 'in_progress', model: 'm', output: [], instructions: 'Be brief.' }
const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'm', content: [], usage: { input_tokens: 900, output_tokens: 1 } }

const openings: [UpstreamDialectName, readonly unknown[]][] = [
  ['openai-chat', [chunk(0, { role: 'assistant', content: '' })]],
  [
    'openai-chat',
    [
      { ...chunk(0, {}), choices: [], prompt_filter_results: [{ prompt_index: 0 }] },
      chunk(0, { role: 'assistant', content: null, refusal: null, tool_calls: [] }),
      chunk(1, { role: 'assistant' }),
      chunk(0, { content: '', reasoning_content: '' }),
      usageEvent(900, 0),
    ],
  ],
  [
    'anthropic-messages',
    [
      { type: 'message_start', message },
      { type: 'ping' },
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: '' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
    ],
  ],
  [
    'openai-responses',
    [
      { type: 'response.created', sequence_number: 0, response },
      { type: 'response.in_progress', sequence_number: 1, response },
      { type: 'response.output_item.added', output_index: 0, item: { id: 'rs_1', type: 'reasoning', summary: [] } },
      { type: 'response.output_item.added', output_index: 1, item: { id: 'm_1', type: 'message', role: 'assistant', content: [] } },
      { type: 'response.content_part.added', output_index: 1, content_index: 0, part: { type: 'output_text', text: '', annotations: [] } },
    ],
  ],
  [
    'gemini',
    [
      {
        candidates: [{ content: { role: 'model', parts: [{ text: '' }] }, index: 0 }],
        usageMetadata: { promptTokenCount: 900, totalTokenCount: 900 },
      },
    ],
  ],
  [
    'bedrock-converse',
    [
      { messageStart: { role: 'assistant' } },
      { contentBlockStart: { contentBlockIndex: 0, start: {} } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { text: '' } } },
    ],
  ],
]

const overloaded: Record<UpstreamDialectName, object> = {
  'openai-chat': { error: { message: 'Busy.', type: 'overloaded_error', code: 'overloaded_error' } },
  'anthropic-messages': { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
  'openai-responses': {
    type: 'response.failed',
    response: { ...response, status: 'failed', error: { code: 'server_error', message: 'No.' } },
  },
  gemini: { error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } },
  'bedrock-converse': { type: 'error', error: { type: 'serviceUnavailableException', message: 'Busy.' } },
}

for (const [at, [dialect, events]] of openings.entries()) {
  const failures: [string, readonly unknown[], Ending][] = [
    ['an error', [...events, overloaded[dialect]], 'end'],
    ['the end', events, 'end'],
    ['a reset', events, 'reset'],
    ['nonsense', [...events, 'no JSON'], 'end'],
  ]
  for (const [name, sent, then] of failures) {
    test(`${name} behind opening ${at} of ${dialect} is answered by the next offer, and the client sees one answer`, async () => {
      const house = await houseOf(dialect, sent, { then })
      const asked = house.chat(streamed)
      const text = await asked.text
      assert.equal(textOf(text), 'ok then')
      assert.equal(text.match(/"role":"assistant"/g)?.length, 1)
      assert.equal(text.match(/\[DONE\]/g)?.length, 1)
      const record = await house.record(asked.call.requestId)
      assert.deepEqual(
        record?.attempts.map(({ provider, result }) => [provider, result]),
        [
          ['provider-1', 'failed'],
          ['provider-2', 'answered'],
        ],
      )
      assert.equal(record?.status, 'success')
      assert.equal(record?.costNano, 12n * nanoPerToken, 'the answer that was handed on, and nothing of the one before it')
      assert.match(record?.attempts[0]?.lostNano ?? '', /^[1-9]\d*$/, 'what the provider that had begun may charge is on record')
      assert.equal(house.failures.length, 1)
      await house.assertAtRest()
    })
  }
}

test('an opening with nothing behind it is a refusal with a status, where no other offer is left', async () => {
  const house = await houseOf('openai-chat', [chunk(0, { role: 'assistant' }), '[DONE]'], { providers: 1, then: 'end' })
  const asked = house.chat(streamed)
  const reply = await asked.reply
  assert.equal(reply.kind, 'problem')
  assert.equal((await house.record(asked.call.requestId))?.costNano, 0n)
  await house.assertAtRest()
})

const worth: [UpstreamDialectName, unknown][] = [
  ['openai-chat', chunk(0, { content: 'a' })],
  ['openai-chat', chunk(0, { images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }] })],
  ['openai-chat', chunk(0, { audio: { id: 'a', data: 'AA==' } })],
  ['openai-chat', chunk(0, { tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: '', arguments: '' } }] })],
  ['openai-chat', chunk(0, {}, 'stop')],
  ['anthropic-messages', { type: 'content_block_start', index: 0, content_block: { type: 'redacted_thinking', data: 'AA==' } }],
  ['anthropic-messages', { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 't', name: 'f', input: {} } }],
  ['anthropic-messages', { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'AA==' } }],
  ['anthropic-messages', { type: 'something_new', index: 0 }],
  ['openai-responses', { type: 'response.output_item.added', output_index: 0, item: { id: 'ws_1', type: 'web_search_call' } }],
  ['openai-responses', { type: 'response.something_new' }],
  ['gemini', { candidates: [{ content: { role: 'model', parts: [{ inlineData: { mimeType: 'image/png', data: 'AA==' } }] }, index: 0 }] }],
  ['gemini', { candidates: [{ content: { role: 'model', parts: [{ text: '', thoughtSignature: 'AA==' }] }, index: 0 }] }],
  ['bedrock-converse', { contentBlockStart: { contentBlockIndex: 0, start: { toolUse: { toolUseId: 't', name: 'f' } } } }],
  ['bedrock-converse', { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { redactedContent: 'AA==' } } } }],
]
for (const [dialect, event] of worth) {
  test(`${dialect}: ${JSON.stringify(event).slice(0, 120)} is handed on at once, with the opening before it`, async () => {
    const [, opening] = openings.find(([name]) => name === dialect) ?? ['', []]
    // Nothing else would let it go: what is held for longer than the silence allows is a failure.
    const house = await houseOf(dialect, [...opening, event], { providers: 1, settings: { openingMs: 60_000, idleMs: 300 } })
    assert.equal((await house.chat(streamed).reply).kind, 'stream')
  })
}

test('a provider that thinks behind its opening does not look dead: the opening is handed on when its time is over', async () => {
  const house = await houseOf('openai-chat', [chunk(0, { role: 'assistant' })], { settings: { openingMs: 50 } })
  const asked = house.chat(streamed)
  assert.equal((await asked.reply).kind, 'stream')
  await asked.received('assistant')
  asked.leave()
  assert.equal(house.providers[1]?.calls.length, 0)
})

test('an opening may be kept from its client for no time at all', async () => {
  const house = await houseOf('openai-chat', [chunk(0, { role: 'assistant' }), overloaded['openai-chat']], { settings: { openingMs: 0 } })
  assert.match(await house.chat(streamed).text, /"error"/)
})

test('the limit of the first byte is met by an opening, however long it is held', async () => {
  const house = await houseOf('openai-chat', [chunk(0, { role: 'assistant' })], { settings: { firstByteMs: 300, openingMs: 700 } })
  const asked = house.chat(streamed)
  assert.equal((await asked.reply).kind, 'stream')
  asked.leave()
})

test('no more than a quarter of a mebibyte is held back for a client', async () => {
  const long = { type: 'response.created', sequence_number: 0, response: { ...response, instructions: 'x'.repeat(300_000) } }
  const house = await houseOf('openai-responses', [long], { providers: 1, settings: { openingMs: 60_000, idleMs: 300 } })
  assert.equal((await house.chat(streamed).reply).kind, 'stream')
})

test('a client that leaves while an opening is held pays nothing, and its provider is cut', async () => {
  const house = await houseOf('openai-chat', [])
  house.providers[0]?.script('*', { then: { kind: 'stall_mid_stream', afterChunks: 0 } })
  const asked = house.chat(streamed)
  await house.providers[0]?.arrived(1)
  asked.leave()
  await asked.reply
  await house.providers[0]?.idle()
  assert.equal(house.providers[0]?.calls[0]?.aborted, true)
  assert.equal((await house.record(asked.call.requestId))?.costNano, 0n)
  await house.assertAtRest()
})
