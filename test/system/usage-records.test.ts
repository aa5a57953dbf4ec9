// Usage records of requests that did not go straight, and the commands that make keys and credit, with every kind of good and bad value.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { CreatedKeyJson, CreditJson, KeyJson } from '../../src/contract/control-api.ts'
import { parseUsd } from '../../src/contract/money.ts'
import type { UsageJson } from '../../src/contract/usage.ts'
import { keyPattern } from '../../src/keys/key-format.ts'
import { startFaultProvider, type FaultProvider } from '../faults/fault-provider.ts'
import { startRouter, type Router } from './start-router.ts'

const price = 'price_usd_per_million: { input: 0.14, output: 0.28, cached_input: 0.014 }'
const offer = (provider: string, weight: number): string => `{ provider: ${provider}, weight: ${weight} }`
const entry = (id: string, offers: string): string => `
  - { id: ${id}, context_length: 131072, max_output_tokens: 8192, ${price}, offers: [${offers}] }`

let first: FaultProvider
let second: FaultProvider
let router: Router
before(async () => {
  first = await startFaultProvider()
  second = await startFaultProvider()
  router = await startRouter({
    yaml: `providers:
  - { id: first, base_url: "${first.baseUrl}", api_key: a, allow_private: true }
  - { id: second, base_url: "${second.baseUrl}", api_key: b, allow_private: true }
models:${entry('alone', offer('first', 1))}${entry('pair', `${offer('first', 1_000_000_000)}, ${offer('second', 1)}`)}
`,
  })
})
after(async () => {
  await router?.[Symbol.asyncDispose]()
  await first.close()
  await second.close()
})

async function recordOf(response: Response): Promise<UsageJson> {
  await response.text()
  const id = response.headers.get('x-request-id')
  return (await router.usage((all) => all.some((one) => one.request_id === id))).find((one) => one.request_id === id) as UsageJson
}
const ask = (model: string, more: object = {}): object => ({ model, messages: [{ role: 'user', content: 'x' }], ...more })

for (const stream of [false, true]) {
  test(`a request that was tried three times shows each attempt and is charged once${stream ? ', streamed' : ''}`, async () => {
    first.script('alone', { next: [{ kind: 'status', code: 500 }, { kind: 'reset_before_headers' }] })
    const response = await router.chat(ask('alone', { stream }))
    assert.equal(response.status, 200)
    const record = await recordOf(response)
    assert.deepEqual(
      record.attempts.map(({ provider, upstream_model, result, status, failure }) => [provider, upstream_model, result, status, failure]),
      [
        ['first', 'alone', 'failed', 500, 'server_error'],
        ['first', 'alone', 'failed', null, 'reset_before_headers'],
        ['first', 'alone', 'answered', 200, null],
      ],
    )
    assert.deepEqual(
      [record.status, record.error_code, record.provider, record.stream, record.count],
      ['success', null, 'first', stream, 1],
    )
    // 10 x $0.14 + 2 x $0.28 per million.
    assert.deepEqual([record.cost_usd, record.quota], ['0.00000196', '0.98'])
    assert.equal(response.headers.get('x-nexorouter-attempts'), '3')
    assert.ok(record.attempts.every((one, at, all) => one.duration_ms >= 0 && one.started_ms >= (all[at - 1]?.started_ms ?? 0)))
  })
}

test('a request that another provider answered names both, and why it went there', async () => {
  first.script('pair', { then: { kind: 'status', code: 503 } })
  const response = await router.chat(ask('pair'))
  assert.equal(response.headers.get('x-nexorouter-provider'), 'second')
  const record = await recordOf(response)
  assert.deepEqual([record.provider, record.status], ['second', 'success'])
  assert.deepEqual(
    record.attempts.map(({ provider, result }) => [provider, result]),
    [
      ['first', 'failed'],
      ['second', 'answered'],
    ],
  )
  assert.match(record.routing ?? '', /first.*second/)
})

test('usage list --json is an array, newest first, with the documented fields in their types', async () => {
  await recordOf(await router.chat(ask('alone')))
  await recordOf(await router.chat(ask('nope')))
  const records = await router.json<UsageJson[]>('usage', 'list', '--limit', '50')
  assert.ok(records.length >= 2)
  assert.deepEqual(
    records.map((one) => one.time),
    records
      .map((one) => one.time)
      .sort()
      .reverse(),
  )
  const types: Record<string, string[]> = {
    request_id: ['string'],
    time: ['string'],
    key_name: ['string'],
    model: ['string', 'null'],
    provider: ['string', 'null'],
    status: ['string'],
    error_code: ['string', 'null'],
    prompt_tokens: ['number'],
    completion_tokens: ['number'],
    cached_tokens: ['number'],
    reasoning_tokens: ['number'],
    estimated: ['boolean'],
    cost_usd: ['string'],
    quota: ['string'],
    price_version: ['string', 'null'],
    latency_ms: ['number'],
    ttft_ms: ['number', 'null'],
    stream: ['boolean'],
    finish_reason: ['string', 'null'],
  }
  for (const record of records) {
    for (const [field, allowed] of Object.entries(types)) {
      const value = (record as unknown as Record<string, unknown>)[field]
      assert.ok(allowed.includes(value === null ? 'null' : typeof value), `${field} is ${typeof value}`)
    }
    assert.equal(new Date(record.time).toISOString(), record.time)
    assert.notEqual(parseUsd(record.cost_usd), undefined)
    assert.equal((parseUsd(record.cost_usd) as bigint) * 5n, (parseUsd(record.quota) as bigint) / 100_000n)
  }
  const [refused, answered] = records
  assert.deepEqual(
    [refused?.status, refused?.error_code, refused?.model, refused?.price_version],
    ['user_error', 'model_not_found', 'nope', null],
  )
  assert.ok(answered?.price_version !== null && answered?.finish_reason === 'stop')
  assert.equal((await router.json<UsageJson[]>('usage', 'list', '--limit', '1')).length, 1)
  assert.ok((await router.json<UsageJson[]>('usage', 'list', '--status', 'user_error')).every((one) => one.status === 'user_error'))
})

const goodKeys: readonly (readonly [args: readonly string[], shown: Partial<KeyJson>])[] = [
  [[], { budget_usd: null, budget_quota: null, expires_at: null, models: 'all', limits: {}, state: 'active', spent_usd: '0' }],
  [['--budget-usd', '5'], { budget_usd: '5', budget_quota: '2500000' }],
  [['--budget-usd', '0.50', '--models', 'chat'], { budget_usd: '0.5', models: 'chat' }],
  [['--budget-usd', '0.000000001'], { budget_usd: '0.000000001', budget_quota: '0.0005' }],
  [['--expires', 'never'], { expires_at: null }],
  [['--expires', '2099-02-28'], { expires_at: '2099-02-28T00:00:00.000Z' }],
  [['--expires', '2099-12-31T23:59:59+02:00'], { expires_at: '2099-12-31T21:59:59.000Z' }],
  [['--models', 'alone, pair,alone'], { models: ['alone', 'pair'] }],
  [
    ['--rpm', '60', '--tpm', 'none', '--concurrency', '2'],
    { limits: { requests_per_minute: 60, tokens_per_minute: null, concurrent_requests: 2 } },
  ],
]

test('keys create takes each option alone and together, and shows what it understood', async () => {
  const made = await Promise.all(
    goodKeys.map(async ([args, shown], at) => {
      const name = `k${at}`
      const created = await router.json<CreatedKeyJson>('keys', 'create', '--name', name, ...args)
      assert.deepEqual(Object.keys(created).slice(0, 3), ['id', 'key', 'name'])
      assert.match(created.key, keyPattern)
      assert.equal(created.name, name)
      for (const [field, value] of Object.entries(shown))
        assert.deepEqual(created[field as keyof KeyJson], value, `${args.join(' ')}: ${field}`)
      return created
    }),
  )
  const days = await router.json<CreatedKeyJson>('keys', 'create', '--name', 'days', '--expires', '30d')
  assert.equal(Math.round((Date.parse(days.expires_at ?? '') - Date.parse(days.created_at)) / 86_400_000), 30)
  const listed = await router.json<KeyJson[]>('keys', 'list')
  for (const { key, ...shown } of made) {
    const again = listed.find(({ id }) => id === shown.id)
    assert.deepEqual(again, shown)
    assert.equal(again?.last_four, key.slice(-4))
  }
  assert.ok(!JSON.stringify(listed).includes('sk-nxr-'))
})

const badCommands: readonly (readonly [args: readonly string[], says: RegExp])[] = [
  [['keys', 'create'], /--name/],
  [['keys', 'create', '--name', ''], /must not be empty/],
  [['keys', 'create', '--name', 'x', '--expires', '0d'], /--expires must be/],
  [['keys', 'create', '--name', 'x', '--expires', '-1d'], /--expires must be/],
  [['keys', 'create', '--name', 'x', '--expires', '2099-02-31'], /--expires must be/],
  [['keys', 'create', '--name', 'x', '--expires', '2020-01-01'], /in the past/],
  [['keys', 'create', '--name', 'x', '--budget-usd', '-1'], /decimal number in USD/],
  [['keys', 'create', '--name', 'x', '--budget-usd', '1e3'], /decimal number in USD/],
  [['keys', 'create', '--name', 'x', '--budget-usd', '0.0000000001'], /at most 9 fraction digits/],
  [['keys', 'create', '--name', 'x', '--models', 'nope'], /no model `nope`/],
  [['keys', 'create', '--name', 'x', '--models', 'ALONE'], /case-sensitive/],
  [['keys', 'create', '--name', 'x', '--models', ' , '], /--models must be/],
  [['keys', 'create', '--name', 'x', '--rpm', '0'], /--rpm must be/],
  [['keys', 'create', '--name', 'x', '--budget', '5'], /unknown option '--budget'/],
  [['credit', 'add'], /--usd/],
  [['credit', 'add', '--usd', '0'], /more than 0/],
  [['credit', 'add', '--usd', '-5'], /decimal number in USD/],
  [['credit', 'add', '--usd', '1000000.01'], /at most/],
  [['usage', 'list', '--limit', '0'], /whole number from 1/],
  [['usage', 'list', '--status', 'succes'], /must be one of success/],
  [['usage', 'lists'], /Did you mean list|unknown command/],
]

test('a bad value is refused with 2 and a sentence, prints nothing else, and changes nothing', async () => {
  const before = [await router.json('keys', 'list'), await router.json('credit', 'show')]
  await Promise.all(
    badCommands.map(async ([args, says]) => {
      const { code, stdout, stderr } = await router.cli(...args, '--json')
      assert.deepEqual([code, stdout], [2, ''], `${args.join(' ')}: ${stderr}`)
      assert.match(stderr, says, args.join(' '))
      assert.doesNotMatch(stderr, /\n\s+at /)
    }),
  )
  assert.deepEqual([await router.json('keys', 'list'), await router.json('credit', 'show')], before)
})

test('credit add says what moved and what there is now, exactly', async () => {
  const one = await router.json<CreditJson>('credit', 'add', '--usd', '5', '--note', 'x')
  const two = await router.json<CreditJson>('credit', 'add', '--usd', '0.000000001')
  assert.deepEqual([one.usd, one.quota, one.result], ['5', '2500000', 'credited'])
  assert.deepEqual([two.usd, two.quota], ['0.000000001', '0.0005'])
  assert.equal((parseUsd(two.balance_usd) as bigint) - (parseUsd(one.balance_usd) as bigint), 1n)
  assert.notEqual(one.reference, two.reference)
})
