// Delivered or not billed: each row of the published table, streamed and buffered, against a scripted provider.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { usageJson } from '../../src/contract/usage.ts'
import type { Behaviour } from '../faults/behaviours.ts'
import { nanoPerToken, openTestGateway, type TestGateway } from './open-test-gateway.ts'
import { chunk, hello, rawStream, usageEvent } from './open-test-streams.ts'

/** The scripted provider counts ten tokens of input for `hello`, and one per word of output. */
const input = 10n

interface Row {
  readonly then: Behaviour
  /** Tokens that are paid in the end; null: our own count, flagged as estimated. */
  readonly streamed: bigint | null
  readonly buffered: bigint | null
  readonly reversedFor?: string
}

const empty = { kind: 'answer', text: '', promptTokens: 10 } as const
const failsAfterCounting = rawStream([chunk(0, { role: 'assistant' }), usageEvent(10, 0)], true)

const rows: Readonly<Record<string, Row>> = {
  'a whole answer': { then: { kind: 'answer', text: 'one two', promptTokens: 10 }, streamed: input + 2n, buffered: input + 2n },
  'the provider failed before any output': { then: { kind: 'status', code: 400 }, streamed: 0n, buffered: 0n },
  'the provider counted and then broke off without a word': {
    then: { kind: 'raw', bytes: failsAfterCounting, then: 'reset' },
    streamed: 0n,
    buffered: 0n,
  },
  'the provider broke off in the middle': { then: { kind: 'cut', where: 'no_done', afterChunks: 2 }, streamed: null, buffered: 0n },
  'the provider said an error in the middle': { then: { kind: 'error_mid_stream', afterChunks: 2 }, streamed: null, buffered: 0n },
  'the provider reported no usage': { then: { kind: 'answer', text: 'one two', usage: 'missing' }, streamed: null, buffered: null },
  'nothing was said and nothing counted': { then: empty, streamed: 0n, buffered: 0n, reversedFor: 'no_output' },
  'filtered before the first word': {
    then: { ...empty, finishReason: 'content_filter' },
    streamed: 0n,
    buffered: 0n,
    reversedFor: 'content_filter',
  },
  'filtered after some words': {
    then: { kind: 'answer', text: 'one two', promptTokens: 10, finishReason: 'content_filter' },
    streamed: input + 2n,
    buffered: input + 2n,
  },
  'an error where the end belongs, before the first word': {
    then: { ...empty, finishReason: 'error' },
    streamed: 0n,
    buffered: 0n,
    reversedFor: 'provider_error',
  },
  'a tool call and no text': {
    then: { kind: 'answer', text: '', promptTokens: 10, toolCalls: [{ name: 'look', arguments: '{}' }] },
    streamed: null,
    buffered: null,
  },
}

async function spentBy(house: TestGateway): Promise<bigint> {
  const balance = await house.store.getBalance(house.accountId)
  return 1_000_000_000n - (balance?.balanceNano ?? 0n)
}

for (const [sentence, { then, streamed, buffered, reversedFor }] of Object.entries(rows)) {
  for (const stream of [true, false]) {
    test(`${stream ? 'streamed' : 'buffered'}: ${sentence}`, async () => {
      const house = await openTestGateway({ settings: { attemptsMax: 1 } })
      try {
        house.providers[0]?.script('*', { then })
        const asked = house.chat({ ...hello, stream })
        await asked.text
        await asked.reply
        const record = await house.record(asked.call.requestId)
        assert.ok(record)
        const expected = stream ? streamed : buffered
        const spent = await spentBy(house)
        if (expected !== null) assert.equal(spent, expected * nanoPerToken)
        else assert.ok(spent > 0n)
        assert.equal((await house.store.getKey(house.accountId, house.key.id))?.spentNano, spent)
        assert.equal(record.reversal?.reason, reversedFor)
        const shown = usageJson(record)
        assert.equal(shown.reversed_usd === '0', reversedFor === undefined)
        assert.equal(Number(shown.billed_usd), Number(spent) / 1e9)
        await house.assertAtRest()
      } finally {
        await house.close()
      }
    })
  }
}

test('a client that left before the first output pays nothing, streamed and buffered', async () => {
  for (const stream of [true, false]) {
    const house = await openTestGateway()
    house.providers[0]?.hold()
    const asked = house.chat({ ...hello, stream })
    await house.providers[0]?.arrived(1)
    asked.leave()
    house.providers[0]?.release()
    await asked.reply
    assert.equal(await spentBy(house), 0n)
    await house.assertAtRest()
    await house.close()
  }
})

test('a whole answer of which nothing could be given to the connection is charged and taken back, once', async () => {
  const house = await openTestGateway()
  const asked = house.chat(hello)
  const reply = await asked.reply
  assert.ok(reply.kind === 'json' && reply.undelivered !== undefined)
  assert.ok((await spentBy(house)) > 0n)
  reply.undelivered('client_left')
  reply.undelivered('gateway_error')
  await new Promise(setImmediate)
  const record = await house.record(asked.call.requestId)
  assert.deepEqual(record?.reversal, { amountNano: record?.costNano, reason: 'client_left' })
  assert.equal(await spentBy(house), 0n)
  const reversals = (await house.store.listEntries(house.accountId, 10)).filter((entry) => entry.kind === 'reversal')
  assert.deepEqual(
    reversals.map(({ reference, amountNano, note }) => [reference, amountNano, note]),
    [[asked.call.requestId, record?.costNano, 'client_left']],
  )
  await house.assertAtRest()
  await house.close()
})

test('what the client is told costs nothing when the charge is taken back: header and usage chunk', async () => {
  const house = await openTestGateway()
  house.providers[0]?.script('*', { then: { ...empty, finishReason: 'content_filter' } })
  const whole = await house.chat(hello).reply
  assert.ok(whole.kind === 'json')
  assert.deepEqual([whole.headers['x-nexorouter-cost-usd'], whole.headers['x-nexorouter-balance-usd']], ['0', '1'])
  const streamed = await house.chat({ ...hello, stream: true, stream_options: { include_usage: true } }).text
  assert.match(streamed, /"cost":0[,}]/)
  await house.close()
})

test('a response that is kept is charged even when nothing of it could be given to the connection: it can be fetched', async () => {
  const house = await openTestGateway()
  await house.store.setResponseStorage(house.accountId, true, 1)
  for (const store of [true, false]) {
    const asked = house.chat({ model: hello.model, input: 'hello', store }, { dialect: 'openai-responses' })
    const reply = await asked.reply
    assert.ok(reply.kind === 'json')
    assert.equal(reply.undelivered === undefined, store)
  }
  await house.close()
})
