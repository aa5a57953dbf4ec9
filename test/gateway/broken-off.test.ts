// Answers that break off or are left in the middle: what was said of them before counts, and half of one is never the whole of it.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { nanoPerToken, openTestGateway, type TestGateway, type TestOptions } from './open-test-gateway.ts'
import { chunk, eventsOf, hello, rawStream } from './open-test-streams.ts'

const open: TestGateway[] = []
async function gatewayWith(options: TestOptions): Promise<TestGateway> {
  const gateway = await openTestGateway(options)
  open.push(gateway)
  return gateway
}
after(() => Promise.all(open.map((gateway) => gateway.close())))

const streamed = { ...hello, stream: true }

const usage = { input_tokens: 3, cache_read_input_tokens: 500, cache_creation_input_tokens: 40, output_tokens: 1 }
const begun = [
  { type: 'message_start', message: { id: 'msg_1', type: 'message', role: 'assistant', model: 'm', content: [], usage } },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'half of it' } },
]

test('who leaves an answer in the middle pays for the prompt what its provider said of it, out of its cache where it was there', async () => {
  const house = await gatewayWith({
    offer: { dialect: 'anthropic-messages' },
    model: { price: { input: 1_000_000n, output: 1_000_000n, cachedInput: 100_000n } },
  })
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: rawStream(begun, true), then: 'keep' } })
  const asked = house.chat({ ...streamed, messages: [{ role: 'user', content: 'a long prompt '.repeat(300) }] })
  await asked.received('half of it')
  asked.leave()
  await house.providers[0]?.idle()
  const record = await house.record(asked.call.requestId)
  assert.deepEqual(record?.tokens, { prompt: 543, cached: 500, cacheWrite: 40, completion: 3, reasoning: 0 })
  assert.equal(record?.costNano, (3n + 50n + 40n + 3n) * nanoPerToken)
  assert.equal(record?.estimated, true)
  await house.assertAtRest()
})

test('the beginning of a Messages stream counts no output: where the end counts none either, we do', async () => {
  const house = await gatewayWith({ offer: { dialect: 'anthropic-messages' } })
  const end = [
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
    { type: 'message_stop' },
  ]
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: rawStream([...begun, ...end]), then: 'end' } })
  const asked = house.chat(streamed)
  await asked.text
  const record = await house.record(asked.call.requestId)
  assert.deepEqual([record?.tokens.prompt, record?.tokens.completion, record?.estimated], [543, 3, true])
})

test('a connection that breaks after the first of two choices is no whole answer', async () => {
  const house = await gatewayWith({})
  const one = [chunk(0, { content: 'one' }), chunk(0, {}, 'stop')]
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: rawStream(one, true), then: 'reset' } })
  const asked = house.chat({ ...streamed, n: 2 })
  const events = eventsOf(await asked.text)
  assert.notEqual(events.at(-1), '[DONE]')
  assert.ok('error' in (events.at(-1) as object))
  const record = await house.record(asked.call.requestId)
  assert.equal(record?.status, 'upstream')
  await house.assertAtRest()
})

test('a provider that gives fewer choices than were asked for, and says that it is done, has finished', async () => {
  const house = await gatewayWith({})
  const one = [chunk(0, { content: 'one' }), chunk(0, {}, 'stop'), '[DONE]']
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: rawStream(one), then: 'end' } })
  const asked = house.chat({ ...streamed, n: 2 })
  assert.equal(eventsOf(await asked.text).at(-1), '[DONE]')
})
