// Kept responses through the official SDK over real sockets: only where the account allows it, and for that account alone.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import OpenAI from 'openai'
import { startRouter, type Router } from './start-router.ts'

let router: Router
let client: OpenAI
before(async () => {
  router = await startRouter()
  client = new OpenAI({ apiKey: router.key, baseURL: router.baseUrl, maxRetries: 0 })
})
after(() => router?.[Symbol.asyncDispose]())

async function allow(allowed: boolean): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${router.port}/control/v1/response-storage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${router.managementKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ allowed }),
  })
  assert.deepEqual(await response.json(), { allowed })
}

const model = 'nexo-demo'

test('nothing is kept until the account allows it, and a refusal says so', async () => {
  const first = await client.responses.create({ model, input: 'say hello' })
  await assert.rejects(client.responses.retrieve(first.id), /This account lets no responses be kept/)
  await assert.rejects(client.responses.create({ model, input: 'and?', previous_response_id: first.id }), /previous_response_id/)
})

test('a conversation goes on from a kept response, whole and streamed, and can be looked at and deleted', async () => {
  await allow(true)
  const first = await client.responses.create({ model, input: 'Reply with exactly: pong', instructions: 'Be brief.' })
  const kept = await client.responses.retrieve(first.id)
  assert.equal(kept.output_text, first.output_text)
  assert.equal((kept as { store?: boolean }).store, true)

  const stream = client.responses.stream({ model, input: 'say hello', previous_response_id: first.id })
  const second = await stream.finalResponse()
  const again = await client.responses.retrieve(second.id)
  assert.equal(again.previous_response_id, first.id)
  const items = await Array.fromAsync(client.responses.inputItems.list(second.id, { order: 'asc', limit: 2 }))
  assert.deepEqual(
    items.map((item) => ('role' in item ? item.role : item.type)),
    ['user', 'assistant', 'user'],
  )
  // The whole conversation was sent and paid for.
  assert.ok((second.usage?.input_tokens ?? 0) > (first.usage?.input_tokens ?? 0))

  await assert.rejects(client.responses.cancel(first.id), /background/)
  await client.responses.delete(first.id)
  await assert.rejects(client.responses.retrieve(first.id), /No response of this ID/)
  await assert.rejects(client.responses.create({ model, input: 'x', previous_response_id: first.id }), /No response of this ID/)
  const unkept = await client.responses.create({ model, input: 'say hello', store: false })
  await assert.rejects(client.responses.retrieve(unkept.id), /No response of this ID/)

  await allow(false)
  await assert.rejects(client.responses.retrieve(second.id), /lets no responses be kept/)
  await allow(true)
  await assert.rejects(client.responses.retrieve(second.id), /No response of this ID/)
})

interface KeptRequest {
  readonly chat_completion: Readonly<Record<string, unknown>> | null
  readonly storage_allowed: boolean
}

async function requestNow(requestId: string): Promise<KeptRequest> {
  const url = `http://127.0.0.1:${router.port}/control/v1/usage/${requestId}/request`
  return (await (await fetch(url, { headers: { authorization: `Bearer ${router.managementKey}` } })).json()) as KeptRequest
}

test('what a kept response was asked is given by its request ID, in the words of a chat completion; what was not kept is not there', async () => {
  await allow(true)
  const tool = { type: 'function' as const, name: 'get_time', description: 'The time', parameters: { type: 'object' }, strict: false }
  const format = { type: 'json_schema' as const, name: 'answer', strict: true, schema: { type: 'object', properties: {} } }
  const asked = client.responses.create({
    model,
    instructions: 'Be brief.',
    input: 'say hello',
    tools: [tool],
    text: { format },
    temperature: 0.5,
    max_output_tokens: 50,
  })
  const { response } = await asked.withResponse()
  const { chat_completion: body } = await requestNow(response.headers.get('x-request-id') ?? '')
  assert.deepEqual(body, {
    model,
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'say hello' },
    ],
    tools: [{ type: 'function', function: { name: 'get_time', description: 'The time', parameters: { type: 'object' }, strict: false } }],
    response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema: { type: 'object', properties: {} } } },
    temperature: 0.5,
    max_tokens: 50,
  })
  const chat = await client.chat.completions.create({ model, messages: [{ role: 'user', content: 'say hello' }] }).withResponse()
  assert.deepEqual(await requestNow(chat.response.headers.get('x-request-id') ?? ''), {
    chat_completion: null,
    left_out: [],
    storage_allowed: true,
  })
  await allow(false)
  assert.deepEqual(await requestNow(response.headers.get('x-request-id') ?? ''), {
    chat_completion: null,
    left_out: [],
    storage_allowed: false,
  })
})
