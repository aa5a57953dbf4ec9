// A stream whose provider dies goes on with another one, for callers that ask for it: one answer to the client, each token paid once, and never a
// broken answer that looks whole.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { DialectName } from '../../src/contract/dialects.ts'
import type { Behaviour } from '../faults/behaviours.ts'
import { nanoPerToken, openTestGateway, type TestGateway, type TestOptions } from './open-test-gateway.ts'
import { chunk, eventsOf, hello, rawStream } from './open-test-streams.ts'

const open: TestGateway[] = []
after(() => Promise.all(open.map((gateway) => gateway.close())))

const cost = { input: 1_000_000n, output: 1_000_000n }

/** The first provider dies; the ones behind it go on behind the beginning of an answer. */
async function houseOf(dies: Behaviour, options: TestOptions = {}): Promise<TestGateway> {
  const house = await openTestGateway({ providers: 2, offer: { prefills: true, cost }, ...options })
  open.push(house)
  house.providers[0]?.script('*', { then: dies })
  house.providers[1]?.script('*', { then: { kind: 'answer', text: 'and so on' } })
  return house
}

const wished = { headers: { 'x-nexorouter-continue': 'true' } }
const streamed = { ...hello, stream: true }
const deaths: Behaviour[] = [
  { kind: 'cut', where: 'no_done', afterChunks: 3 },
  { kind: 'cut', where: 'mid_event', afterChunks: 3 },
  { kind: 'reset_mid_body', afterChunks: 3 },
  { kind: 'error_mid_stream', afterChunks: 3 },
  { kind: 'stall_mid_stream', afterChunks: 3 },
]

function textOf(stream: string): string {
  return eventsOf(stream)
    .map((event) => (event as { choices?: { delta: { content?: string } }[] }).choices?.[0]?.delta.content ?? '')
    .join('')
}

for (const dies of deaths) {
  test(`after ${dies.kind}${'where' in dies ? ` ${dies.where}` : ''} the next provider goes on, and its client sees one whole answer`, async () => {
    const house = await houseOf(dies, { settings: { idleMs: 100 } })
    const asked = house.chat(streamed, wished)
    const text = await asked.text
    assert.equal(textOf(text), 'one two three and so on')
    assert.equal(text.match(/\[DONE\]/g)?.length, 1)
    assert.doesNotMatch(text, /"error"/)
    const sent = JSON.parse(house.providers[1]?.calls[0]?.bodyText ?? '{}') as { messages: { role: string; content: string }[] }
    assert.deepEqual(sent.messages.at(-1), { role: 'assistant', content: 'one two three' })
    const record = await house.record(asked.call.requestId)
    assert.deepEqual(
      record?.attempts.map(({ provider, result }) => [provider, result]),
      [
        ['provider-1', 'failed'],
        ['provider-2', 'answered'],
      ],
    )
    assert.deepEqual([record?.status, record?.finishReason, record?.provider], ['success', 'stop', 'provider-2'])
    assert.equal(house.failures.length, 1, 'the one that died is counted as failing')
    await house.assertAtRest()
  })
}

test('the prompt is paid once, the output whoever wrote it, and what was sent again is the operator’s', async () => {
  const house = await houseOf({ kind: 'cut', where: 'no_done', afterChunks: 3 })
  const asked = house.chat(streamed, wished)
  await asked.text
  const record = await house.record(asked.call.requestId)
  const { prompt, completion } = record?.tokens ?? { prompt: 0, completion: 0 }
  assert.equal(
    completion,
    3 + Math.ceil('one two three '.length / 4),
    "the second provider's count of its own, and ours of the first one's",
  )
  assert.equal(record?.costNano, nanoPerToken * BigInt(prompt + completion))
  assert.equal(record?.estimated, true)
  const [loss] = house.settled[0]?.losses ?? []
  assert.equal(loss?.provider, 'provider-1')
  assert.ok((loss?.costNano ?? 0n) > 0n)
  assert.match(record?.attempts[0]?.lostNano ?? '', /^[1-9]\d*$/)
  await house.assertAtRest()
})

const clients: [DialectName, object, RegExp[]][] = [
  [
    'anthropic-messages',
    { model: 'test-model', max_tokens: 100, stream: true, messages: [{ role: 'user', content: 'hello' }] },
    [/event: message_start/g, /event: content_block_start/g, /event: message_stop/g],
  ],
  [
    'openai-responses',
    { model: 'test-model', input: 'hello', stream: true },
    [/event: response.created/g, /event: response.output_text.done/g, /event: response.completed/g],
  ],
]
for (const [dialect, body, once] of clients) {
  test(`a ${dialect} client sees one message with one text, from two providers`, async () => {
    const house = await houseOf({ kind: 'reset_mid_body', afterChunks: 3 })
    const text = await house.chat(body, { dialect, ...wished }).text
    for (const event of once) assert.equal(text.match(event)?.length, 1, `${event} in ${text}`)
    assert.match(text, /so on|and/)
    await house.assertAtRest()
  })
}

async function breaksOff(house: TestGateway, asking: Parameters<TestGateway['chat']>[1]): Promise<void> {
  const asked = house.chat(streamed, asking)
  const text = await asked.text
  assert.match(text, /"error"/)
  assert.doesNotMatch(text, /\[DONE\]/)
  const record = await house.record(asked.call.requestId)
  assert.equal(record?.status, 'upstream')
  assert.ok((record?.costNano ?? 0n) > 0n, 'what was received is paid')
  await house.assertAtRest()
}

test('a caller that does not ask for it gets the error', async () => {
  const house = await houseOf({ kind: 'reset_mid_body', afterChunks: 3 })
  await breaksOff(house, {})
  assert.equal(house.providers[1]?.calls.length, 0)
})

test('a key may ask for it once and for all, and a request of it may say no', async () => {
  const routing = { regions: null, denyCollection: false, zeroRetention: false, continueStreams: true }
  const house = await houseOf({ kind: 'reset_mid_body', afterChunks: 3 }, { key: { routing } })
  assert.equal(textOf(await house.chat(streamed).text), 'one two three and so on')
  assert.match(await house.chat(streamed, { headers: { 'x-nexorouter-continue': 'false' } }).text, /"error"/)
  await house.assertAtRest()
})

test('nobody goes on whose wire is not known to take the beginning of an answer', async () => {
  const house = await houseOf({ kind: 'reset_mid_body', afterChunks: 3 }, { offer: {} })
  await breaksOff(house, wished)
  assert.equal(house.providers[1]?.calls.length, 0)
})

test('inside the call of a tool nobody goes on', async () => {
  const call = { index: 0, id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a":' } }
  const events = [chunk(0, { role: 'assistant', content: 'text ' }), chunk(0, { tool_calls: [call] })]
  const house = await houseOf({ kind: 'raw', bytes: rawStream(events), then: 'end' })
  await breaksOff(house, wished)
  assert.equal(house.providers[1]?.calls.length, 0)
})

test('when those behind it fail, too, the answer breaks off as it would have', async () => {
  const house = await houseOf({ kind: 'reset_mid_body', afterChunks: 3 })
  house.providers[1]?.script('*', { then: { kind: 'status', code: 500 } })
  await breaksOff(house, wished)
  assert.equal(house.providers[1]?.calls.length, 1)
})

test('a client that leaves while the next provider is asked closes it, and pays what it received', async () => {
  const house = await houseOf({ kind: 'reset_mid_body', afterChunks: 3 })
  house.providers[1]?.script('*', { then: { kind: 'hang_before_headers' } })
  const asked = house.chat(streamed, wished)
  await house.providers[1]?.arrived(1)
  asked.leave()
  await house.providers[1]?.idle()
  assert.equal((await house.record(asked.call.requestId))?.status, 'cancelled')
  assert.equal(house.providers[1]?.calls[0]?.aborted, true)
  await house.assertAtRest()
})

test('a provider that was disconnected meanwhile is not asked to go on', async () => {
  let sent = false
  const house = await houseOf(
    { kind: 'reset_mid_body', afterChunks: 3 },
    {
      deps: (deps) => ({
        targets: () => (sent ? new Map([...deps.targets()].slice(0, 1)) : deps.targets()),
        send(request) {
          sent = true
          return deps.send(request)
        },
      }),
    },
  )
  await breaksOff(house, wished)
  assert.deepEqual(house.logged, [])
})

test('when asking somebody to go on fails inside the gateway, the answer breaks off as it would have, and the log says why', async () => {
  const house = await houseOf(
    { kind: 'reset_mid_body', afterChunks: 3 },
    {
      deps: (deps) => ({
        send(request) {
          if (request.target.provider === 'provider-2') throw new Error('no way to send this')
          return deps.send(request)
        },
      }),
    },
  )
  await breaksOff(house, wished)
  assert.match(house.logged.map(({ sentence }) => sentence).join(), /nobody could be asked to go on with a stream/)
})

test('a provider with paths of its own is asked there to go on', async () => {
  const endpoint = {
    path: { whole: '/own/{model}', stream: '/own/{model}/stream' },
    omits: ['model'],
    adds: { version: 'v1' },
    intoBody: {},
    omitsHeaders: [],
  }
  const house = await houseOf({ kind: 'reset_mid_body', afterChunks: 3 }, { offers: [{}, { endpoint }] })
  assert.equal(textOf(await house.chat(streamed, wished).text), 'one two three and so on')
  const call = house.providers[1]?.calls[0]
  assert.equal(call?.path, '/v1/own/upstream-model/stream')
  const body = JSON.parse(call?.bodyText ?? '{}') as { model?: string; version?: string }
  assert.deepEqual([body.model, body.version], [undefined, 'v1'])
  await house.assertAtRest()
})

test('a provider that speaks the wire of the client, too, goes on in its first one, and is read in that', async () => {
  const house = await houseOf({ kind: 'reset_mid_body', afterChunks: 3 }, { offers: [{}, { alsoSpeaks: ['openai-responses'] }] })
  const body = { model: 'test-model', input: 'hello', stream: true }
  const asked = house.chat(body, { dialect: 'openai-responses', ...wished })
  assert.match(await asked.text, /event: response.completed/)
  assert.equal((await house.record(asked.call.requestId))?.status, 'success')
  assert.deepEqual(
    house.failures.map(({ offer }) => offer),
    ['provider-1/upstream-model'],
  )
  await house.assertAtRest()
})

const dearOutput = { input: 1_000_000n, output: 10_000_000n }
const sentBefore = Math.ceil('one two three '.length / 4)

/** What a provider costs that read the prompt and what came before, and wrote the rest. */
function costOf(prompt: number, before: number, written: number): bigint {
  return nanoPerToken * BigInt(prompt + before + 10 * written)
}

test('when the client leaves the one that went on, each provider costs what it wrote itself', async () => {
  const house = await houseOf({ kind: 'reset_mid_body', afterChunks: 3 }, { offer: { prefills: true, cost: dearOutput } })
  const bytes = rawStream([chunk(0, { role: 'assistant', content: 'four five six' })], true)
  house.providers[1]?.script('*', { then: { kind: 'raw', bytes, then: 'keep' } })
  const asked = house.chat(streamed, wished)
  await asked.received('four five six')
  asked.leave()
  const record = await house.record(asked.call.requestId)
  const { prompt, completion } = record?.tokens ?? { prompt: 0, completion: 0 }
  assert.equal(record?.provider, 'provider-2')
  assert.ok(completion > sentBefore)
  assert.equal(record?.attempts[0]?.lostNano, costOf(prompt, 0, sentBefore).toString())
  assert.equal(record?.providerCostNano, costOf(prompt, sentBefore, completion - sentBefore))
  await house.assertAtRest()
})

test('when the one that went on dies, too, each of them costs what it wrote itself', async () => {
  const house = await houseOf({ kind: 'reset_mid_body', afterChunks: 3 }, { providers: 3, offer: { prefills: true, cost: dearOutput } })
  house.providers[1]?.script('*', { then: { kind: 'reset_mid_body', afterChunks: 3 } })
  house.providers[2]?.script('*', { then: { kind: 'reset_mid_body', afterChunks: 3 } })
  const asked = house.chat(streamed, wished)
  assert.match(await asked.text, /"error"/)
  const record = await house.record(asked.call.requestId)
  const { prompt, completion } = record?.tokens ?? { prompt: 0, completion: 0 }
  const [first, second] = record?.attempts ?? []
  const twice = Math.ceil('one two three one two three '.length / 4)
  assert.equal(first?.lostNano, costOf(prompt, 0, sentBefore).toString())
  assert.equal(second?.lostNano, costOf(prompt, sentBefore, twice - sentBefore).toString())
  assert.equal(record?.providerCostNano, costOf(prompt, twice, completion - twice))
  await house.assertAtRest()
})

test('a client that leaves while the next provider is asked owes nothing for that one', async () => {
  const cheap = { cost: { input: 1n, output: 1n } }
  const house = await houseOf({ kind: 'reset_mid_body', afterChunks: 3 }, { offers: [{ cost: dearOutput }, cheap] })
  house.providers[1]?.script('*', { then: { kind: 'hang_before_headers' } })
  const asked = house.chat(streamed, wished)
  await house.providers[1]?.arrived(1)
  asked.leave()
  await house.providers[1]?.idle()
  const record = await house.record(asked.call.requestId)
  const { prompt, completion } = record?.tokens ?? { prompt: 0, completion: 0 }
  assert.deepEqual([record?.provider, record?.providerCostNano], ['provider-1', costOf(prompt, 0, completion)])
  await house.assertAtRest()
})
