// Budgets that reset, as their callers meet them: the refusal and its words, the next day, and a stream that runs over midnight.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Clock, systemClock } from '../../src/base/clock.ts'
import { windowStartMs } from '../../src/contract/budget.ts'
import { parseUsd } from '../../src/contract/money.ts'
import { keyBudgetStanding } from '../../src/keys/key-budgets.ts'
import { nanoPerToken, openTestGateway, type TestGateway, type TestOptions } from './open-test-gateway.ts'
import { hello } from './open-test-streams.ts'

const dayMs = 86_400_000
const open: TestGateway[] = []
after(() => Promise.all(open.map((gateway) => gateway.close())))

/** The system's clock, some days ahead. */
function steppingClock(): Clock & { days: number } {
  const system = systemClock()
  const clock = { days: 0, elapsed: system.elapsed, now: () => system.now() + clock.days * dayMs }
  return clock
}

async function houseWith(clock: Clock, options: TestOptions): Promise<TestGateway> {
  const house = await openTestGateway({ ...options, deps: () => ({ clock }) })
  open.push(house)
  return house
}

async function refusalOf(house: TestGateway, body: object): Promise<string> {
  const reply = await house.chat(body).reply
  assert.ok(reply.kind === 'problem')
  assert.equal(reply.problem.code, 'insufficient_quota')
  return reply.problem.message
}

test('a daily budget that is used up says when it resets; the next day it is whole again', async () => {
  const clock = steppingClock()
  const house = await houseWith(clock, { key: { budgetNano: 1n, budgetReset: 'daily' } })
  const midnight = new Date(windowStartMs('daily', clock.now()) + dayMs).toISOString()
  const message = await refusalOf(house, hello)
  assert.match(
    message,
    new RegExp(`^The daily budget of this key cannot cover this request: .* It resets at ${midnight}\\. Raise it, wait,`),
  )
  const needed = parseUsd(/up to \$([0-9.]+)/.exec(message)?.[1] ?? '') as bigint
  await house.store.changeKey(house.accountId, house.key.id, { budgetNano: needed })
  for (const day of [0, 1, 2]) {
    clock.days = day
    const asked = house.chat(hello)
    assert.equal((await asked.reply).kind, 'json', `day ${day}`)
    await asked.text
    await refusalOf(house, hello)
  }
  await house.assertAtRest()
})

test('a stream that runs over midnight lives on the money of its day, is stopped at its end, and is charged there', async () => {
  const clock = steppingClock()
  const house = await houseWith(clock, { settings: { sliceTokens: 10 }, key: { budgetNano: 1n, budgetReset: 'daily' } })
  const words = Array.from({ length: 400 }, (_, at) => `w${at}`).join(' ')
  house.providers[0]?.script('*', { then: { kind: 'answer', text: words, chunkDelayMs: 2 } })
  const body = { ...hello, stream: true, max_tokens: 400 }
  const least = parseUsd(/up to \$([0-9.]+)/.exec(await refusalOf(house, body))?.[1] ?? '') as bigint
  const budgetNano = least + 15n * nanoPerToken
  await house.store.changeKey(house.accountId, house.key.id, { budgetNano })

  const asked = house.chat(body)
  await asked.received('w0')
  clock.days = 1
  const text = await asked.text
  assert.match(text, /"finish_reason":"length"/)
  assert.match(text, /insufficient_quota/)
  const record = await house.record(asked.call.requestId)
  assert.ok(record !== undefined && record.costNano > 0n && record.costNano <= budgetNano)
  const key = await house.store.getKey(house.accountId, house.key.id)
  assert.ok(key !== undefined)
  assert.equal(key.budgetWindow?.spentNano, record.costNano)
  assert.equal(key.budgetWindow?.startMs, windowStartMs('daily', clock.now() - dayMs))
  assert.equal(keyBudgetStanding(key, clock.now())?.remainingNano, budgetNano)
  await house.assertAtRest()
})
