// The balance of an account under 200 parallel requests of several keys: what fits is admitted, nothing more, and it ends at zero, not below.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { AccountJson } from '../../src/contract/control-api.ts'
import { parseUsd } from '../../src/contract/money.ts'
import { startFaultProvider, type FaultProvider } from '../faults/fault-provider.ts'
import { startRouter, type Router } from './start-router.ts'

let upstream: FaultProvider
let router: Router
before(async () => {
  upstream = await startFaultProvider()
  // One call of `half` holds and costs exactly $0.50: the first $5 of credit are ten of them.
  router = await startRouter({
    yaml: `providers:
  - { id: acme, base_url: "${upstream.baseUrl}", api_key: secret, allow_private: true }
models:
  - id: half
    context_length: 131072
    max_output_tokens: 8192
    price_usd_per_million: { input: 0, output: 0 }
    per_call_usd: 0.5
    offers: [{ provider: acme }]
  - id: by-token
    context_length: 131072
    max_output_tokens: 1000
    price_usd_per_million: { input: 100, output: 450 }
    offers: [{ provider: acme }]
limits: { requests_per_minute: 100000, tokens_per_minute: 100000000, concurrent_requests: 1000 }
`,
  })
})
after(async () => {
  await router?.[Symbol.asyncDispose]()
  await upstream.close()
})

async function money(): Promise<{ balance: bigint; held: bigint; available: bigint }> {
  const [account] = await router.json<AccountJson[]>('credit', 'show')
  const nano = (text: string | undefined): bigint => parseUsd(text ?? '') as bigint
  return { balance: nano(account?.balance_usd), held: nano(account?.held_usd), available: nano(account?.available_usd) }
}

const five = 5_000_000_000n
const ask = (model: string): object => ({ model, messages: [{ role: 'user', content: 'hello' }] })

test('of 200 parallel requests of two keys on a balance of exactly 10 holds, exactly 10 are admitted and the balance ends at zero', async () => {
  assert.deepEqual(await money(), { balance: five, held: 0n, available: five })
  const keys = [router.key, (await router.createKey('--name', 'second')).key]
  upstream.hold()
  const verdicts: Record<number, number> = {}
  let whileHeld: Awaited<ReturnType<typeof money>> | undefined
  const answers = Array.from({ length: 200 }, async (_, at) => {
    const response = await router.chat(ask('half'), { key: keys[at % 2] as string })
    verdicts[response.status] = (verdicts[response.status] ?? 0) + 1
    if (response.status === 402 && verdicts[402] === 190) {
      // Nothing is released before every other request has its verdict.
      whileHeld = await money()
      upstream.release()
    }
    return [response.status, await response.text()] as const
  })
  for (const [status, text] of await Promise.all(answers)) if (status === 402) assert.match(text, /account balance cannot cover/)
  assert.deepEqual(verdicts, { 200: 10, 402: 190 })
  assert.deepEqual(whileHeld, { balance: five, held: five, available: 0n })
  assert.equal(upstream.calls.length, 10)
  await router.usage((all) => all.filter((one) => one.status === 'success').length === 10)
  assert.deepEqual(await money(), { balance: 0n, held: 0n, available: 0n })
  assert.equal((await router.chat(ask('half'))).status, 402)
})

test('each refused one has its line, folded after ten a minute, and none of them costs anything', async () => {
  await router.kill('SIGTERM')
  await router.start()
  const refused = (await router.usage()).filter((one) => one.status === 'quota')
  assert.equal(
    refused.reduce((sum, one) => sum + one.count, 0),
    191,
  )
  for (const one of refused)
    assert.deepEqual([one.cost_usd, one.quota, one.provider, one.error_code], ['0', '0', null, 'insufficient_quota'])
  assert.ok(refused.length < 60, 'folded')
})

test('credit makes room at once, for as much as it is worth', async () => {
  const credited = await router.json<{ balance_usd: string; balance_quota: string }>('credit', 'add', '--usd', '0.50', '--note', 'one more')
  assert.deepEqual([credited.balance_usd, credited.balance_quota], ['0.5', '250000'])
  assert.equal((await router.chat(ask('half'))).status, 200)
  assert.equal((await router.chat(ask('half'))).status, 402)
})

test('without a gate, what 200 parallel requests are charged is what the balance lost, and it stays at zero or above', async () => {
  await router.json('credit', 'add', '--usd', '5')
  const start = (await money()).balance
  const answers = await Promise.all(Array.from({ length: 200 }, () => router.chat({ ...ask('by-token'), max_tokens: 1000 })))
  const admitted = answers.filter(({ status }) => status === 200).length
  assert.ok(admitted >= 10)
  const mine = (all: readonly { model: string | null; status: string }[]) =>
    all.filter((one) => one.model === 'by-token' && one.status === 'success')
  const records = await router.usage((all) => mine(all).length === admitted)
  const charged = records.filter((one) => one.model === 'by-token').reduce((sum, one) => sum + (parseUsd(one.cost_usd) as bigint), 0n)
  const end = await money()
  assert.deepEqual([end.balance, end.held], [start - charged, 0n])
  assert.ok(charged > 0n && end.balance >= 0n)
})
