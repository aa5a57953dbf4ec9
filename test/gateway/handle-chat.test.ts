// A chat call before its first output: attempts, refusals, leaving clients, and what each of them costs.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { randomText } from '../../src/base/hash.ts'
import { makeKeyText } from '../../src/keys/key-format.ts'
import { StoreUnavailable } from '../../src/ledger/store-unavailable.ts'
import type { Asked } from './ask.ts'
import { nanoPerToken, openTestGateway, type TestGateway, type TestOptions } from './open-test-gateway.ts'
import { hello, rawStream } from './open-test-streams.ts'

const open: TestGateway[] = []
async function gatewayWith(options: TestOptions = {}): Promise<TestGateway> {
  const gateway = await openTestGateway(options)
  open.push(gateway)
  return gateway
}
after(() => Promise.all(open.map((gateway) => gateway.close())))

const streamed = { ...hello, stream: true }

async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await new Promise((resolve) => setTimeout(resolve, 5))
}

async function codeOf(asked: Asked): Promise<string> {
  const reply = await asked.reply
  return reply.kind === 'problem' ? reply.problem.code : reply.kind
}

test('a buffered call is billed what its provider counted and leaves nothing held', async () => {
  const house = await gatewayWith()
  const asked = house.chat(hello)
  assert.equal((JSON.parse(await asked.text) as { model: string }).model, 'test-model')
  assert.equal((await house.record(asked.call.requestId))?.costNano, 12n * nanoPerToken)
  await house.assertAtRest()
})

test('a provider that never begins to answer leaves time for the next one', async () => {
  const house = await gatewayWith({ providers: 2, settings: { firstByteMs: 1_500 } })
  house.providers[0]?.script('*', { then: { kind: 'hang_before_headers' } })
  const asked = house.chat(streamed)
  assert.equal(await codeOf(asked), 'stream')
  assert.match(await asked.text, /\[DONE\]/)
  await house.assertAtRest()
})

test('a try that reached its provider and came to nothing notes what the provider may charge for the prompt', async () => {
  const cost = { input: 2_000_000n, output: 0n }
  const house = await gatewayWith({ providers: 2, settings: { firstByteMs: 1_500 }, offer: { cost } })
  house.providers[0]?.script('*', { then: { kind: 'hang_before_headers' } })
  const asked = house.chat(streamed)
  await asked.text
  const record = await house.record(asked.call.requestId)
  const [lost, answered] = record?.attempts ?? []
  assert.match(lost?.lostNano ?? '', /^[1-9]\d*000$/)
  assert.equal(answered?.lostNano, undefined)
  assert.equal(record?.providerCostNano, BigInt(record?.tokens.prompt ?? 0) * 2_000n)
})

test('a try that its provider refused, or that never reached it, may not cost anything', async () => {
  const house = await gatewayWith({ providers: 2, offer: { cost: { input: 2_000_000n, output: 0n } } })
  house.providers[0]?.script('*', { then: { kind: 'status', code: 500 } })
  const asked = house.chat(hello)
  await asked.text
  const attempts = (await house.record(asked.call.requestId))?.attempts ?? []
  assert.deepEqual(
    attempts.map(({ result, lostNano }) => [result, lostNano]),
    [
      ['failed', undefined],
      ['answered', undefined],
    ],
  )
})

test('at most a fifth of the active requests is being retried at one time', async () => {
  const house = await gatewayWith({ providers: 2 })
  const [failing, slow] = house.providers
  failing?.script('*', { then: { kind: 'status', code: 500 } })
  failing?.hold()
  slow?.hold()
  const asked = Array.from({ length: 40 }, () => house.chat(streamed))
  await failing?.arrived(40)
  failing?.release()
  // A request that may not be retried is answered at once; one that is retried waits at the second provider.
  await until(() => (slow?.calls.length ?? 0) > 8 || (slow?.calls.length ?? 0) + house.settled.length >= 40)
  const retried = slow?.calls.length ?? 0
  slow?.release()
  await Promise.all(asked.map((one) => one.text))
  assert.ok(retried <= 8, `${retried} of 40 were retried at once`)
  await house.assertAtRest()
})

test('an event stream of broken JSON for a buffered call is the provider failing, and the next one is asked', async () => {
  const house = await gatewayWith({ providers: 2, offer: { streamOnly: true } })
  const events = ['{"choices":[{"index":0,"delta":{"content":"a" "b"},"finish_reason":"stop"}]}', '[DONE]']
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes: rawStream(events), then: 'end' } })
  const asked = house.chat(hello)
  assert.equal(await codeOf(asked), 'json')
  assert.equal((await house.record(asked.call.requestId))?.attempts.length, 2)
  await house.assertAtRest()
})

test('a store that cannot hold money is answered with 503 and a time to wait', async () => {
  const house = await gatewayWith({
    deps: (deps) => ({ ledger: { ...deps.ledger, reserve: () => Promise.reject(new StoreUnavailable('the store cannot write')) } }),
  })
  const asked = house.chat(hello)
  assert.equal(await codeOf(asked), 'upstream_unavailable')
  await house.assertAtRest()
})

test('a prompt that is too long for the provider is not held against the provider, whatever status says so', async () => {
  const house = await gatewayWith({ providers: 2 })
  const error = { error: { message: 'too long', type: 'invalid_request_error', code: 'context_length_exceeded' } }
  for (const provider of house.providers) provider.script('*', { then: { kind: 'raw', bytes: rawStream([error]), then: 'end' } })
  const asked = house.chat(streamed)
  assert.equal(await codeOf(asked), 'context_length_exceeded')
  assert.equal(house.failures.length, 0)
})

test("a refusal in an array, as Google's OpenAI path sends it, is read like any other", async () => {
  const house = await gatewayWith()
  const message = 'The input token count (1048577) exceeds the maximum number of tokens allowed (1048576).'
  const body = [{ error: { code: 400, message, status: 'INVALID_ARGUMENT' } }]
  house.providers[0]?.script('*', { then: { kind: 'status', code: 400, body } })
  assert.equal(await codeOf(house.chat(hello)), 'context_length_exceeded')
})

test("a client's own short timeout is not held against the provider", async () => {
  const house = await gatewayWith({ offer: { streamOnly: true } })
  house.providers[0]?.script('*', { then: { kind: 'hang_before_headers' } })
  const asked = house.chat(hello, { headers: { 'x-stainless-timeout': '1' } })
  assert.equal(await codeOf(asked), 'upstream_request_timeout')
  assert.equal(house.failures.length, 0)
})

test('unknown keys from an address do not lock out the valid keys behind it', async () => {
  const house = await gatewayWith()
  for (let tried = 0; tried < 5; tried++) await house.chat(hello, { credential: makeKeyText(randomText) }).reply
  assert.equal(await codeOf(house.chat(hello)), 'json')
})

test('a refused request of a disabled key has its line in the usage records', async () => {
  const house = await gatewayWith({ key: { disabled: true } })
  const asked = house.chat(hello)
  assert.equal(await codeOf(asked), 'invalid_api_key')
  assert.equal((await house.record(asked.call.requestId))?.errorCode, 'invalid_api_key')
})

test('a caller cannot hold money for one token and let the provider write thousands', async () => {
  const house = await gatewayWith()
  const body = '{"model":"test-model","messages":[{"role":"user","content":"x"}],"max_tokens":1,"max_completion_tok\\u0065ns":4000}'
  const asked = house.chat(body)
  await asked.reply
  for (const call of house.providers[0]?.calls ?? []) {
    const sent = JSON.parse(call.bodyText) as { max_tokens?: number; max_completion_tokens?: number }
    assert.ok(Math.max(sent.max_tokens ?? 0, sent.max_completion_tokens ?? 0) <= 1, call.bodyText)
  }
})

test('without a cap of the caller, the cap that is sent leaves room for the prompt in the context', async () => {
  const house = await gatewayWith({ model: { contextLength: 1_000, maxOutputTokens: 1_000 } })
  await house.chat({ ...hello, messages: [{ role: 'user', content: 'word '.repeat(300) }] }).text
  const sent = JSON.parse(house.providers[0]?.calls[0]?.bodyText ?? '{}') as { max_tokens: number }
  assert.ok(sent.max_tokens <= 700, `max_tokens ${sent.max_tokens} beside a prompt of about 300 tokens in a context of 1000`)
})

const failures = [
  ['reset_before_headers', { kind: 'reset_before_headers' }, 'upstream_error'],
  ['a status 500', { kind: 'status', code: 500 }, 'upstream_error'],
  ['a status 429', { kind: 'status', code: 429 }, 'upstream_unavailable'],
  ['a status 401 with the key echoed', { kind: 'key_echoed', code: 401 }, 'upstream_error'],
  ['a page of HTML', { kind: 'html' }, 'upstream_error'],
  ['an empty body', { kind: 'empty' }, 'upstream_error'],
  ['broken JSON', { kind: 'broken_json' }, 'upstream_error'],
  ['a redirect', { kind: 'redirect' }, 'upstream_error'],
] as const
for (const [name, behaviour, code] of failures) {
  for (const body of [hello, streamed]) {
    test(`${name} to a ${'stream' in body ? 'streamed' : 'buffered'} call is ${code}, costs nothing and says nothing of the provider`, async () => {
      const house = await gatewayWith()
      house.providers[0]?.script('*', { then: behaviour })
      const asked = house.chat(body)
      const reply = await asked.reply
      assert.ok(reply.kind === 'problem')
      assert.equal(reply.problem.code, code)
      assert.doesNotMatch(JSON.stringify(reply), /upstream-secret|127\.0\.0\.1|Scripted/)
      const record = await house.record(asked.call.requestId)
      assert.equal(record?.costNano, 0n)
      assert.equal(record?.status, 'upstream')
      await house.assertAtRest()
    })
  }
}

test('a client that leaves before the first output pays nothing and closes the upstream', async () => {
  for (const body of [hello, streamed]) {
    const house = await gatewayWith()
    house.providers[0]?.script('*', { then: { kind: 'hang_before_headers' } })
    const asked = house.chat(body)
    await house.providers[0]?.arrived(1)
    asked.leave()
    assert.equal((await asked.reply).kind, 'gone')
    await house.providers[0]?.idle()
    assert.equal((await house.record(asked.call.requestId))?.status, 'cancelled')
    assert.equal((await house.record(asked.call.requestId))?.costNano, 0n)
    assert.equal(house.failures.length, 0)
    await house.assertAtRest()
  }
})

test('a client that leaves while its money is being held pays nothing and reaches no provider', async () => {
  const gate = Promise.withResolvers<void>()
  const house = await gatewayWith({
    deps: (deps) => ({
      ledger: {
        ...deps.ledger,
        async reserve(ask) {
          await gate.promise
          return deps.ledger.reserve(ask)
        },
      },
    }),
  })
  const asked = house.chat(streamed)
  await new Promise((resolve) => setImmediate(resolve))
  asked.leave()
  gate.resolve()
  assert.equal((await asked.reply).kind, 'gone')
  assert.equal(house.providers[0]?.calls.length, 0)
  assert.equal((await house.record(asked.call.requestId))?.status, 'cancelled')
  await house.assertAtRest()
})

test('a failure of ours before anything is held is a refusal with its line in Usage Logs, and gives its place back', async () => {
  const broken = (): never => {
    throw new Error('a defect of ours')
  }
  const defects: readonly TestOptions['deps'][] = [
    () => ({ catalog: broken }),
    () => ({ draining: broken }),
    (deps) => ({ learned: { ...deps.learned, ratioFor: broken } }),
    (deps) => ({ ledger: { ...deps.ledger, reserve: broken } }),
  ]
  for (const deps of defects) {
    const house = await gatewayWith({ ...(deps && { deps }) })
    for (const body of [hello, streamed]) {
      const asked = house.chat(body)
      assert.equal(await codeOf(asked), 'gateway_error')
      await house.gateway.close()
      const record = await house.record(asked.call.requestId)
      assert.deepEqual([record?.status, record?.errorCode, record?.costNano], ['gateway', 'gateway_error', 0n])
    }
    assert.equal(house.logged.filter(({ sentence }) => sentence === 'a request failed inside the gateway').length, 2)
    assert.equal(house.providers[0]?.calls.length, 0)
    await house.assertAtRest()
  }
})
