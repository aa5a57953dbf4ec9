// What is charged by the piece: refused without a price, held at its most, charged at what it was, and by tokens where the price says so.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Capability, Price } from '../../src/catalog/model.ts'
import type { TaskName } from '../../src/contract/tasks.ts'
import { openTestGateway, type TestGateway } from './open-test-gateway.ts'

const open: TestGateway[] = []
after(() => Promise.all(open.map((gateway) => gateway.close())))

async function houseOf(capability: Capability, price: Partial<Price>): Promise<TestGateway> {
  const capabilities = new Set([capability])
  const house = await openTestGateway({
    settings: { attemptsMax: 1 },
    model: { capabilities, contextLength: 8_000, maxOutputTokens: 1_000, price: { input: 0n, output: 0n, ...price } },
  })
  open.push(house)
  return house
}

function answering(house: TestGateway, body: object | string, type = 'application/json'): void {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)).toString('latin1')
  const head = `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${bytes.length}\r\n\r\n`
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: head + bytes, then: 'keep' } })
}

function formOf(fields: Record<string, string>, file: Buffer, name = 'a.mp3'): Buffer {
  const parts = Object.entries(fields).map(([field, value]) => `--b\r\ncontent-disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`)
  const head = `--b\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n`
  return Buffer.concat([Buffer.from(parts.join('') + head), file, Buffer.from('\r\n--b--\r\n')])
}

const model = 'test-model'
const picture = { model, prompt: 'a cat', n: 2 }
const search = { model, query: 'q', documents: Array.from({ length: 150 }, () => 'd') }
const spoken = { model, input: 'ten chars.', voice: 'v' }
const sound = formOf({ model }, Buffer.alloc(7_500, 1))
const image = { b64_json: 'AA' }
const cent = 10_000_000n

interface Charged {
  readonly what: string
  readonly task: TaskName
  readonly capability: Capability
  readonly price: Partial<Price>
  readonly body: object
  readonly answer: object | string
  readonly type?: string
  readonly holdNano: bigint
  readonly costNano: bigint
  readonly estimated: boolean
}

const usage = { input_tokens: 10, output_tokens: 200, total_tokens: 210 }
const heard = { type: 'tokens', input_tokens: 14, input_token_details: { text_tokens: 4, audio_tokens: 10 }, output_tokens: 5 }
const charged: readonly Charged[] = [
  {
    what: 'images by the closest row',
    task: 'images',
    capability: 'image_generation',
    price: { perUnitNano: { image: 9n * cent, 'image hd': 8n * cent, 'image hd 512x512': cent } },
    body: { ...picture, quality: 'hd', size: '512x512' },
    answer: { data: [image, image] },
    holdNano: 2n * cent,
    costNano: 2n * cent,
    estimated: false,
  },
  {
    what: 'no more images than came',
    task: 'images',
    capability: 'image_generation',
    price: { perUnitNano: { image: cent } },
    body: { ...picture, size: 'auto' },
    answer: { data: [image] },
    holdNano: 2n * cent,
    costNano: cent,
    estimated: false,
  },
  {
    what: 'images by tokens',
    task: 'images',
    capability: 'image_generation',
    price: { input: 1_000n, output: 1_000n, imageOutput: 40_000n },
    body: picture,
    answer: { data: [image, image], usage },
    // Two of a thousand tokens at most, and the prompt's bound of 83.
    holdNano: 2n * 40_000n + 83n,
    costNano: 200n * 40n + 10n,
    estimated: false,
  },
  {
    what: 'images by tokens that nobody counted, as the most that they may have',
    task: 'images',
    capability: 'image_generation',
    price: { input: 0n, output: 0n, imageOutput: 40_000n },
    body: picture,
    answer: { data: [image, image] },
    holdNano: 2n * 40_000n,
    costNano: 2n * 40_000n,
    estimated: true,
  },
  {
    what: 'searches as the provider counts them',
    task: 'rerank',
    capability: 'rerank',
    price: { perUnitNano: { search_unit: cent } },
    body: search,
    answer: { results: [{ index: 0, relevance_score: 1 }], meta: { billed_units: { search_units: 1 } } },
    holdNano: 2n * cent,
    costNano: cent,
    estimated: false,
  },
  {
    what: 'searches that nobody counted',
    task: 'rerank',
    capability: 'rerank',
    price: { perUnitNano: { search_unit: cent } },
    body: search,
    answer: { data: [{ index: 0, relevance_score: 1 }] },
    holdNano: 2n * cent,
    costNano: 2n * cent,
    estimated: true,
  },
  {
    what: 'characters',
    task: 'speech',
    capability: 'speech',
    price: { perUnitNano: { million_characters: 1_000_000_000n } },
    body: spoken,
    answer: 'sound',
    type: 'audio/mpeg',
    holdNano: 10_000n,
    costNano: 10_000n,
    estimated: false,
  },
  {
    what: 'seconds as the provider says them',
    task: 'transcriptions',
    capability: 'transcription',
    price: { perUnitNano: { audio_minute: 6_000_000n } },
    body: sound,
    answer: { text: 'words', duration: 2.2 },
    holdNano: 10n * 100_000n,
    costNano: 3n * 100_000n,
    estimated: false,
  },
  {
    what: 'seconds as subtitles end',
    task: 'transcriptions',
    capability: 'transcription',
    price: { perUnitNano: { audio_minute: 6_000_000n } },
    body: sound,
    answer: '1\n00:00:00,000 --> 00:00:03,500\nwords\n',
    type: 'text/plain',
    holdNano: 10n * 100_000n,
    costNano: 4n * 100_000n,
    estimated: false,
  },
  {
    what: 'seconds that nobody counted',
    task: 'translations',
    capability: 'transcription',
    price: { perUnitNano: { audio_minute: 6_000_000n } },
    body: sound,
    answer: { text: '' },
    holdNano: 10n * 100_000n,
    costNano: 100_000n,
    estimated: true,
  },
  {
    what: 'sound by tokens',
    task: 'transcriptions',
    capability: 'transcription',
    price: { input: 1_000n, output: 2_000n, audioInput: 6_000n },
    body: sound,
    answer: { text: 'words', usage: heard },
    // At most 469 tokens of sound beside a frame of 64, and a thousand of words.
    holdNano: 469n * 6n + 64n + 2_000n,
    costNano: 10n * 6n + 4n + 10n,
    estimated: false,
  },
]
for (const { what, task, capability, price, body, answer, type, ...expected } of charged) {
  test(`charged: ${what}`, async () => {
    const house = await houseOf(capability, price)
    answering(house, answer, type)
    const asked = house.chat(Buffer.isBuffer(body) ? body.toString('latin1') : body, { task })
    const reply = await asked.reply
    assert.ok(reply.kind === 'json', `it is answered: ${JSON.stringify(reply)}`)
    assert.equal(reply.headers['content-type'], task === 'images' || task === 'rerank' ? undefined : (type ?? 'application/json'))
    assert.equal(await asked.text, typeof answer === 'string' ? answer : JSON.stringify(answer))
    await house.assertAtRest()
    const record = house.settled.at(-1)?.record
    assert.deepEqual({ holdNano: record?.holdNano, costNano: record?.costNano, estimated: record?.estimated }, expected)
  })
}

const unpriced: readonly [TaskName, Capability, Partial<Price>, object, string][] = [
  ['images', 'image_generation', {}, picture, 'quality'],
  ['images', 'image_generation', { perUnitNano: { 'image hd': cent } }, { ...picture, size: '512x512' }, 'size'],
  ['speech', 'speech', { audioOutput: 5n }, spoken, 'input'],
  ['transcriptions', 'transcription', {}, sound, 'file'],
]
for (const [task, capability, price, body, param] of unpriced) {
  test(`${task} without a price for it are refused, naming ${param}`, async () => {
    const house = await houseOf(capability, price)
    const reply = await house.chat(Buffer.isBuffer(body) ? body.toString('latin1') : body, { task }).reply
    assert.ok(reply.kind === 'problem')
    assert.deepEqual([reply.problem.code, reply.problem.param], ['invalid_request', param])
    assert.match(reply.problem.message, /has no price on this model/)
    assert.equal(house.providers[0]?.calls.length, 0)
  })
}

const wrong: readonly [TaskName, Capability, object, string | undefined][] = [
  ['images', 'image_generation', { ...picture, stream: true }, 'stream'],
  ['images', 'image_generation', { ...picture, n: 11 }, 'n'],
  ['images', 'image_generation', { ...picture, size: 'large' }, 'size'],
  ['images', 'image_generation', { model }, 'prompt'],
  ['speech', 'speech', { ...spoken, stream_format: 'sse' }, 'stream_format'],
  ['speech', 'speech', { model }, 'input'],
  ['rerank', 'rerank', { ...search, documents: [] }, 'documents'],
  ['rerank', 'rerank', { model, query: 'q' }, 'documents'],
  ['rerank', 'rerank', { model, documents: ['d'] }, 'query'],
  ['moderations', 'moderation', { model, input: [] }, 'input'],
  ['moderations', 'moderation', { model, input: [7] }, 'input[0]'],
  ['transcriptions', 'transcription', formOf({}, Buffer.from('x')), 'model'],
  ['transcriptions', 'transcription', formOf({ model, stream: 'true' }, Buffer.from('x')), 'stream'],
  ['transcriptions', 'transcription', formOf({ model, temperature: '2' }, Buffer.from('x')), 'temperature'],
  ['transcriptions', 'transcription', formOf({ model }, Buffer.alloc(0)), 'file'],
  ['transcriptions', 'transcription', {}, undefined],
]
for (const [task, capability, body, param] of wrong) {
  test(`${task} name what is wrong: ${param ?? 'no form'} of ${Buffer.isBuffer(body) ? 'a form' : JSON.stringify(body).slice(0, 60)}`, async () => {
    const house = await houseOf(capability, {
      perUnitNano: { image: cent, audio_minute: cent, million_characters: cent, search_unit: cent },
    })
    const reply = await house.chat(Buffer.isBuffer(body) ? body.toString('latin1') : body, { task }).reply
    assert.ok(reply.kind === 'problem')
    assert.deepEqual([reply.problem.code, reply.problem.param], ['invalid_request', param])
    assert.equal(house.settled.length, 0)
  })
}
