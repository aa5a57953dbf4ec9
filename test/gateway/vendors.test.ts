// Vendors with paths, proofs and framings of their own, each on loopback behind its own record: what they are sent and what a caller gets.
import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { after, test } from 'node:test'
import { Secret } from '../../src/base/secret.ts'
import { asId, type ProviderId } from '../../src/contract/ids.ts'
import { fillParts, type Parts } from '../../src/providers/fill-parts.ts'
import { providerRegistry } from '../../src/providers/registry.ts'
import { awsMessage, bedrockChunk } from '../../src/upstream/cases/aws-message.ts'
import { readAwsKeys, signAws } from '../../src/upstream/sign-aws.ts'
import { cassettes } from '../dialects/cassettes.ts'
import { openTestGateway, type TestGateway } from './open-test-gateway.ts'
import { hello } from './open-test-streams.ts'
import { openVendor, sendJson, type Vendor, type VendorRequest } from './open-vendor.ts'

const closing: { close(): unknown }[] = []
after(() => Promise.all(closing.map((one) => one.close())))

interface Opened {
  readonly house: TestGateway
  readonly vendor: Vendor
}

interface Asking {
  readonly id: string
  readonly credential: string
  readonly parts?: Parts
  readonly upstreamModel?: string
}

/** The record of a vendor as it ships, but at this machine's address. */
async function behind(asking: Asking, serve: (request: VendorRequest, response: ServerResponse) => void): Promise<Opened> {
  const vendor = await openVendor(serve)
  const shipped = providerRegistry.find(({ id }) => id === asking.id)
  assert.ok(shipped)
  const prefix = new URL(fillParts(shipped, asking.parts ?? {}, undefined).record.baseUrl).pathname.replace(/\/$/, '')
  const { record } = fillParts(shipped, asking.parts ?? {}, vendor.baseUrl + prefix)
  const { dialect, alsoSpeaks, endpoint, framing, auth, baseUrl, outputCapField, takesStreamOptions, dropsParams } = record
  const provider = asId<ProviderId>('provider-1')
  const credential = new Secret(asking.credential)
  const target = { provider, baseUrl, auth, credential, allowPrivate: true, ...(framing && { framing }) }
  const house = await openTestGateway({
    offer: {
      ...{ dialect, outputCapField, takesStreamOptions, dropsParams, upstreamModel: asking.upstreamModel ?? 'up' },
      ...(alsoSpeaks && { alsoSpeaks }),
      ...(endpoint && { endpoint }),
    },
    deps: () => ({ targets: () => new Map([[provider, target]]) }),
  })
  closing.push(house, vendor)
  return { house, vendor }
}

const bodyOf = (request: VendorRequest | undefined) => JSON.parse(request?.body.toString() ?? 'null') as Record<string, unknown>

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

/** As the vendor checks it: the same signature over what arrived, or 403. */
function signedBy(credential: string, request: VendorRequest, region: string, service: string): boolean {
  const keys = readAwsKeys(credential)
  const stamp = String(request.headers['x-amz-date'])
  const nowMs = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (keys === undefined || Math.abs(nowMs - Date.now()) > 300_000) return false
  const { method, target, body } = request
  const expected = signAws(keys, { method, host: String(request.headers.host), target, body, region, service, nowMs })
  return Object.entries(expected).every(([name, value]) => request.headers[name] === value)
}

const pair = 'ASIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY:session-token'
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
