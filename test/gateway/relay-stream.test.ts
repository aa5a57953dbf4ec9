// A running stream: its clocks, its money and its last words, against a scripted provider over real sockets.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { nanoPerToken, openTestGateway, type TestGateway, type TestOptions } from './open-test-gateway.ts'
import { chunk, eventsOf, hello, rawStream, usageEvent } from './open-test-streams.ts'

const open: TestGateway[] = []
async function gatewayWith(options: TestOptions = {}): Promise<TestGateway> {
  const gateway = await openTestGateway(options)
  open.push(gateway)
  return gateway
}
after(() => Promise.all(open.map((gateway) => gateway.close())))

const streamed = { ...hello, stream: true }
const words = (count: number): string => 'word '.repeat(count)

test('a stream is billed what its provider counted, ends with one [DONE], and leaves nothing held', async () => {
  const house = await gatewayWith()
  house.providers[0]?.script('*', { then: { kind: 'answer', text: 'one two three' } })
  const asked = house.chat({ ...streamed, stream_options: { include_usage: true } })
  const events = eventsOf(await asked.text)
  assert.equal(events.filter((event) => event === '[DONE]').length, 1)
  assert.equal(events.at(-1), '[DONE]')
  const record = await house.record(asked.call.requestId)
  assert.equal(record?.status, 'success')
  assert.equal(record?.costNano, 13n * nanoPerToken)
  assert.equal(record?.estimated, false)
  await house.assertAtRest()
})

test('the silence of an upstream is still noticed after the client was slow once', async () => {
  const house = await gatewayWith({ settings: { idleMs: 150, streamTotalMs: 2_000 } })
  house.providers[0]?.script('*', { then: { kind: 'stall_mid_stream', afterChunks: 2 } })
  const asked = house.chat(streamed, { accepts: (write) => write > 1 })
  await asked.received('data:')
  asked.drain()
  assert.match(await asked.text, /stopped answering/)
  await house.assertAtRest()
})

test('while the client reads nothing, the silence of the upstream is not its fault', async () => {
  const house = await gatewayWith({ settings: { idleMs: 100, streamTotalMs: 600 } })
  house.providers[0]?.script('*', { then: { kind: 'stall_mid_stream', afterChunks: 2 } })
  const asked = house.chat(streamed, { accepts: () => false })
  assert.match(await asked.text, /did not finish its answer in time/)
  await house.assertAtRest()
})

test('when one of several choices has finished, the others still run inside their money', async () => {
  const house = await gatewayWith({ balanceNano: 600n * nanoPerToken, settings: { sliceTokens: 50 } })
  const more = Array.from({ length: 3_000 }, () => chunk(1, { content: 'sixteen letters ' }))
  const events = [chunk(0, { content: 'short' }), chunk(0, {}, 'stop'), ...more, chunk(1, {}, 'stop'), '[DONE]']
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: rawStream(events), then: 'end' } })
  const asked = house.chat({ ...streamed, n: 2, max_tokens: 4_000 })
  await asked.text
  const record = await house.record(asked.call.requestId)
  assert.equal(record?.stoppedBy, 'insufficient_quota')
  assert.ok(
    (record?.tokens.completion ?? 0) < 6_000,
    `${record?.tokens.completion} tokens were delivered for ${record?.costNano} nano-dollars`,
  )
  await house.assertAtRest()
})

test('an answer whose second choice was cut off is not reported as finished', async () => {
  const house = await gatewayWith()
  const events = [chunk(0, { content: 'short' }), chunk(1, { content: 'half' }), chunk(0, {}, 'stop')]
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: rawStream(events, true), then: 'end' } })
  const asked = house.chat({ ...streamed, n: 2 })
  const text = await asked.text
  assert.doesNotMatch(text, /\[DONE\]/)
  assert.equal((await house.record(asked.call.requestId))?.status, 'upstream')
})

test('a stream does not run on while the store is silent about more money', async () => {
  const house = await gatewayWith({
    balanceNano: 600n * nanoPerToken,
    settings: { sliceTokens: 50, streamTotalMs: 1_000 },
    deps: (deps) => ({ ledger: { ...deps.ledger, settle: deps.ledger.settle, extend: () => new Promise(() => {}) } }),
  })
  const more = Array.from({ length: 3_000 }, () => chunk(0, { content: 'sixteen letters ' }))
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: rawStream([...more, chunk(0, {}, 'stop'), '[DONE]']), then: 'end' } })
  const asked = house.chat({ ...streamed, max_tokens: 4_000 })
  await asked.text
  const record = await house.record(asked.call.requestId)
  assert.ok((record?.tokens.completion ?? 0) < 6_000, `${record?.tokens.completion} tokens were delivered on a hold of 50`)
})

test('an answer that outruns its first slice in one read is charged in full when the funds are there', async () => {
  const house = await gatewayWith({ balanceNano: 900n * nanoPerToken, settings: { sliceTokens: 50 } })
  house.providers[0]?.script('*', { then: { kind: 'answer', form: 'json', text: words(300) } })
  const asked = house.chat({ ...streamed, max_tokens: 1_000 })
  await asked.text
  await new Promise((resolve) => setImmediate(resolve))
  const record = await house.record(asked.call.requestId)
  assert.equal(record?.tokens.completion, 300)
  assert.equal(record?.costNano, 310n * nanoPerToken)
  await house.assertAtRest()
})

test('a stream on slices goes on until its funds are used, not until a whole slice no longer fits', async () => {
  // The prompt is held with about 130 tokens and the first slice with 700, which leaves some 170 where the second would like 300.
  const house = await gatewayWith({ balanceNano: 1_000n * nanoPerToken, settings: { sliceTokens: 700 } })
  house.providers[0]?.script('*', { then: { kind: 'answer', text: words(600), chunkDelayMs: 1 } })
  const asked = house.chat({ ...streamed, max_tokens: 1_000 })
  await asked.text
  const record = await house.record(asked.call.requestId)
  assert.equal(record?.stoppedBy, null)
  assert.equal(record?.tokens.completion, 600)
})

test('a provider that cuts its tokens into single characters is not cut off for it', async () => {
  const house = await gatewayWith()
  const letters = Array.from({ length: 400 }, () => chunk(0, { content: 'a' }))
  const events = [...letters, chunk(0, {}, 'stop'), usageEvent(10, 100), '[DONE]']
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: rawStream(events), then: 'end' } })
  const asked = house.chat({ ...streamed, max_tokens: 100 })
  await asked.text
  const record = await house.record(asked.call.requestId)
  assert.equal(record?.stoppedBy, null)
  assert.equal(record?.costNano, 110n * nanoPerToken)
})

test('a usage chunk with impossible counts does not reach a client that asked for no usage', async () => {
  const house = await gatewayWith()
  house.providers[0]?.script('*', { then: { kind: 'answer', usage: 'negative' } })
  const asked = house.chat(streamed)
  const events = eventsOf(await asked.text).filter((event) => event !== '[DONE]') as { choices: unknown[] }[]
  assert.ok(events.every((event) => event.choices.length > 0))
})

test('a client that leaves after the last word is billed what the provider counted', async () => {
  const house = await gatewayWith()
  const events = [chunk(0, { content: words(400) }), chunk(0, {}, 'stop'), usageEvent(10, 7)]
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: rawStream(events, true), then: 'keep' } })
  const asked = house.chat(streamed)
  await asked.received('"stop"')
  await new Promise((resolve) => setTimeout(resolve, 50))
  asked.leave()
  const record = await house.record(asked.call.requestId)
  assert.equal(record?.costNano, 17n * nanoPerToken)
  assert.equal(record?.estimated, false)
  await house.assertAtRest()
})

test('an upstream that stays silent after its finish_reason has finished', async () => {
  const house = await gatewayWith({ settings: { idleMs: 150 } })
  const events = [chunk(0, { content: 'all of it' }), chunk(0, {}, 'stop'), usageEvent(10, 3)]
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: rawStream(events, true), then: 'keep' } })
  const asked = house.chat(streamed)
  const text = await asked.text
  assert.match(text, /\[DONE\]/)
  assert.equal((await house.record(asked.call.requestId))?.costNano, 13n * nanoPerToken)
})

test('counts of zero beside delivered output are not believed', async () => {
  const house = await gatewayWith()
  const events = [chunk(0, { content: words(40) }), chunk(0, {}, 'stop'), usageEvent(0, 0), '[DONE]']
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: rawStream(events), then: 'end' } })
  const asked = house.chat(streamed)
  await asked.text
  const record = await house.record(asked.call.requestId)
  assert.equal(record?.estimated, true)
  assert.ok((record?.costNano ?? 0n) > 0n)
})

test('what the operator absorbs is never more than what the provider charges', async () => {
  const house = await gatewayWith({ offer: { cost: { input: 100_000n, output: 100_000n } } })
  const events = [chunk(0, { content: 'long' }), chunk(0, {}, 'stop'), usageEvent(10, 10_000), '[DONE]']
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: rawStream(events), then: 'end' } })
  const asked = house.chat({ ...streamed, max_tokens: 100 })
  await asked.text
  const [settlement] = house.settled
  assert.ok(settlement !== undefined && settlement.record.providerCostNano !== null)
  assert.ok(
    settlement.overrunNano <= settlement.record.providerCostNano,
    `${settlement.overrunNano} of ${settlement.record.providerCostNano}`,
  )
})

test('an offer that breaks its answers off is counted as failing', async () => {
  const house = await gatewayWith()
  house.providers[0]?.script('*', { then: { kind: 'cut', where: 'no_done' } })
  await house.chat(streamed).text
  assert.equal(house.failures.length, 1)
})

test('an offer that reports an error in the middle of its answers is counted as failing', async () => {
  const house = await gatewayWith()
  house.providers[0]?.script('*', { then: { kind: 'error_mid_stream' } })
  await house.chat(streamed).text
  assert.equal(house.failures.length, 1)
})

for (const kind of ['reset_mid_body', 'cut', 'error_mid_stream'] as const) {
  test(`after ${kind} the client gets an error without [DONE], pays what it received, and nothing stays held`, async () => {
    const house = await gatewayWith()
    const behaviour = kind === 'cut' ? ({ kind, where: 'mid_utf8' } as const) : { kind }
    house.providers[0]?.script('*', { then: behaviour })
    const asked = house.chat(streamed)
    const text = await asked.text
    assert.doesNotMatch(text, /\[DONE\]/)
    const last = eventsOf(text).at(-1) as { error?: { request_id?: string }; choices?: unknown }
    assert.equal(last.error?.request_id, asked.call.requestId)
    assert.equal(last.choices, undefined)
    const record = await house.record(asked.call.requestId)
    assert.equal(record?.status, 'upstream')
    assert.ok((record?.costNano ?? 0n) > 0n && (record?.costNano ?? 0n) <= (record?.holdNano ?? 0n))
    await house.assertAtRest()
  })
}

test('a client that leaves in the middle closes the upstream and pays what was received', async () => {
  const house = await gatewayWith()
  house.providers[0]?.script('*', { then: { kind: 'stall_mid_stream', afterChunks: 2 } })
  const asked = house.chat(streamed)
  await asked.received('two')
  asked.leave()
  await house.providers[0]?.idle()
  assert.equal(house.providers[0]?.calls[0]?.aborted, true)
  const record = await house.record(asked.call.requestId)
  assert.equal(record?.status, 'cancelled')
  assert.ok((record?.costNano ?? 0n) > 0n)
  await house.assertAtRest()
})

test('leaving an answer whose end is the end of its connection does not bring the process down', async () => {
  const house = await gatewayWith()
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n'
  house.providers[0]?.script('*', {
    then: { kind: 'raw', bytes: `${head}data: ${JSON.stringify(chunk(0, { content: 'one' }))}\n\n`, then: 'keep' },
  })
  const asked = house.chat(streamed)
  await asked.received('one')
  asked.leave()
  // The socket closes some turns later, and what its parser throws then is nobody's to catch.
  await new Promise((resolve) => setTimeout(resolve, 100))
  assert.equal((await house.record(asked.call.requestId))?.status, 'cancelled')
  await house.assertAtRest()
})
