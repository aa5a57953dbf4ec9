// Clients and providers of different dialects through one gateway: what goes upstream, what comes back, what it costs, and how it fails.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { DialectName } from '../../src/contract/dialects.ts'
import { cassettes, dataOf } from '../dialects/cassettes.ts'
import { nanoPerToken, openTestGateway, type TestGateway, type TestOptions } from './open-test-gateway.ts'
import { hello } from './open-test-streams.ts'

const open: TestGateway[] = []
async function gatewayOver(dialect: DialectName, options: TestOptions = {}): Promise<TestGateway> {
  const gateway = await openTestGateway({ ...options, offer: { dialect, ...options.offer } })
  open.push(gateway)
  return gateway
}
after(() => Promise.all(open.map((gateway) => gateway.close())))

const message = { model: 'test-model', max_tokens: 100, messages: [{ role: 'user', content: 'hello' }] }

const bodyFor = { 'openai-chat': hello, 'anthropic-messages': message, 'openai-responses': { model: 'test-model', input: 'hello' } }

const brokenOff = {
  'openai-chat': /^\{"error":\{"message":".*","type":"server_error"/,
  'anthropic-messages': /^\{"type":"error","error":\{"type":"api_error"/,
  'openai-responses': /^\{"type":"response.failed","response":\{.*"status":"failed","error":\{"code":"upstream_error".*"error":\{"message"/,
}

function recorded(dialect: DialectName, name: string): (typeof cassettes)[number] {
  const cassette = cassettes.find((one) => one.dialect === dialect && one.name === name)
  assert.ok(cassette)
  return cassette
}

function framed(event: object): string {
  const type = (event as { type?: string }).type
  return `${type === undefined ? '' : `event: ${type}\n`}data: ${JSON.stringify(event)}\n\n`
}

/** The head of an event stream and its events; without `end` the last chunk is not sent. */
function streamOf(events: readonly object[], last = ''): string {
  const body = events.map(framed).join('') + last
  return `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n${Buffer.from(body).toString('latin1')}`
}

function jsonOf(value: object): string {
  const body = Buffer.from(JSON.stringify(value))
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body.toString('latin1')}`
}

const hasType = (text: string): string[] => [...text.matchAll(/^event: (.*)$/gm)].map((match) => match[1] ?? '')

test('a chat client streams from a Messages provider: its path, its headers, its counts', async () => {
  const house = await gatewayOver('anthropic-messages')
  const { events } = recorded('anthropic-messages', 'a short answer is written token by token')
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: streamOf(events), then: 'end' } })
  const asked = house.chat(
    { ...hello, stream: true, stream_options: { include_usage: true }, seed: 1 },
    { headers: { 'anthropic-beta': 'not-for-this-caller' } },
  )
  const text = await asked.text
  assert.match(text, /"content":"Hello, "/)
  assert.ok(text.endsWith('data: [DONE]\n\n'))
  const reply = await asked.reply
  assert.equal('headers' in reply && reply.headers['x-nexorouter-dropped-params'], 'seed')
  const [call] = house.providers[0]?.calls ?? []
  assert.match(call?.path ?? '', /\/messages$/)
  assert.equal(call?.headers['anthropic-version'], '2023-06-01')
  assert.equal(call?.headers['anthropic-beta'], undefined)
  const sent = JSON.parse(call?.bodyText ?? '{}') as Record<string, unknown>
  assert.deepEqual(sent['messages'], [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }])
  assert.equal(sent['model'], 'upstream-model')
  const record = await house.record(asked.call.requestId)
  assert.deepEqual(record?.tokens, { prompt: 21, cached: 8, cacheWrite: 4, completion: 9, reasoning: 0 })
  assert.equal(record?.costNano, 30n * nanoPerToken)
  assert.equal(record?.finishReason, 'stop')
  await house.assertAtRest()
})

test('a Messages client streams from a chat provider, two calls at a time, and each block ends before the next begins', async () => {
  const house = await gatewayOver('openai-chat')
  const { events } = recorded('openai-chat', 'two tool calls take turns with their arguments')
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: streamOf(events, 'data: [DONE]\n\n'), then: 'end' } })
  const asked = house.chat({ ...message, stream: true }, { dialect: 'anthropic-messages' })
  const text = await asked.text
  const block = ['content_block_start', 'content_block_delta', 'content_block_delta', 'content_block_stop']
  assert.deepEqual(hasType(text), ['message_start', ...block, ...block, 'message_delta', 'message_stop'])
  const call = dataOf(Buffer.from(text)).map((data) => JSON.parse(data.toString()) as { content_block?: unknown; delta?: unknown })
  assert.deepEqual(call[1]?.content_block, { type: 'tool_use', id: 'call_a', name: 'weather', input: {} })
  assert.deepEqual(call.at(-2)?.delta, { stop_reason: 'tool_use', stop_sequence: null })
  await house.assertAtRest()
})

test('a Messages client of a Messages provider gets events and fields that nobody here knows', async () => {
  const house = await gatewayOver('anthropic-messages')
  const { events } = recorded('anthropic-messages', 'thinking with its signature then two tool calls')
  const more = events.flatMap((event) => [event, { type: 'a_new_event', big: '@' }])
  const bytes = streamOf(more).replaceAll('"@"', '12345678901234567890')
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes, then: 'end' } })
  const headers = { 'anthropic-version': '2024-01-01', 'anthropic-beta': 'a-beta-1,context-1m-2025-08-07' }
  const asked = house.chat({ ...message, stream: true, new_field: { b: 1 } }, { dialect: 'anthropic-messages', headers })
  const text = await asked.text
  assert.ok(text.includes('event: a_new_event\ndata: {"type":"a_new_event","big":12345678901234567890}\n\n'))
  assert.ok(text.includes('"signature":"c2lnbmF0dXJl"'))
  assert.match(text, /"model":"test-model"/)
  assert.match(text, /"output_tokens":9,.*"cost":0.00003/)
  assert.ok(text.endsWith('event: message_stop\ndata: {"type":"message_stop"}\n\n'))
  const [call] = house.providers[0]?.calls ?? []
  assert.equal(call?.headers['anthropic-version'], '2024-01-01')
  assert.equal(call?.headers['anthropic-beta'], 'a-beta-1')
  assert.match(call?.bodyText ?? '', /"new_field":\{"b":1\}/)
  const reply = await asked.reply
  assert.equal('headers' in reply && reply.headers['x-nexorouter-dropped-params'], 'anthropic-beta: context-1m-2025-08-07')
  await house.assertAtRest()
})

test('whole answers take the shape of their client', async () => {
  for (const [upstream, client, shape] of [
    ['anthropic-messages', 'openai-chat', /^\{"id":"msg_1","created":\d+,"model":"test-model","object":"chat.completion","choices":\[/],
    ['openai-chat', 'anthropic-messages', /"type":"message","role":"assistant","model":"test-model".*"stop_reason":"end_turn"/],
  ] as const) {
    const house = await gatewayOver(upstream)
    const { answer } = recorded(upstream, 'a short answer is written token by token')
    house.providers[0]?.script('*', { then: { kind: 'raw', bytes: jsonOf(answer), then: 'end' } })
    const asked = house.chat(client === 'openai-chat' ? hello : message, { dialect: client })
    assert.match(await asked.text, shape)
    assert.ok((await asked.text).includes('Hello, 你好!'))
    assert.equal((await house.record(asked.call.requestId))?.costNano, 30n * nanoPerToken)
    await house.assertAtRest()
  }
})

test('a strict caller is told what cannot be carried, and nothing is held or sent', async () => {
  const house = await gatewayOver('anthropic-messages')
  const asked = house.chat({ ...hello, seed: 1 }, { headers: { 'x-nexorouter-strict': 'true' } })
  const reply = await asked.reply
  assert.ok(reply.kind === 'problem')
  assert.equal(reply.problem.param, 'seed')
  assert.match(reply.problem.message, /`seed`/)
  assert.equal(house.providers[0]?.calls.length, 0)
  await house.assertAtRest()
})

test('a stream that breaks off ends with the error event of its client, and with nothing after it', async () => {
  for (const [upstream, client, until] of [
    ['openai-chat', 'anthropic-messages', 4],
    ['anthropic-messages', 'anthropic-messages', 4],
    ['anthropic-messages', 'openai-chat', 4],
    ['openai-chat', 'openai-responses', 4],
    ['openai-responses', 'openai-responses', 5],
  ] as const) {
    const house = await gatewayOver(upstream)
    const { events } = recorded(upstream, 'a short answer is written token by token')
    house.providers[0]?.script('*', { then: { kind: 'raw', bytes: streamOf(events.slice(0, until)), then: 'end' } })
    const asked = house.chat({ ...bodyFor[client], stream: true }, { dialect: client })
    const last =
      dataOf(Buffer.from(await asked.text))
        .at(-1)
        ?.toString() ?? ''
    assert.match(last, brokenOff[client], `${upstream} -> ${client}`)
    assert.equal((await house.record(asked.call.requestId))?.status, 'upstream')
    await house.assertAtRest()
  }
})

test("a Messages provider's refusals are read: too long a prompt, an empty account", async () => {
  const house = await gatewayOver('anthropic-messages')
  const refusal = (message: string): object => ({ type: 'error', error: { type: 'invalid_request_error', message }, request_id: 'req_1' })
  house.providers[0]?.script('*', {
    then: { kind: 'status', code: 400, body: refusal('prompt is too long: 210000 tokens > 200000 maximum') },
  })
  const long = await house.chat(message, { dialect: 'anthropic-messages' }).reply
  assert.equal(long.kind === 'problem' && long.problem.code, 'context_length_exceeded')
  house.providers[0]?.script('*', {
    then: { kind: 'status', code: 400, body: refusal('Your credit balance is too low to access the API.') },
  })
  const empty = await house.chat(message, { dialect: 'anthropic-messages' }).reply
  assert.equal(empty.kind === 'problem' && empty.problem.code, 'upstream_unavailable')
  assert.equal(house.failures.at(-1)?.failure.kind, 'spend_limit')
  await house.assertAtRest()
})

test('an answer that its money ends closes its open block and says why', async () => {
  const house = await gatewayOver('openai-chat', { balanceNano: 400n * nanoPerToken, settings: { sliceTokens: 50 } })
  house.providers[0]?.script('*', { then: { kind: 'answer', text: 'word '.repeat(3_000), chunks: 3_000 } })
  const asked = house.chat({ ...message, max_tokens: 4_000, stream: true }, { dialect: 'anthropic-messages' })
  const text = await asked.text
  assert.deepEqual(hasType(text).slice(-3), ['content_block_stop', 'message_delta', 'message_stop'])
  assert.match(text, /"stop_reason":"max_tokens".*"nexorouter":\{"stopped_by":"insufficient_quota"\}/)
  assert.equal((await house.record(asked.call.requestId))?.stoppedBy, 'insufficient_quota')
  await house.assertAtRest()
})

test('a Responses client of a provider that speaks both is served in its own dialect; nothing is stored there', async () => {
  const house = await gatewayOver('openai-chat', { offer: { alsoSpeaks: ['openai-responses'] } })
  const { events } = recorded('openai-responses', 'reasoning and two calls that take turns')
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: streamOf(events), then: 'end' } })
  const tools = [{ type: 'web_search' }, { type: 'function', name: 'f', parameters: null }]
  const body = { model: 'test-model', input: 'hello', reasoning: {}, tools, stream: true, new_field: 1 }
  const asked = house.chat(body, { dialect: 'openai-responses' })
  const text = await asked.text
  assert.match(text, /event: response.completed\ndata: .*"model":"test-model".*"usage":\{.*"cost":0.00003/)
  assert.ok(text.includes('"encrypted_content":"c2VhbGVk"'))
  const [call] = house.providers[0]?.calls ?? []
  assert.match(call?.path ?? '', /\/responses$/)
  const sent = JSON.parse(call?.bodyText ?? '{}') as Record<string, unknown>
  assert.deepEqual(sent['tools'], [tools[1]])
  assert.equal(sent['store'], false)
  assert.equal(sent['new_field'], 1)
  assert.deepEqual(sent['include'], ['reasoning.encrypted_content'])
  const reply = await asked.reply
  assert.equal('headers' in reply && reply.headers['x-nexorouter-dropped-params'], 'tools[0]')
  assert.equal((await house.record(asked.call.requestId))?.finishReason, 'tool_calls')
  await house.assertAtRest()
})

test('what needs a memory of earlier responses is refused by name', async () => {
  const house = await gatewayOver('openai-chat')
  for (const [field, value] of Object.entries({
    previous_response_id: 'resp_1',
    conversation: 'c',
    background: true,
    prompt: { id: 'p' },
  })) {
    const reply = await house.chat({ model: 'test-model', input: 'hello', [field]: value }, { dialect: 'openai-responses' }).reply
    assert.equal(reply.kind === 'problem' && reply.problem.param, field)
  }
})

test('a response that passes as its provider wrote it is kept where the account allows it', async () => {
  const house = await gatewayOver('openai-responses')
  await house.store.setResponseStorage(house.accountId, true, Date.now())
  const { answer } = recorded('openai-responses', 'a short answer is written token by token')
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: jsonOf(answer), then: 'end' } })
  const asked = house.chat(bodyFor['openai-responses'], { dialect: 'openai-responses' })
  const { id } = JSON.parse(await asked.text) as { id: string }
  const kept = await house.gateway.keptResponse(asked.call, { method: 'GET', rest: id, query: () => undefined })
  assert.ok(kept.kind === 'json' && typeof kept.body === 'string')
  assert.equal((JSON.parse(kept.body) as { id: string }).id, id)
  await house.assertAtRest()
})

test('a tool that takes free text works over a provider that knows functions only', async () => {
  const house = await gatewayOver('openai-chat')
  const call = { name: 'patch', arguments: '{"input":"*** Begin"}' }
  house.providers[0]?.script('*', { then: { kind: 'answer', toolCalls: [call] } })
  const body = { model: 'test-model', input: 'edit', tools: [{ type: 'custom', name: 'patch' }], stream: true }
  const text = await house.chat(body, { dialect: 'openai-responses' }).text
  assert.match(text, /event: response.custom_tool_call_input.done\ndata: .*"input":"\*\*\* Begin"/)
  assert.match(text, /"type":"custom_tool_call","status":"completed"/)
})

const contents = { contents: [{ role: 'user', parts: [{ text: 'hello' }] }] }

test('a Gemini client of a Gemini provider: model and method in the path, its bytes pass, the cap is ours', async () => {
  const house = await gatewayOver('gemini')
  const { events } = recorded('gemini', 'thoughts then two calls the first with a proof')
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: streamOf(events), then: 'end' } })
  const body = { ...contents, generationConfig: { topK: 3, newField: 1 }, anotherField: 2 }
  const asked = house.chat(body, { rest: 'test-model:streamGenerateContent', alt: 'sse' })
  const text = await asked.text
  assert.ok(text.includes('"thoughtSignature":"cHJvb2Y="'))
  assert.ok(!text.includes('"up"'), 'the model is named as the caller named it')
  assert.match(text, /"finishReason":"STOP".*"usageMetadata":\{.*"cost":0.00003/)
  const [call] = house.providers[0]?.calls ?? []
  assert.match(call?.path ?? '', /\/models\/upstream-model:streamGenerateContent\?alt=sse$/)
  const sent = JSON.parse(call?.bodyText ?? '{}') as Record<string, Record<string, unknown>>
  assert.deepEqual(sent['generationConfig'], { topK: 3, newField: 1, maxOutputTokens: 4_000 })
  assert.equal(sent['anotherField'], 2)
  const record = await house.record(asked.call.requestId)
  assert.deepEqual(record?.tokens, { prompt: 21, cached: 8, cacheWrite: 0, completion: 9, reasoning: 4 })
  await house.assertAtRest()
})

test('a Gemini client without events gets an array; one of a chat provider gets the same shapes', async () => {
  const house = await gatewayOver('openai-chat')
  house.providers[0]?.script('*', { then: { kind: 'answer', text: 'one two three' } })
  const array = JSON.parse(await house.chat(contents, { rest: 'test-model:streamGenerateContent' }).text) as unknown[]
  assert.equal(array.length, 1)
  const whole = JSON.parse(await house.chat(contents, { rest: 'test-model:generateContent' }).text) as { candidates: unknown[] }
  assert.deepEqual(whole.candidates, [{ content: { role: 'model', parts: [{ text: 'one two three' }] }, index: 0, finishReason: 'STOP' }])
  const counted = JSON.parse(await house.chat({ generateContentRequest: contents }, { rest: 'test-model:countTokens' }).text) as object
  assert.ok('totalTokens' in counted && 'nexorouter' in counted)
  const other = await house.chat(contents, { rest: 'test-model:predict' }).reply
  assert.equal(other.kind === 'problem' && other.problem.code, 'not_found')
  await house.assertAtRest()
})

test('a proof of thought comes back to the vendor that gave it, through clients of every other dialect', async () => {
  const house = await gatewayOver('gemini', { model: { capabilities: new Set(['chat', 'reasoning']) } })
  const { answer } = recorded('gemini', 'thoughts then two calls the first with a proof')
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: jsonOf(answer), then: 'end' } })
  const proofs: unknown[] = []
  const sentBack = async (body: object, dialect: DialectName): Promise<void> => {
    await house.chat(body, { dialect }).text
    const sent = JSON.parse(house.providers[0]?.calls.at(-1)?.bodyText ?? '{}') as {
      contents: { parts: { thoughtSignature?: string }[] }[]
    }
    proofs.push(sent.contents.flatMap(({ parts }) => parts.flatMap((part) => part.thoughtSignature ?? [])))
  }
  const first = async (body: object, dialect: DialectName): Promise<Record<string, never>> =>
    JSON.parse(await house.chat(body, { dialect }).text)
  const chat = (await first(hello, 'openai-chat')) as unknown as { choices: [{ message: object }] }
  await sentBack({ ...hello, messages: [...hello.messages, chat.choices[0].message] }, 'openai-chat')
  const said = (await first(message, 'anthropic-messages')) as unknown as { content: object[] }
  await sentBack({ ...message, messages: [...message.messages, { role: 'assistant', content: said.content }] }, 'anthropic-messages')
  const response = (await first(bodyFor['openai-responses'], 'openai-responses')) as unknown as { output: object[] }
  await sentBack({ model: 'test-model', input: [{ role: 'user', content: 'hello' }, ...response.output] }, 'openai-responses')
  assert.deepEqual(proofs, [['cHJvb2Y='], ['cHJvb2Y='], ['cHJvb2Y=']])
})
