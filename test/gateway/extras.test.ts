// Audio, images, searches, steps and hours: refused without a price, held at their dearest, charged at what they really were.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Catalog } from '../../src/catalog/catalog.ts'
import type { Price } from '../../src/catalog/model.ts'
import { asId, type ModelId, type PriceVersion } from '../../src/contract/ids.ts'
import { nanoPerToken, openTestGateway, type TestGateway, type TestOptions } from './open-test-gateway.ts'
import { hello } from './open-test-streams.ts'

const open: TestGateway[] = []
async function gatewayWith(options: TestOptions = {}): Promise<TestGateway> {
  const gateway = await openTestGateway(options)
  open.push(gateway)
  return gateway
}
after(() => Promise.all(open.map((gateway) => gateway.close())))

const plain: Price = { input: 1_000_000n, output: 1_000_000n }
const sound = {
  ...hello,
  messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'A'.repeat(4_000), format: 'wav' } }] }],
}

/** Answers every call with this usage. */
function answering(house: TestGateway, usage: object): void {
  const message = { role: 'assistant', content: 'hi' }
  const body = JSON.stringify({
    id: 'c',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage,
  })
  const bytes = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes, then: 'keep' } })
}

async function settledBy(house: TestGateway, body: object) {
  const asked = house.chat(body)
  await asked.text
  await asked.reply
  await house.assertAtRest()
  return house.settled.at(-1)?.record
}

async function refusalOf(house: TestGateway, body: object) {
  const reply = await house.chat(body).reply
  assert.ok(reply.kind === 'problem', `it is refused: ${reply.kind}`)
  assert.equal(house.providers[0]?.calls.length, 0, 'nothing went upstream')
  return `${reply.problem.code} ${reply.problem.param}`
}

const refused: readonly [string, object, string][] = [
  ['audio input', sound, 'messages[0].content[0]'],
  ['audio output', { ...hello, modalities: ['text', 'audio'] }, 'modalities'],
  ['image output', { ...hello, modalities: ['image'] }, 'modalities'],
  ['a search', { ...hello, web_search_options: {} }, 'web_search_options'],
  ['a tool that the provider runs', { ...hello, tools: [{ type: 'code_interpreter' }] }, 'tools[0].type'],
]
for (const [what, body, param] of refused) {
  test(`${what} without a price is refused by name, before anything is held`, async () => {
    const house = await gatewayWith({ model: { price: plain } })
    assert.equal(await refusalOf(house, body), `invalid_request ${param}`)
  })
}

test('an hour-long cache write is refused where only the shorter one has a price', async () => {
  const content = [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral', ttl: '1h' } }]
  const body = { ...hello, messages: [{ role: 'user', content }] }
  const house = await gatewayWith({ model: { price: { ...plain, cacheWrite: 2_000_000n } } })
  assert.equal(await refusalOf(house, body), 'invalid_request messages[0].content[0].cache_control')
  const priced = await gatewayWith({ model: { price: { ...plain, cacheWrite: 2_000_000n, cacheWrite1h: 3_000_000n } } })
  answering(priced, {
    prompt_tokens: 10,
    completion_tokens: 1,
    prompt_tokens_details: { cache_write_tokens: 10 },
    cache_creation: { ephemeral_1h_input_tokens: 4 },
  })
  assert.equal((await settledBy(priced, body))?.costNano, (6n * 2n + 4n * 3n + 1n) * nanoPerToken)
})

test('audio with a price is charged by the tokens it really was, and the record says how many', async () => {
  const house = await gatewayWith({ model: { price: { ...plain, audioInput: 32_000_000n } } })
  answering(house, { prompt_tokens: 20, completion_tokens: 2, prompt_tokens_details: { audio_tokens: 15 } })
  const record = await settledBy(house, sound)
  assert.equal(record?.costNano, (5n + 15n * 32n + 2n) * nanoPerToken)
  assert.equal(record?.tokens.details?.audioInput, 15)
  assert.ok((record?.holdNano ?? 0n) > 30n * 32n * nanoPerToken, 'the hold covers 3 000 bytes of sound')
})

test('a written-out 0 is a price', async () => {
  const house = await gatewayWith({ model: { price: { ...plain, audioInput: 0n } } })
  answering(house, { prompt_tokens: 20, completion_tokens: 2, prompt_tokens_details: { audio_tokens: 15 } })
  assert.equal((await settledBy(house, sound))?.costNano, 7n * nanoPerToken)
})

test('a search is held and charged by the fee, also when the provider does not count it', async () => {
  const house = await gatewayWith({ model: { price: { ...plain, perToolCallNano: { web_search: 50_000n } } } })
  const record = await settledBy(house, { ...hello, web_search_options: {} })
  assert.equal(record?.costNano, 12n * nanoPerToken + 50_000n)
  assert.deepEqual(record?.tokens.details?.toolCalls, { web_search: 1 })
})

test('a long prompt pays the step that it reaches; the hold foresees it', async () => {
  const tiers = [{ abovePromptTokens: 15, input: 3_000_000n, output: 4_000_000n }]
  const house = await gatewayWith({ model: { price: { ...plain, tiers } } })
  answering(house, { prompt_tokens: 15, completion_tokens: 2 })
  assert.equal((await settledBy(house, hello))?.costNano, 17n * nanoPerToken)
  answering(house, { prompt_tokens: 16, completion_tokens: 2 })
  assert.equal((await settledBy(house, hello))?.costNano, (16n * 3n + 2n * 4n) * nanoPerToken)
})

test('the hour at which the request arrives decides, and not the one at which it ends', async () => {
  const allDay = { fromMinute: 0, untilMinute: 1_439, input: 5_000_000n, output: 5_000_000n }
  const lastMinute = { fromMinute: 1_439, untilMinute: 0, input: 5_000_000n, output: 5_000_000n }
  const house = await gatewayWith({ model: { price: { ...plain, windows: [allDay, lastMinute] } } })
  assert.equal((await settledBy(house, hello))?.costNano, 12n * 5n * nanoPerToken)
})

test('a price that changes while a request runs does not reach it, and the next request pays the new one', async () => {
  let catalog: Catalog | undefined
  let listed: Catalog | undefined
  const house = await gatewayWith({
    model: { price: plain },
    deps: (deps) => {
      listed = deps.catalog()
      return { catalog: () => catalog ?? deps.catalog() }
    },
  })
  house.providers[0]?.hold()
  const running = house.chat(hello)
  await house.providers[0]?.arrived(1)
  catalog = {
    models: new Map(
      [...(listed?.models ?? [])].map(([id, model]) => [
        id,
        { ...model, price: { input: 7_000_000n, output: 7_000_000n }, priceVersion: asId('test-model@2') },
      ]),
    ),
  }
  house.providers[0]?.release()
  await running.reply
  await running.text
  assert.deepEqual([house.settled[0]?.record.costNano, house.settled[0]?.record.priceVersion], [12n * nanoPerToken, 'test-model@1'])
  const next = await settledBy(house, hello)
  assert.deepEqual([next?.costNano, next?.priceVersion], [12n * 7n * nanoPerToken, 'test-model@2'])
})

test('of two versions the one in force at the instant at which the request arrived is charged', async () => {
  const version = (number: number, effectiveFromMs: number, rate: bigint) => ({
    version: asId<PriceVersion>(`test-model@${number}`),
    model: asId<ModelId>('test-model'),
    price: { input: rate, output: rate },
    evidence: { source: 's', approvedBy: 'a' },
    effectiveFromMs,
    publishedAtMs: 0,
  })
  const hour = 3_600_000
  const now = Date.now()
  const past = await gatewayWith({ model: { schedule: [version(1, 0, 1_000_000n), version(2, now - hour, 5_000_000n)] } })
  assert.equal((await settledBy(past, hello))?.priceVersion, 'test-model@2')
  const ahead = await gatewayWith({ model: { schedule: [version(1, 0, 1_000_000n), version(2, now + hour, 5_000_000n)] } })
  const record = await settledBy(ahead, hello)
  assert.deepEqual([record?.priceVersion, record?.costNano], ['test-model@1', 12n * nanoPerToken])
})
