// Tasks through the official SDK over real sockets against the simulated models: what comes back, and that each is priced and on record.
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

/** The record of the last request of an endpoint: it was charged something, and to the demo provider's price. */
async function charged(endpoint: string): Promise<Awaited<ReturnType<Router['usage']>>[number]> {
  const find = (records: Awaited<ReturnType<Router['usage']>>) => records.find((one) => one.endpoint === endpoint)
  const record = find(await router.usage((records) => find(records) !== undefined))
  assert.ok(record)
  assert.equal(record.status, 'success')
  assert.ok(Number(record.cost_usd) > 0, `${endpoint} cost ${record.cost_usd}`)
  return record
}

function cosine(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0)
}

test('embeddings: near texts are near, whatever the encoding, and the count is charged', async () => {
  const input = ['The cat sat on the mat', 'A cat sat on a mat', 'Quarterly revenue grew']
  // The SDK asks for base64 by itself and decodes it.
  const answer = await client.embeddings.create({ model: 'nexo-demo-embedding', input })
  const [one, two, three] = answer.data.map(({ embedding }) => embedding) as [number[], number[], number[]]
  assert.equal(one.length, 384)
  assert.ok(cosine(one, two) > cosine(one, three) + 0.2)
  const floats = await client.embeddings.create({ model: 'nexo-demo-embedding', input: input[0] ?? '', encoding_format: 'float' })
  assert.ok(cosine(floats.data[0]?.embedding ?? [], one) > 0.999)
  const small = await client.embeddings.create({ model: 'nexo-demo-embedding', input: [[1, 2, 3]], dimensions: 16 })
  assert.equal(small.data[0]?.embedding.length, 16)
  assert.equal(small.usage.prompt_tokens, 3)
  assert.equal((await charged('embeddings')).prompt_tokens, 3)
})

test('embeddings in the shape of Google: many contents and one', async () => {
  const ask = (method: string, body: object): Promise<Response> =>
    fetch(`${router.baseUrl.replace(/v1$/, 'v1beta')}/models/nexo-demo-embedding:${method}`, {
      method: 'POST',
      headers: { 'x-goog-api-key': router.key, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const content = { parts: [{ text: 'hello' }] }
  const batch = (await (await ask('batchEmbedContents', { requests: [{ content }, { content }] })).json()) as Record<string, unknown>
  assert.equal((batch['embeddings'] as object[]).length, 2)
  const single = (await (await ask('embedContent', { content, outputDimensionality: 8 })).json()) as { embedding: { values: number[] } }
  assert.equal(single.embedding.values.length, 8)
})

test('a model is asked for what it can do, or named where it can be asked', async () => {
  await assert.rejects(client.embeddings.create({ model: 'nexo-demo', input: 'a' }), /does not make embeddings/)
  const talk = client.chat.completions.create({ model: 'nexo-demo-embedding', messages: [{ role: 'user', content: 'a' }] })
  await assert.rejects(talk, /POST \/v1\/embeddings/)
})
