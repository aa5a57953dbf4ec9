// What an answer says of its cost and of what is left: headers of whole answers, the usage chunk of streams, and the look-ups afterwards.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { parseUsd } from '../../src/contract/money.ts'
import { nanoPerToken, openTestGateway, type TestGateway, type TestOptions } from './open-test-gateway.ts'
import { chunk, eventsOf, hello, rawStream } from './open-test-streams.ts'

const open: TestGateway[] = []
async function gatewayWith(options: TestOptions = {}): Promise<TestGateway> {
  const gateway = await openTestGateway(options)
  open.push(gateway)
  return gateway
}
after(() => Promise.all(open.map((gateway) => gateway.close())))

/** 12 tokens: 10 in, 2 out. */
const cost = 12n * nanoPerToken

async function headersOf(house: TestGateway, body: object = hello): Promise<Record<string, string>> {
  const asked = house.chat(body)
  await asked.text
  const reply = await asked.reply
  assert.ok(reply.kind === 'json' || reply.kind === 'stream')
  return reply.headers
}

const nano = (text: string | undefined): bigint => parseUsd(text ?? '') as bigint

test('a whole answer says its charge, the balance after it and the price version; of a budget only where there is one', async () => {
  const house = await gatewayWith({ balanceNano: 50_000_000n })
  const headers = await headersOf(house)
  assert.equal(nano(headers['x-nexorouter-cost-usd']), cost)
  assert.equal(nano(headers['x-nexorouter-balance-usd']), 50_000_000n - cost)
  assert.equal(headers['x-nexorouter-price-version'], 'test-model@1')
  assert.equal(headers['x-nexorouter-budget-usd'], undefined)
  assert.equal(nano(headers['x-nexorouter-balance-usd']), (await house.store.getBalance(house.accountId))?.balanceNano)
})

test('a key with a budget sees what is left of it, beside the balance', async () => {
  const house = await gatewayWith({ balanceNano: 50_000_000n, key: { budgetNano: 20_000_000n } })
  await headersOf(house)
  const headers = await headersOf(house)
  assert.equal(nano(headers['x-nexorouter-budget-usd']), 20_000_000n - 2n * cost)
  assert.equal(nano(headers['x-nexorouter-balance-usd']), 50_000_000n - 2n * cost)
})

test('what a request that still runs holds is not shown as left', async () => {
  const house = await gatewayWith({ balanceNano: 50_000_000n })
  house.providers[0]?.hold()
  const first = house.chat(hello)
  await house.providers[0]?.arrived(1)
  const second = house.chat(hello)
  await house.providers[0]?.arrived(2)
  house.providers[0]?.release()
  const reply = await second.reply
  assert.ok(reply.kind === 'json')
  assert.ok(nano(reply.headers['x-nexorouter-balance-usd']) < 50_000_000n - 2n * cost, 'the hold of the first is subtracted')
  await first.reply
})

test('the last chunk of a stream carries cost and details when usage was asked for, and no chunk does otherwise', async () => {
  const house = await gatewayWith({ model: { price: { input: 1_000_123n, output: 2_000_000n, reasoning: 3_000_000n, cachedInput: 500n } } })
  const usage = {
    prompt_tokens: 10,
    completion_tokens: 5,
    total_tokens: 15,
    prompt_tokens_details: { cached_tokens: 4 },
    completion_tokens_details: { reasoning_tokens: 2 },
  }
  const last = { ...chunk(0, {}), choices: [], usage }
  house.providers[0]?.script('*', {
    then: { kind: 'raw', bytes: rawStream([chunk(0, { content: 'x' }), chunk(0, {}, 'stop'), last, '[DONE]']), then: 'end' },
  })
  const asked = house.chat({ ...hello, stream: true, stream_options: { include_usage: true } })
  const text = await asked.text
  const shown = (eventsOf(text).at(-2) as { usage: { cost: number; cost_details: Record<string, number> } }).usage
  assert.deepEqual(shown.cost_details, {
    input: 0.000006000738,
    cached_input: 2e-9,
    cache_write: 0,
    output: 0.000006,
    reasoning: 0.000006,
    per_call: 0,
    upstream_inference_cost: null,
  })
  assert.ok(text.includes('"cost":0.000018003,'), 'the sum, rounded up once to the nano-dollar, every digit')
  assert.equal((await house.record(asked.call.requestId))?.costNano, 18_003n)
  const quiet = await house.chat({ ...hello, stream: true }).text
  assert.doesNotMatch(quiet, /"cost/)
})

test('the headers cost the store nothing: one hold and one settlement are all that is asked of it', async () => {
  const asked: string[] = []
  const house = await gatewayWith({
    deps: (deps) => ({
      ledger: new Proxy(deps.ledger, {
        get(ledger, name: string) {
          const method = (ledger as unknown as Record<string, (...args: unknown[]) => unknown>)[name] as (...args: unknown[]) => unknown
          return (...args: unknown[]) => {
            if (name !== 'saturated') asked.push(name)
            return method.apply(ledger, args)
          }
        },
      }),
    }),
  })
  await headersOf(house)
  assert.deepEqual(asked, ['reserve', 'settle'])
})

test('GET /v1/generation and GET /v1/key answer in the names of OpenRouter and in ours, and agree with the headers', async () => {
  const house = await gatewayWith({ balanceNano: 50_000_000n, key: { budgetNano: 20_000_000n } })
  const asked = house.chat(hello)
  const reply = await asked.reply
  assert.ok(reply.kind === 'json')
  const body = async (answer: ReturnType<TestGateway['gateway']['key']>): Promise<Record<string, unknown>> => {
    const given = await answer
    assert.ok(given.kind === 'json' && typeof given.body === 'string')
    return (JSON.parse(given.body) as { data: Record<string, unknown> }).data
  }
  const generation = await body(house.gateway.generation(asked.call, asked.call.requestId))
  assert.equal(generation['cost_usd'], reply.headers['x-nexorouter-cost-usd'])
  assert.equal(generation['total_cost'], Number(reply.headers['x-nexorouter-cost-usd']))
  assert.equal((generation['cost_details'] as Record<string, string>)['input_usd'], '0.00001')
  const { price_version, provider, provider_name, tokens_prompt, native_tokens_completion, streamed, cancelled, finish_reason } = generation
  assert.deepEqual(
    [price_version, provider, provider_name, tokens_prompt, native_tokens_completion, streamed, cancelled, finish_reason],
    ['test-model@1', 'provider-1', 'provider-1', 10, 2, false, false, 'stop'],
  )
  const key = await body(house.gateway.key(asked.call))
  assert.equal(key['balance_usd'], reply.headers['x-nexorouter-balance-usd'])
  assert.equal(key['budget_left_usd'], reply.headers['x-nexorouter-budget-usd'])
  const { label, usage, limit, limit_remaining, is_free_tier, rate_limit, models } = key
  assert.deepEqual(
    [label, usage, limit, limit_remaining, is_free_tier, rate_limit, models],
    ['test', 0.000012, 0.02, 0.019988, false, { requests: -1, interval: '1m' }, 'all'],
  )
})
