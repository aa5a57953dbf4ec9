// Models of all makers on Bedrock, through Converse: what the vendor is sent, what callers of each dialect get, and how it fails.
import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { test } from 'node:test'
import { awsMessage, converseEvent } from '../../src/upstream/cases/aws-message.ts'
import { upstreamCassettes } from '../dialects/cassettes.ts'
import { behind, bodyOf, pair, signedBy } from './behind-record.ts'
import { hello } from './open-test-streams.ts'
import { sendJson, type VendorRequest } from './open-vendor.ts'

const framing = 'application/vnd.amazon.eventstream'
const nova = 'eu.amazon.nova-pro-v1:0'

function recorded(name: string): (typeof upstreamCassettes)[number] {
  const found = upstreamCassettes.find((one) => one.dialect === 'bedrock-converse' && one.name === name)
  assert.ok(found, name)
  return found
}

function exception(type: string, message: string): Buffer {
  return awsMessage(
    { ':message-type': 'exception', ':exception-type': type, ':content-type': 'application/json' },
    `{"message":"${message}"}`,
  )
}

const behindConverse = (serve: (request: VendorRequest, response: ServerResponse) => void) =>
  behind({ id: 'bedrock-converse', credential: pair, parts: { region: 'eu-west-1' }, upstreamModel: nova }, serve)

function stream(response: ServerResponse, messages: readonly Buffer[]): void {
  response.writeHead(200, { 'content-type': framing })
  for (const message of messages) response.write(message)
  response.end()
}

test('a stream goes through a signature, the path of the model and the framing of AWS, and its usage is exact', async () => {
  const { events } = recorded('reasoning with its signature then two tool calls')
  const { house, vendor } = await behindConverse((request, response) => {
    if (!signedBy(pair, request, 'eu-west-1', 'bedrock')) return sendJson(response, { message: 'signature' }, 403)
    stream(response, events.map(converseEvent))
  })
  const asked = house.chat({ ...hello, stream: true })
  const text = await asked.text
  assert.match(text, /"name":"weather"/)
  assert.match(text, /"finish_reason":"tool_calls"[\s\S]*data: \[DONE\]/)
  assert.equal(vendor.requests[0]?.target, `/model/${encodeURIComponent(nova)}/converse-stream`)
  assert.equal(typeof bodyOf(vendor.requests[0])['inferenceConfig'], 'object')
  const record = await house.record(asked.call.requestId)
  const { prompt, cached, cacheWrite, completion } = record?.tokens ?? {}
  assert.deepEqual({ prompt, cached, cacheWrite, completion }, { prompt: 21, cached: 8, cacheWrite: 4, completion: 21 })
  await house.assertAtRest()
})

test('a Messages client gets thoughts with their proof, and the proof comes back to the vendor as its own', async () => {
  const { answer } = recorded('reasoning with its signature then two tool calls')
  const { house, vendor } = await behindConverse((_, response) => sendJson(response, answer))
  const first = { model: 'test-model', max_tokens: 300, messages: [{ role: 'user', content: 'hi' }] }
  const said = JSON.parse(await house.chat(first, { dialect: 'anthropic-messages' }).text) as { content: object[]; stop_reason: string }
  assert.equal(said.stop_reason, 'tool_use')
  const results = ['tooluse_1', 'tooluse_2'].map((tool_use_id) => ({ type: 'tool_result', tool_use_id, content: 'fine' }))
  const again = [...first.messages, { role: 'assistant', content: said.content }, { role: 'user', content: results }]
  await house.chat({ ...first, messages: again }, { dialect: 'anthropic-messages' }).text
  const [, sentBack] = bodyOf(vendor.requests[1])['messages'] as { content: object[] }[]
  assert.deepEqual(sentBack?.content.slice(0, 2), [
    { reasoningContent: { reasoningText: { text: 'Two calls.', signature: 'c2lnbmF0dXJl' } } },
    { reasoningContent: { redactedContent: 'cmVkYWN0ZWQ=' } },
  ])
  assert.deepEqual(bodyOf(vendor.requests[1])['toolConfig'], {
    tools: ['weather', 'now'].map((name) => ({ toolSpec: { name, inputSchema: { json: { type: 'object', properties: {} } } } })),
  })
})

test('what a guardrail stopped is no plain end', async () => {
  const { answer } = recorded('a guardrail stops the answer')
  const { house } = await behindConverse((_, response) => sendJson(response, answer))
  assert.match(await house.chat(hello).text, /"finish_reason":"content_filter"/)
})

test('an exception amid a stream ends it with an error, and what was delivered is billed', async () => {
  const { events } = recorded('a short answer is written token by token')
  const { house } = await behindConverse((_, response) =>
    stream(response, [...events.slice(0, 3).map(converseEvent), exception('modelStreamErrorException', 'gone')]),
  )
  const asked = house.chat({ ...hello, stream: true })
  const text = await asked.text
  assert.match(text, /"content":"Hello"[\s\S]*"error":\{/)
  assert.doesNotMatch(text, /\[DONE\]|gone/)
  assert.ok(((await house.record(asked.call.requestId))?.costNano ?? 0n) > 0n)
  await house.assertAtRest()
})

test('a malformed call is no answer, whole or streamed', async () => {
  const { answer, events } = recorded('a short answer is written token by token')
  const broken = { messageStop: { stopReason: 'malformed_tool_use' } }
  const { house } = await behindConverse(({ target }, response) =>
    target.endsWith('-stream')
      ? stream(response, [...events.slice(0, 4), broken].map(converseEvent))
      : sendJson(response, { ...answer, stopReason: 'malformed_tool_use' }),
  )
  assert.match(await house.chat({ ...hello, stream: true }).text, /"error":\{/)
  const reply = await house.chat(hello).reply
  assert.equal(reply.kind === 'problem' ? reply.problem.code : reply.kind, 'upstream_error')
  await house.assertAtRest()
})

const refusals: readonly [what: string, status: number, body: object | Buffer, code: string][] = [
  ['throttling', 429, { message: 'Too many tokens, please wait.' }, 'upstream_unavailable'],
  ['throttling as the first event', 200, exception('throttlingException', 'Too many requests'), 'upstream_unavailable'],
  ['a prompt that is too long', 400, { message: 'Input is too long for requested model.' }, 'context_length_exceeded'],
  [
    'the same, as the first event',
    200,
    exception('validationException', 'Input is too long for requested model.'),
    'context_length_exceeded',
  ],
  ['another mistake', 400, { message: 'Malformed input request' }, 'invalid_request'],
  [
    'a model that the account may not use',
    403,
    { message: "You don't have access to the model with the specified model ID." },
    'upstream_unavailable',
  ],
  ['a credential that is refused', 403, { message: 'The security token included in the request is invalid.' }, 'upstream_error'],
  ['a model that failed', 424, { message: 'The model failed' }, 'upstream_error'],
  ['a model that is warming up', 503, { message: 'Try again' }, 'upstream_unavailable'],
]

for (const [what, status, body, code] of refusals) {
  test(`${what} (${status}) is told as ${code}`, async () => {
    const { house } = await behindConverse((_, response) =>
      Buffer.isBuffer(body) ? stream(response, [body]) : sendJson(response, body, status),
    )
    const reply = await house.chat({ ...hello, stream: true }).reply
    assert.equal(reply.kind === 'problem' ? reply.problem.code : reply.kind, code)
    await house.assertAtRest()
  })
}
