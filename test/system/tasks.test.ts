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

/** The record of the last of so many requests of an endpoint: it was charged something, and to the demo provider's price. */
async function charged(endpoint: string, count = 1): Promise<Awaited<ReturnType<Router['usage']>>[number]> {
  const its = (records: Awaited<ReturnType<Router['usage']>>) => records.filter((one) => one.endpoint === endpoint)
  const [record] = its(await router.usage((records) => its(records).length >= count))
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
  assert.equal((await charged('embeddings', 3)).prompt_tokens, 3)
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
  assert.equal((await charged('gemini', 2)).completion_tokens, 0)
})

test('documents are ranked, by the search', async () => {
  const response = await fetch(`${router.baseUrl}/rerank`, {
    method: 'POST',
    headers: { authorization: `Bearer ${router.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'nexo-demo-rerank', query: 'cats and dogs', documents: ['stones', 'cats and dogs', 'dogs'], top_n: 2 }),
  })
  const answer = (await response.json()) as { results: { index: number }[] }
  assert.deepEqual(
    answer.results.map(({ index }) => index),
    [1, 2],
  )
  assert.equal(response.headers.get('x-nexorouter-cost-usd'), '0.001')
  assert.deepEqual((await charged('rerank')).token_details, { search_units: 1 })
})

test('content is judged', async () => {
  const answer = await client.moderations.create({ model: 'nexo-demo-moderation', input: ['a quiet day', 'I will attack at dawn'] })
  assert.deepEqual(
    answer.results.map(({ flagged }) => flagged),
    [false, true],
  )
  await charged('moderations')
  await assert.rejects(client.moderations.create({ input: 'names no model' }), /omni-moderation-latest/)
})

test('images are made and charged by quality', async () => {
  const answer = await client.images.generate({ model: 'nexo-demo-image', prompt: 'a cat', n: 2, size: '256x256', quality: 'hd' })
  const png = Buffer.from(answer.data?.[0]?.b64_json ?? '', 'base64')
  assert.equal(png.toString('latin1', 1, 4), 'PNG')
  assert.equal(png.readUInt32BE(16), 256)
  const record = await charged('images.generations')
  assert.deepEqual([record.cost_usd, record.token_details, record.estimated], ['0.08', { images_hd: 2 }, false])
})

test('a text is spoken, and what was spoken is written down again in every format', async () => {
  const sound = await client.audio.speech.create({
    model: 'nexo-demo-speech',
    voice: 'alloy',
    input: 'twenty characters !!',
    response_format: 'wav',
  })
  assert.equal(sound.headers.get('content-type'), 'audio/wav')
  const wav = Buffer.from(await sound.arrayBuffer())
  assert.equal(wav.toString('latin1', 0, 4), 'RIFF')
  const spoken = await charged('audio.speech')
  assert.deepEqual([spoken.cost_usd, spoken.token_details, spoken.estimated], ['0.0003', { characters: 20 }, false])

  const model = 'nexo-demo-transcription'
  const file = (): Promise<File> => OpenAI.toFile(wav, 'hum.wav')
  const words = await client.audio.transcriptions.create({ model, file: await file() })
  assert.match(words.text, /1\.0 seconds/)
  const written = await charged('audio.transcriptions')
  assert.deepEqual([written.cost_usd, written.token_details, written.estimated], ['0.0001', { audio_seconds: 1 }, false])
  const verbose = await client.audio.transcriptions.create({ model, file: await file(), response_format: 'verbose_json' })
  assert.equal(verbose.duration, 1)
  assert.match(await client.audio.transcriptions.create({ model, file: await file(), response_format: 'vtt' }), /^WEBVTT/)
  assert.match(await client.audio.transcriptions.create({ model, file: await file(), response_format: 'text' }), /simulated transcript/)
  await client.audio.translations.create({ model, file: await file() })
  await charged('audio.translations')
})

test('a form is taken where one is due, and nowhere else', async () => {
  const send = (path: string, type: string, body: string): Promise<Response> =>
    fetch(`${router.baseUrl}${path}`, { method: 'POST', headers: { authorization: `Bearer ${router.key}`, 'content-type': type }, body })
  assert.equal((await send('/audio/transcriptions', 'application/json', '{}')).status, 415)
  assert.equal((await send('/embeddings', 'multipart/form-data; boundary=x', '--x--')).status, 415)
  const broken = await send('/audio/transcriptions', 'multipart/form-data; boundary=x', '--x\r\nnothing')
  assert.equal(broken.status, 400)
  assert.match(await broken.text(), /The form has a part whose head does not end/)
})

test('text in the older way, whole and streamed', async () => {
  const asked = { model: 'nexo-demo', prompt: 'say hello' }
  const whole = await client.completions.create(asked)
  assert.equal(whole.object, 'text_completion')
  assert.match(whole.choices[0]?.text ?? '', /^Hello!/)
  const stream = await client.completions.create({ ...asked, stream: true, stream_options: { include_usage: true } })
  const chunks = await Array.fromAsync(stream)
  assert.equal(chunks.map((chunk) => chunk.choices[0]?.text ?? '').join(''), whole.choices[0]?.text)
  assert.equal(chunks.at(-1)?.usage?.completion_tokens, whole.usage?.completion_tokens)
  await charged('completions')
})

test('a model is asked for what it can do, or named where it can be asked', async () => {
  await assert.rejects(client.embeddings.create({ model: 'nexo-demo', input: 'a' }), /does not make embeddings/)
  const talk = client.chat.completions.create({ model: 'nexo-demo-embedding', messages: [{ role: 'user', content: 'a' }] })
  await assert.rejects(talk, /POST \/v1\/embeddings/)
})
