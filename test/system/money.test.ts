// Budgets and balances under parallel requests, through a whole server: what fits is admitted, nothing more, and nothing is lost.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parseUsd } from '../../src/contract/money.ts'
import { startFaultProvider, type FaultProvider } from '../faults/fault-provider.ts'
import { raceRounds } from './rounds.ts'
import { acmeYaml, startRouter, type Router } from './start-router.ts'

let upstream: FaultProvider
let router: Router
const limits = 'limits: { requests_per_minute: 100000, tokens_per_minute: 100000000, concurrent_requests: 1000 }\n'
before(async () => {
  upstream = await startFaultProvider()
  router = await startRouter({ yaml: acmeYaml(upstream.baseUrl, ['a'], limits) })
})
after(async () => {
  await router?.[Symbol.asyncDispose]()
  await upstream.close()
})

const body = { model: 'a', messages: [{ role: 'user', content: 'hello' }], max_tokens: 1000 }

/** What one such request holds, read from the record of one that ran. */
async function holdNano(): Promise<bigint> {
  const response = await router.chat(body)
  assert.equal(response.status, 200)
  const id = response.headers.get('x-request-id')
  await router.usage((records) => records.some((record) => record.request_id === id))
  const probe = await router.createKey('--name', 'probe', '--budget-usd', '0.000000001')
  const refused = (await (await router.chat(body, probe)).json()) as { error: { message: string } }
  const needed = /can cost up to \$([0-9.]+)/.exec(refused.error.message)?.[1]
  return parseUsd(needed ?? '') as bigint
}

function usd(nano: bigint): string {
  return `${nano / 1_000_000_000n}.${(nano % 1_000_000_000n).toString().padStart(9, '0')}`
}

for (let round = 1; round <= raceRounds; round++) {
  test(`of 200 parallel requests on a budget of exactly 10 holds, exactly 10 are admitted (round ${round})`, async () => {
    const hold = await holdNano()
    const key = await router.createKey('--name', `ten ${round}`, '--budget-usd', usd(hold * 10n))
    upstream.hold()
    const calls = upstream.calls.length
    const verdicts = new Map<number, number>()
    let refused = 0
    const requests = Array.from({ length: 200 }, async () => {
      const response = await router.chat(body, key)
      if (response.status === 402) refused++
      verdicts.set(response.status, (verdicts.get(response.status) ?? 0) + 1)
      // Nothing is released before every other request has its verdict.
      if (refused === 190) upstream.release()
      await response.text()
    })
    await Promise.all(requests)
    assert.deepEqual(Object.fromEntries(verdicts), { 200: 10, 402: 190 })
    assert.equal(upstream.calls.length - calls, 10)
  })
}

test('without a gate, what 200 parallel requests are charged never exceeds the budget', async () => {
  const hold = await holdNano()
  const budget = hold * 10n
  const key = await router.createKey('--name', 'free for all', '--budget-usd', usd(budget))
  const answers = await Promise.all(Array.from({ length: 200 }, () => router.chat(body, key)))
  const admitted = answers.filter((answer) => answer.status === 200).length
  assert.ok(admitted >= 10)
  for (const answer of answers) assert.ok(answer.status === 200 || answer.status === 402)
  const records = (
    await router.usage((all) => all.filter((one) => one.key_name === 'free for all' && one.status === 'success').length === admitted)
  ).filter((one) => one.key_name === 'free for all')
  const charged = records.reduce((sum, record) => sum + (parseUsd(record.cost_usd) as bigint), 0n)
  assert.ok(charged > 0n && charged <= budget)
})

test('the cost in the header is the cost in the record, and what the account lost', async () => {
  const accounts = async (): Promise<bigint> => {
    const response = await fetch(`http://127.0.0.1:${router.port}/control/v1/accounts`, {
      headers: { authorization: `Bearer ${router.managementKey}` },
    })
    const { data } = (await response.json()) as { data: { balance_usd: string }[] }
    return parseUsd(data[0]?.balance_usd ?? '') as bigint
  }
  const start = await accounts()
  const response = await router.chat(body)
  const cost = response.headers.get('x-nexorouter-cost-usd')
  const id = response.headers.get('x-request-id')
  const record = (await router.usage((all) => all.some((one) => one.request_id === id))).find((one) => one.request_id === id)
  assert.equal(record?.cost_usd, cost)
  assert.equal(start - (await accounts()), parseUsd(cost ?? ''))
  const generation = await fetch(`${router.baseUrl}/generation?id=${id}`, { headers: { authorization: `Bearer ${router.key}` } })
  assert.equal(((await generation.json()) as { data: { cost_usd: string } }).data.cost_usd, cost)
})

test("another account's request ID is unknown, and so is a made-up one", async () => {
  const response = await fetch(`${router.baseUrl}/generation?id=00000000-0000-7000-8000-000000000000`, {
    headers: { authorization: `Bearer ${router.key}` },
  })
  assert.equal(response.status, 404)
})
