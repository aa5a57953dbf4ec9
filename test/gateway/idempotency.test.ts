// Idempotency-Key on chat completions: one request does the work and is charged, a repeated one gets its answer, whole or streamed.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { randomText } from '../../src/base/hash.ts'
import { asId, type KeyId } from '../../src/contract/ids.ts'
import type { Reply } from '../../src/gateway/call.ts'
import { makeKeyText } from '../../src/keys/key-format.ts'
import type { Asked } from './ask.ts'
import { nanoPerToken, openTestGateway, type TestGateway, type TestOptions } from './open-test-gateway.ts'
import { hello } from './open-test-streams.ts'

const open: TestGateway[] = []
async function gatewayWith(options: TestOptions = {}): Promise<TestGateway> {
  const gateway = await openTestGateway(options)
  open.push(gateway)
  return gateway
}
after(() => Promise.all(open.map((gateway) => gateway.close())))

const streamed = { ...hello, stream: true, stream_options: { include_usage: true } }
const bodies = [
  ['buffered', hello],
  ['streamed', streamed],
] as const

function under(key: string): { headers: Record<string, string> } {
  return { headers: { 'idempotency-key': key } }
}

async function answerOf(asked: Asked): Promise<{ text: string; reply: Extract<Reply, { headers: object }> }> {
  const [text, reply] = [await asked.text, await asked.reply]
  assert.ok(reply.kind !== 'gone')
  return { text, reply }
}

async function codeOf(asked: Asked): Promise<string> {
  const reply = await asked.reply
  return reply.kind === 'problem' ? reply.problem.code : reply.kind
}

const calls = (house: TestGateway): number => house.providers[0]?.calls.length ?? 0
const charged = (house: TestGateway): bigint => house.settled.reduce((sum, { record }) => sum + record.costNano, 0n)

for (const [form, body] of bodies) {
  test(`a ${form} answer is given again byte for byte, from one call of the provider and for one charge`, async () => {
    const house = await gatewayWith()
    const first = house.chat(body, under('k'))
    const { text, reply } = await answerOf(first)
    const again = await answerOf(house.chat(body, under('k')))
    assert.equal(again.text, text)
    assert.equal(again.reply.kind, reply.kind)
    const { 'x-nexorouter-idempotent-replay': replay, 'x-nexorouter-original-request-id': original, ...kept } = again.reply.headers
    assert.deepEqual([replay, original], ['true', first.call.requestId])
    assert.equal(reply.headers['x-nexorouter-idempotent-replay'], undefined)
    assert.equal(kept['x-nexorouter-price-version'], 'test-model@1')
    assert.equal(kept['x-nexorouter-cost-usd'], reply.headers['x-nexorouter-cost-usd'])
    assert.deepEqual([calls(house), house.settled.length], [1, 1])
    assert.ok(charged(house) > 0n)
    await house.assertAtRest()
  })

  test(`while a ${form} request runs, the same one is told to wait, and another one that its key is taken`, async () => {
    const house = await gatewayWith()
    house.providers[0]?.hold()
    const first = house.chat(body, under('k'))
    await house.providers[0]?.arrived(1)
    const same = await house.chat(body, under('k')).reply
    assert.ok(same.kind === 'problem' && same.problem.code === 'idempotency_in_progress')
    assert.ok((same.problem.retryAfterMs ?? 0) > 0)
    assert.equal(await codeOf(house.chat({ ...body, temperature: 1 }, under('k'))), 'idempotency_conflict')
    house.providers[0]?.release()
    const { text } = await answerOf(first)
    assert.equal((await answerOf(house.chat(body, under('k')))).text, text)
    assert.equal(await codeOf(house.chat({ ...body, temperature: 1 }, under('k'))), 'idempotency_conflict')
    assert.equal(calls(house), 1)
    await house.assertAtRest()
  })

  test(`a client that leaves a ${form} request finds the whole answer when it asks again`, async () => {
    const house = await gatewayWith()
    house.providers[0]?.script('*', { then: { kind: 'answer', text: 'one two three four five six', chunkDelayMs: 10 } })
    const first = house.chat(body, under('k'))
    if (form === 'streamed') await first.received('one')
    else await house.providers[0]?.arrived(1)
    first.leave()
    while (house.settled.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    assert.equal(house.providers[0]?.calls[0]?.aborted, false)
    const { text, reply } = await answerOf(house.chat(body, under('k')))
    assert.match(text, /six/)
    assert.equal(reply.headers['x-nexorouter-original-request-id'], first.call.requestId)
    assert.equal((await house.record(first.call.requestId))?.status, 'success')
    assert.deepEqual([calls(house), house.settled.length], [1, 1])
    await house.assertAtRest()
  })

  test(`a ${form} request that failed before its answer costs nothing and leaves its key free`, async () => {
    const house = await gatewayWith()
    house.providers[0]?.script('*', { then: { kind: 'status', code: 400 } })
    assert.notEqual(await codeOf(house.chat(body, under('k'))), 'json')
    house.providers[0]?.script('*', { then: { kind: 'answer', text: 'now it works' } })
    assert.match((await answerOf(house.chat(body, under('k')))).text, /now it works|now/)
    assert.equal(house.settled.filter(({ record }) => record.costNano > 0n).length, 1)
    await house.assertAtRest()
  })
}

test('a stream that broke off is not given again: what was received is charged, and the key is free for another try', async () => {
  const house = await gatewayWith()
  house.providers[0]?.script('*', { then: { kind: 'error_mid_stream' } })
  await house.chat(streamed, under('k')).text
  house.providers[0]?.script('*', { then: { kind: 'answer', text: 'all of it' } })
  const again = await answerOf(house.chat(streamed, under('k')))
  assert.match(again.text, /\[DONE\]/)
  assert.equal(again.reply.headers['x-nexorouter-idempotent-replay'], undefined)
  assert.equal(calls(house), 2)
  await house.assertAtRest()
})

test('a slow client that leaves a stream waiting for it does not stop the answer', async () => {
  const house = await gatewayWith()
  house.providers[0]?.script('*', { then: { kind: 'answer', text: 'one two three four five six', chunkDelayMs: 5 } })
  const first = house.chat(streamed, { ...under('k'), accepts: () => false })
  await first.received('data:')
  first.leave()
  while (house.settled.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  assert.match((await answerOf(house.chat(streamed, under('k')))).text, /six/)
  await house.assertAtRest()
})

test('refusals before the provider leave the key free: another body, other money, another model may follow', async () => {
  const house = await gatewayWith({ balanceNano: 1_000n })
  assert.equal(await codeOf(house.chat('{"model":', under('k'))), 'invalid_request')
  assert.equal(await codeOf(house.chat({ ...hello, model: 'nothing' }, under('k'))), 'model_not_found')
  assert.equal(await codeOf(house.chat(hello, under('k'))), 'insufficient_quota')
  const { accountId } = house
  await house.store.credit({ accountId, kind: 'manual_credit', reference: 'more', amountNano: 10n ** 9n, note: '', actor: '', atMs: 1 })
  assert.equal(await codeOf(house.chat(hello, under('k'))), 'json')
})

test('an answer is given again after the money is gone and the key may not spend any more', async () => {
  const house = await gatewayWith()
  const { text } = await answerOf(house.chat(hello, under('k')))
  await house.store.changeKey(house.accountId, house.key.id, { budgetNano: 0n })
  assert.equal(await codeOf(house.chat(hello)), 'insufficient_quota')
  assert.equal((await answerOf(house.chat(hello, under('k')))).text, text)
})

test('another API key of the account may use the same text for a request of its own', async () => {
  const house = await gatewayWith()
  const secret = makeKeyText(randomText)
  await house.store.createKey({ ...house.key, id: asId<KeyId>('key_other') }, `hash of ${secret}`, null)
  await house.chat(hello, under('k')).text
  const other = await answerOf(house.chat({ ...hello, temperature: 1 }, { ...under('k'), credential: secret }))
  assert.equal(other.reply.headers['x-nexorouter-idempotent-replay'], undefined)
  assert.equal(calls(house), 2)
})

for (const [form, body] of bodies) {
  test(`a ${form} answer that is too large to keep reaches its client, and asking again says so instead of charging twice`, async () => {
    const house = await gatewayWith({ idempotency: { idempotencyAnswerBytesMax: 100 } })
    const first = house.chat(body, under('k'))
    assert.match((await answerOf(first)).text, /test-model/)
    const again = await house.chat(body, under('k')).reply
    assert.ok(again.kind === 'problem' && again.problem.code === 'idempotency_not_kept')
    assert.ok(again.problem.message.includes(first.call.requestId))
    assert.equal(calls(house), 1)
  })
}

const badKeys = [
  ['empty', '', /empty/],
  ['too long', 'x'.repeat(256), /256 characters; at most 255/],
  ['a control character', 'a\tb', /printable ASCII/],
  ['not ASCII', 'schl\u00fcssel', /printable ASCII/],
] as const
for (const [what, value, says] of badKeys) {
  test(`a key that is ${what} is refused by name, and nothing runs`, async () => {
    const house = await gatewayWith()
    const asked = house.chat(hello, under(value))
    const reply = await asked.reply
    assert.ok(reply.kind === 'problem' && reply.problem.code === 'invalid_request')
    assert.equal(reply.problem.param, 'Idempotency-Key')
    assert.match(reply.problem.message, says)
    assert.equal((await house.record(asked.call.requestId))?.errorCode, 'invalid_request')
    assert.equal(calls(house), 0)
  })
}

test('every repeated request has its line in Usage Logs, without a charge', async () => {
  const house = await gatewayWith()
  const first = house.chat(hello, under('k'))
  await first.text
  const replay = house.chat(hello, under('k'))
  await replay.text
  const conflict = house.chat({ ...hello, temperature: 1 }, under('k'))
  await conflict.reply
  const line = async ({ call }: Asked) => {
    const record = await house.record(call.requestId)
    return [record?.status, record?.errorCode, record?.costNano, record?.routing?.includes(first.call.requestId) ?? false]
  }
  assert.deepEqual(await line(replay), ['success', null, 0n, true])
  assert.deepEqual(await line(conflict), ['user_error', 'idempotency_conflict', 0n, false])
  assert.equal((await house.store.getBalance(house.accountId))?.balanceNano, 10n ** 9n - 12n * nanoPerToken)
})

test('replays do not get around the requests-per-minute limit', async () => {
  const house = await gatewayWith({ key: { limits: { requestsPerMinute: 1 } } })
  await house.chat(hello, under('k')).text
  assert.equal(await codeOf(house.chat(hello, under('k'))), 'rate_limit_exceeded')
})

test('a request whose answer was cut by the funds is kept as it was paid', async () => {
  const house = await gatewayWith({ balanceNano: 600n * nanoPerToken, settings: { sliceTokens: 50 } })
  house.providers[0]?.script('*', { then: { kind: 'answer', text: 'word '.repeat(3_000) } })
  const body = { ...streamed, max_tokens: 4_000 }
  const { text } = await answerOf(house.chat(body, under('k')))
  assert.match(text, /insufficient_quota/)
  assert.equal((await answerOf(house.chat(body, under('k')))).text, text)
  assert.equal(house.settled.length, 1)
})
