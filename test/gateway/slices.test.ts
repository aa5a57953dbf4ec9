// Requests on a tight balance, streamed and buffered: extended as they run, ended properly when the funds end, charged what was delivered.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { LedgerStore, Watermark } from '../../src/ledger/ledger-store.ts'
import { nanoPerToken, openTestGateway, type TestGateway, type TestOptions } from './open-test-gateway.ts'
import { chunk, eventsOf, hello, rawStream, usageEvent } from './open-test-streams.ts'

const open: TestGateway[] = []
async function gatewayWith(options: TestOptions = {}): Promise<TestGateway> {
  const gateway = await openTestGateway(options)
  open.push(gateway)
  return gateway
}
after(() => Promise.all(open.map((gateway) => gateway.close())))

const capped = { ...hello, max_tokens: 4_000 }
const streamed = { ...capped, stream: true, stream_options: { include_usage: true } }
const words = (count: number): string => 'word '.repeat(count)
/** Room for about 470 tokens of output: the prompt is held with about 130. */
const tight = { balanceNano: 600n * nanoPerToken, settings: { sliceTokens: 50, bufferedTotalMs: 60_000 } }

interface Completion {
  choices: { message: { content: string }; finish_reason: string }[]
  usage: { completion_tokens: number; cost: number }
  nexorouter?: { stopped_by: string }
  error?: unknown
}

/** A house whose ledger writes down what it was asked. */
async function watchedWith(options: TestOptions): Promise<{ house: TestGateway; asked: string[]; marks: Watermark[] }> {
  const asked: string[] = []
  const marks: Watermark[] = []
  const house = await gatewayWith({
    ...options,
    deps: (deps) => {
      const ledger: LedgerStore = {
        ...deps.ledger,
        async extend(id, add, atMs) {
          const verdict = await deps.ledger.extend(id, add, atMs)
          asked.push(verdict.ok ? `${verdict.amountNano / nanoPerToken}` : verdict.reason)
          return verdict
        },
        mark(mark) {
          marks.push(mark)
          deps.ledger.mark(mark)
        },
      }
      return { ledger, ...options.deps?.({ ...deps, ledger }) }
    },
  })
  return { house, asked, marks }
}

test('a stream whose whole bound does not fit is extended while it runs and delivered whole', async () => {
  const { house, asked } = await watchedWith({ balanceNano: 2_000n * nanoPerToken, settings: { sliceTokens: 100 } })
  house.providers[0]?.script('*', { then: { kind: 'answer', text: words(600), chunkDelayMs: 1 } })
  const client = house.chat(streamed)
  const events = eventsOf(await client.text) as Completion[]
  const record = await house.record(client.call.requestId)
  assert.deepEqual([record?.stoppedBy, record?.finishReason, record?.tokens.completion], [null, 'stop', 600])
  assert.equal(record?.costNano, 610n * nanoPerToken)
  assert.ok(asked.length >= 5 && asked.every((verdict) => Number(verdict) > 0), asked.join())
  assert.equal(events.at(-2)?.usage.completion_tokens, 600)
  await house.assertAtRest()
})

test('more is asked for when 70 % of a slice is used, not before', async () => {
  const used: number[] = []
  const { house } = await watchedWith({
    balanceNano: 2_000n * nanoPerToken,
    settings: { sliceTokens: 200 },
    deps: (deps) => ({
      ledger: {
        ...deps.ledger,
        extend(...args) {
          used.push(delivered)
          return deps.ledger.extend(...args)
        },
      },
    }),
  })
  let delivered = 0
  house.providers[0]?.script('*', { then: { kind: 'answer', text: words(300), chunkDelayMs: 1 } })
  await house.chat(streamed, {
    accepts: (write) => {
      delivered = write
      return true
    },
  }).text
  // One word is 5 bytes and counts for 1.25 tokens. The prompt is held with 128 tokens and has about 8, so 140 of the slice are used after 208 words.
  assert.ok((used[0] ?? 0) >= 190 && (used[0] ?? 0) <= 250, `first asked after ${used[0]} writes`)
})

for (const [form, body] of [
  ['streamed', streamed],
  ['buffered', capped],
] as const) {
  test(`a ${form} answer that outlives its funds ends with finish_reason length and the reason beside it, charged what was delivered`, async () => {
    const { house, asked } = await watchedWith(tight)
    house.providers[0]?.script('*', { then: { kind: 'answer', text: words(3_000), chunks: 300, ignoresCap: true, chunkDelayMs: 1 } })
    const client = house.chat(body)
    const text = await client.text
    assert.doesNotMatch(text, /"error"/)
    const record = await house.record(client.call.requestId)
    assert.deepEqual([record?.status, record?.finishReason, record?.stoppedBy], ['success', 'length', 'insufficient_quota'])
    assert.equal(asked.at(-1), 'insufficient_balance')
    let content: string
    if (form === 'buffered') {
      const answer = JSON.parse(text) as Completion
      content = answer.choices[0]?.message.content ?? ''
      assert.deepEqual([answer.choices[0]?.finish_reason, answer.nexorouter], ['length', { stopped_by: 'insufficient_quota' }])
      assert.equal(answer.usage.completion_tokens, record?.tokens.completion)
      assert.equal(answer.usage.cost, Number(record?.costNano) / 1e9)
    } else {
      const events = eventsOf(text)
      const stop = events.at(-3) as Completion
      content = [...text.matchAll(/"content":"((?:word )+)"/g)].map((match) => match[1]).join('')
      assert.deepEqual([stop.choices[0]?.finish_reason, stop.nexorouter], ['length', { stopped_by: 'insufficient_quota' }])
      assert.equal(events.at(-1), '[DONE]')
    }
    // Our own count: a quarter token a byte. The balance is used to the last word that fits.
    const output = Math.ceil(content.length / 4)
    assert.equal(record?.tokens.completion, output)
    assert.ok((record?.costNano ?? 0n) <= tight.balanceNano && (record?.costNano ?? 0n) > 500n * nanoPerToken, String(record?.costNano))
    const worth = BigInt((record?.tokens.prompt ?? 0) + output) * nanoPerToken
    // Ten words an event, 12.5 tokens.
    assert.ok(worth - (record?.costNano ?? 0n) <= 13n * nanoPerToken, 'at most one event beyond the funds was delivered')
    await house.providers[0]?.idle()
    assert.equal(house.providers[0]?.calls[0]?.aborted, true, 'the provider was stopped')
    await house.assertAtRest()
  })
}

test('a stream that arrives in one read is weighed event by event: no more than one passes after the funds ended', async () => {
  const { house } = await watchedWith(tight)
  const many = Array.from({ length: 2_000 }, () => chunk(0, { content: 'four' }))
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: rawStream([...many, chunk(0, {}, 'stop'), '[DONE]']), then: 'end' } })
  const client = house.chat(streamed)
  const text = await client.text
  const delivered = BigInt(text.split('"four"').length - 1)
  const record = await house.record(client.call.requestId)
  assert.equal(record?.stoppedBy, 'insufficient_quota')
  const worth = (BigInt(record?.tokens.prompt ?? 0) + delivered) * nanoPerToken
  assert.ok(worth <= tight.balanceNano + nanoPerToken, `${worth} was delivered for ${record?.costNano}`)
  await house.assertAtRest()
})

test('a buffered call on a tight balance gets its whole answer in one piece, with usage and money headers', async () => {
  const { house, asked } = await watchedWith(tight)
  house.providers[0]?.script('*', { then: { kind: 'answer', text: words(200), chunkDelayMs: 1 } })
  const client = house.chat(capped)
  const answer = JSON.parse(await client.text) as Completion & { model: string; object: string }
  assert.deepEqual([answer.object, answer.model, answer.nexorouter], ['chat.completion', 'test-model', undefined])
  assert.deepEqual([answer.choices[0]?.finish_reason, answer.choices[0]?.message.content.trim()], ['stop', words(200).trim()])
  const reply = await client.reply
  assert.ok(reply.kind === 'json')
  const record = await house.record(client.call.requestId)
  assert.equal(record?.costNano, 210n * nanoPerToken)
  assert.deepEqual(
    [reply.headers['x-nexorouter-cost-usd'], reply.headers['x-nexorouter-balance-usd'], record?.stream],
    ['0.00021', '0.00039', false],
  )
  assert.ok(asked.length > 0)
  assert.match(house.providers[0]?.calls[0]?.bodyText ?? '', /"stream":true/)
  await house.assertAtRest()
})

test('with the money for all of it a buffered call goes upstream buffered', async () => {
  const house = await gatewayWith()
  await house.chat(capped).text
  assert.doesNotMatch(house.providers[0]?.calls[0]?.bodyText ?? '', /"stream":true/)
})

test('a buffered call whose provider answers JSON all the same is charged in full when the funds are there', async () => {
  const { house } = await watchedWith(tight)
  house.providers[0]?.script('*', { then: { kind: 'answer', form: 'json', text: words(300) } })
  const client = house.chat(capped)
  assert.match(await client.text, /"finish_reason":"stop"/)
  assert.equal((await house.record(client.call.requestId))?.costNano, 310n * nanoPerToken)
  await house.assertAtRest()
})

for (const kind of ['error_mid_stream', 'reset_mid_body', 'cut'] as const) {
  test(`a buffered call on slices that ends by ${kind} delivers nothing and costs nothing`, async () => {
    const { house, marks } = await watchedWith(tight)
    house.providers[0]?.script('*', { then: kind === 'cut' ? { kind, where: 'no_done' } : { kind } })
    const client = house.chat(capped)
    const reply = await client.reply
    assert.ok(reply.kind === 'problem' && reply.problem.code.startsWith('upstream_'), JSON.stringify(reply))
    const record = await house.record(client.call.requestId)
    assert.deepEqual([record?.status, record?.costNano, record?.finishReason], ['upstream', 0n, 'error'])
    assert.deepEqual(marks, [], 'a crash would void it too')
    await house.assertAtRest()
  })
}

test('a client that leaves a buffered call on slices pays nothing and stops the provider', async () => {
  const { house } = await watchedWith(tight)
  house.providers[0]?.script('*', { then: { kind: 'stall_mid_stream', afterChunks: 2 } })
  const client = house.chat(capped)
  await house.providers[0]?.arrived(1)
  await new Promise((resolve) => setTimeout(resolve, 30))
  client.leave()
  assert.equal((await client.reply).kind, 'gone')
  await house.providers[0]?.idle()
  assert.equal((await house.record(client.call.requestId))?.costNano, 0n)
  await house.assertAtRest()
})

test('a model whose reasoning is not streamed needs its whole hold, one whose reasoning is does not', async () => {
  const reasons = new Set(['chat', 'reasoning'] as const)
  for (const body of [streamed, capped]) {
    const hidden = await gatewayWith({ ...tight, model: { capabilities: reasons } })
    const refused = await hidden.chat(body).reply
    assert.ok(refused.kind === 'problem' && refused.problem.code === 'insufficient_quota')
    const shown = await gatewayWith({ ...tight, model: { capabilities: reasons, streamsReasoning: true } })
    const client = shown.chat(body)
    await client.text
    assert.equal((await shown.record(client.call.requestId))?.status, 'success')
  }
})

test('watermarks are sent at most once a second, and say what was delivered', async () => {
  let elapsed = 0
  const { house, marks } = await watchedWith({
    deps: (deps) => ({ clock: { now: deps.clock.now, elapsed: () => elapsed } }),
  })
  house.providers[0]?.script('*', { then: { kind: 'answer', text: words(300), chunkDelayMs: 1 } })
  let writes = 0
  await house.chat(streamed, {
    accepts: () => {
      writes++
      // Ten writes a second.
      elapsed += 100
      return true
    },
  }).text
  assert.ok(writes > 50, `${writes} writes`)
  assert.ok(marks.length >= 1 && marks.length <= writes / 10, `${marks.length} marks in ${writes / 10} s`)
  for (const [at, mark] of marks.entries()) {
    assert.ok(mark.completionTokens > (marks[at - 1]?.completionTokens ?? 0))
    assert.equal(mark.chargeNano, BigInt(mark.promptTokens + mark.completionTokens) * nanoPerToken)
  }
})

test('what arrives while the verdict on more money is out waits for it, its end included', async () => {
  const gate = Promise.withResolvers<void>()
  const { house } = await watchedWith({
    balanceNano: 900n * nanoPerToken,
    settings: { sliceTokens: 50 },
    deps: (deps) => ({
      ledger: {
        ...deps.ledger,
        async extend(...args) {
          await gate.promise
          return deps.ledger.extend(...args)
        },
      },
    }),
  })
  const many = Array.from({ length: 400 }, () => chunk(0, { content: 'four' }))
  const events = [...many, chunk(0, {}, 'stop'), usageEvent(10, 400), '[DONE]']
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: rawStream(events), then: 'end' } })
  const client = house.chat(streamed)
  await client.received('four')
  await new Promise((resolve) => setTimeout(resolve, 50))
  gate.resolve()
  const text = await client.text
  assert.equal(text.split('"four"').length - 1, 400)
  assert.match(text, /\[DONE\]/)
  assert.equal((await house.record(client.call.requestId))?.costNano, 410n * nanoPerToken)
  await house.assertAtRest()
})
