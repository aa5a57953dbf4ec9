// Vendors with paths, proofs and framings of their own, each on loopback behind its own record: what they are sent and what a caller gets.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fillParts, type Parts } from '../../src/providers/fill-parts.ts'
import { providerRegistry } from '../../src/providers/registry.ts'
import { awsMessage, bedrockChunk } from '../../src/upstream/cases/aws-message.ts'
import { cassettes } from '../dialects/cassettes.ts'
import { behind, bodyOf, pair, signedBy } from './behind-record.ts'
import { hello } from './open-test-streams.ts'
import { sendJson } from './open-vendor.ts'

const spoken = cassettes.find((one) => one.dialect === 'anthropic-messages' && one.name === 'a short answer is written token by token')
const events = spoken?.events ?? []
const message = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'up',
  content: [{ type: 'text', text: 'Hello there' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 7, output_tokens: 3 },
}
const completion = {
  id: 'c',
  object: 'chat.completion',
  created: 1,
  model: 'up',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 },
}

const claude = 'anthropic.claude-sonnet-4-5-20250929-v1:0'

test('Claude on Bedrock: a chat client streams through signatures, invoke paths and the framing of AWS', async () => {
  const { house, vendor } = await behind(
    { id: 'bedrock-anthropic', credential: pair, parts: { region: 'eu-central-1' }, upstreamModel: claude },
    (request, response) => {
      if (!signedBy(pair, request, 'eu-central-1', 'bedrock')) return sendJson(response, { message: 'signature' }, 403)
      response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' })
      for (const event of events) response.write(bedrockChunk(event))
      response.end()
    },
  )
  const asked = house.chat({ ...hello, stream: true })
  const text = await asked.text
  assert.match(text, /"content":"Hello, "[\s\S]*data: \[DONE\]/)
  const [sent] = vendor.requests
  assert.equal(sent?.target, `/model/${encodeURIComponent(claude)}/invoke-with-response-stream`)
  assert.equal(bodyOf(sent)['anthropic_version'], 'bedrock-2023-05-31')
  assert.deepEqual(
    ['model', 'stream'].filter((name) => name in bodyOf(sent)),
    [],
  )
  assert.equal(sent?.headers['anthropic-version'], undefined)
  await house.assertAtRest()
})

test('Claude on Bedrock: a Messages client passes bytes, its betas go into the body, and the answer is whole', async () => {
  const { house, vendor } = await behind(
    { id: 'bedrock-anthropic', credential: pair, parts: { region: 'us-east-1' }, upstreamModel: claude },
    (request, response) => sendJson(response, message, signedBy(pair, request, 'us-east-1', 'bedrock') ? 200 : 403),
  )
  const body = '{"model":"test-model","max_tokens":100,"messages":[{"role":"user","content":"hello"}],"x_big":12345678901234567890}'
  const asked = house.chat(body, { dialect: 'anthropic-messages', headers: { 'anthropic-beta': 'one-beta,another' } })
  assert.match(await asked.text, /"text":"Hello there"/)
  const [sent] = vendor.requests
  assert.equal(sent?.target, `/model/${encodeURIComponent(claude)}/invoke`)
  assert.deepEqual(bodyOf(sent)['anthropic_beta'], ['one-beta', 'another'])
  assert.match(sent?.body.toString() ?? '', /"x_big":12345678901234567890/)
  await house.assertAtRest()
})

test('Claude on Bedrock: an exception amid a stream ends it with an error, and what was delivered is billed', async () => {
  const { house } = await behind(
    { id: 'bedrock-anthropic', credential: 'bedrock-api-key-abc', parts: { region: 'us-east-1' } },
    (request, response) => {
      assert.equal(request.headers.authorization, 'Bearer bedrock-api-key-abc')
      response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' })
      for (const event of events.slice(0, 4)) response.write(bedrockChunk(event))
      response.end(awsMessage({ ':message-type': 'exception', ':exception-type': 'throttlingException' }, '{"message":"slow down"}'))
    },
  )
  const asked = house.chat({ ...hello, stream: true })
  const text = await asked.text
  assert.match(text, /"error":\{/)
  assert.doesNotMatch(text, /\[DONE\]/)
  assert.ok(((await house.record(asked.call.requestId))?.costNano ?? 0n) > 0n)
  await house.assertAtRest()
})

test('Claude on Bedrock: a broken frame is a bad answer, not a hanging one', async () => {
  const { house } = await behind({ id: 'bedrock-anthropic', credential: pair, parts: { region: 'us-east-1' } }, (_, response) => {
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' }).end(Buffer.alloc(64, 1))
  })
  const reply = await house.chat({ ...hello, stream: true }).reply
  assert.equal(reply.kind === 'problem' ? reply.problem.code : reply.kind, 'upstream_error')
  await house.assertAtRest()
})

test('Claude on Vertex: raw predict paths, the version in the body, an access token', async () => {
  const { house, vendor } = await behind(
    {
      id: 'vertex-anthropic',
      credential: 'ya29.token',
      parts: { project: 'p1', location: 'europe-west4' },
      upstreamModel: 'claude@20250929',
    },
    (request, response) => {
      if (!request.target.includes('stream')) return sendJson(response, message)
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const event of events) response.write(`event: ${(event as { type: string }).type}\ndata: ${JSON.stringify(event)}\n\n`)
      response.end()
    },
  )
  assert.match(await house.chat(hello).text, /Hello there/)
  assert.match(await house.chat({ ...hello, stream: true }).text, /\[DONE\]/)
  const base = '/v1/projects/p1/locations/europe-west4/publishers/anthropic/models/claude%4020250929'
  assert.deepEqual(
    vendor.requests.map(({ target }) => target),
    [`${base}:rawPredict`, `${base}:streamRawPredict`],
  )
  for (const sent of vendor.requests) {
    assert.equal(sent.headers.authorization, 'Bearer ya29.token')
    assert.equal(bodyOf(sent)['anthropic_version'], 'vertex-2023-10-16')
    assert.equal('model' in bodyOf(sent), false)
  }
  assert.deepEqual(
    vendor.requests.map((sent) => bodyOf(sent)['stream']),
    [undefined, true],
  )
})

test('Azure by deployment paths: the model is the path, the version is the query, the key has its own header', async () => {
  const { house, vendor } = await behind(
    { id: 'azure-deployments', credential: 'azure-key', parts: { resource: 'r1' }, upstreamModel: 'my-deployment' },
    (_, response) => sendJson(response, completion),
  )
  assert.match(await house.chat(hello).text, /"content":"Hi"/)
  const [sent] = vendor.requests
  assert.equal(sent?.target, '/openai/deployments/my-deployment/chat/completions?api-version=2024-10-21')
  assert.equal(sent?.headers['api-key'], 'azure-key')
  assert.equal(sent?.headers.authorization, undefined)
  assert.equal('model' in bodyOf(sent), false)
  assert.equal(bodyOf(sent)['max_tokens'], undefined)
})

test('the OpenAI dialect of Bedrock is signed for its own service and region', async () => {
  const { house, vendor } = await behind(
    { id: 'bedrock-mantle', credential: pair, parts: { region: 'eu-west-1' }, upstreamModel: 'openai.gpt-oss-120b' },
    (request, response) => sendJson(response, completion, signedBy(pair, request, 'eu-west-1', 'bedrock-mantle') ? 200 : 403),
  )
  assert.match(await house.chat(hello).text, /"content":"Hi"/)
  assert.equal(vendor.requests[0]?.headers['x-amz-security-token'], 'session-token')
})

const addresses: readonly [id: string, parts: Parts, baseUrl: string][] = [
  ['azure', { resource: 'r1' }, 'https://r1.openai.azure.com/openai/v1'],
  ['cloudflare', { account_id: 'abc' }, 'https://api.cloudflare.com/client/v4/accounts/abc/ai/v1'],
  ['vertex', { project: 'p1' }, 'https://aiplatform.googleapis.com/v1/projects/p1/locations/global/publishers/google'],
  [
    'vertex',
    { project: 'p1', location: 'us-east5' },
    'https://us-east5-aiplatform.googleapis.com/v1/projects/p1/locations/us-east5/publishers/google',
  ],
  ['vertex-openai', { project: 'p1' }, 'https://aiplatform.googleapis.com/v1/projects/p1/locations/global/endpoints/openapi'],
  ['bedrock', { region: 'eu-west-1' }, 'https://bedrock-runtime.eu-west-1.amazonaws.com/openai/v1'],
]

for (const [id, parts, baseUrl] of addresses) {
  test(`${id} with ${JSON.stringify(parts)} is at ${baseUrl}`, () => {
    const record = providerRegistry.find((one) => one.id === id)
    assert.ok(record)
    assert.deepEqual(fillParts(record, parts, undefined), { ...fillParts(record, parts, undefined), missing: [] })
    assert.equal(fillParts(record, parts, undefined).record.baseUrl, baseUrl)
  })
}
