// Who leaves before the first output pays nothing, and has to wait once that has cost the operator too much: money counts, not requests.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTestGateway, type TestGateway, type TestOptions } from './open-test-gateway.ts'
import { hello } from './open-test-streams.ts'

const open: TestGateway[] = []
after(() => Promise.all(open.map((house) => house.close())))

async function houseOf(options: TestOptions): Promise<TestGateway> {
  const house = await openTestGateway(options)
  open.push(house)
  return house
}

const streamed = { ...hello, stream: true }

/** So many requests, each left while its provider has not answered. */
async function leave(house: TestGateway, count: number, body: object): Promise<void> {
  const [provider] = house.providers
  assert.ok(provider)
  provider.hold()
  for (let made = provider.calls.length + 1, left = count; left > 0; left--, made++) {
    const asked = house.chat(body)
    await provider.arrived(made)
    asked.leave()
    await asked.reply
  }
  provider.release()
}

async function codeOf(house: TestGateway): Promise<string> {
  const reply = await house.chat(streamed).reply
  return reply.kind === 'problem' ? reply.problem.code : reply.kind
}

/** 3 USD and 100 USD for a million tokens. */
const perMillion = { cheap: 3_000_000n, dear: 100_000_000n } as const

test('an editor that leaves most of its completions is not slowed down: their prompts cost little', async () => {
  const house = await houseOf({ offer: { cost: { input: perMillion.cheap, output: perMillion.cheap } } })
  await leave(house, 40, streamed)
  assert.equal(await codeOf(house), 'stream')
  await house.assertAtRest()
})

test('a key whose abandoned prompts have cost the operator a dollar waits until ten minutes are over', async () => {
  const house = await houseOf({ offer: { cost: { input: perMillion.dear, output: perMillion.dear } } })
  const long = { model: 'test-model', stream: true, messages: [{ role: 'user', content: 'word '.repeat(6_000) }] }
  await leave(house, 1, long)
  assert.equal(await codeOf(house), 'stream')
  await leave(house, 1, long)
  const reply = await house.chat(streamed).reply
  assert.ok(reply.kind === 'problem')
  assert.equal(reply.problem.code, 'rate_limit_exceeded')
  assert.ok((reply.problem.retryAfterMs ?? 0) > 500_000)
  await house.assertAtRest()
})

test('where the offer does not say what it costs, the price counts; one that costs nothing never makes a key wait', async () => {
  const priced = await houseOf({ model: { price: { input: perMillion.dear, output: 0n } }, balanceNano: 900_000_000_000n })
  await leave(priced, 1, { ...streamed, messages: [{ role: 'user', content: 'word '.repeat(12_000) }] })
  assert.equal(await codeOf(priced), 'rate_limit_exceeded')
  const free = await houseOf({ offer: { cost: { input: 0n, output: 0n } } })
  await leave(free, 40, streamed)
  assert.equal(await codeOf(free), 'stream')
})

test('a whole answer may be left when most of it is written, so what the provider writes in that time counts', async () => {
  for (const [body, code] of [
    [hello, 'rate_limit_exceeded'],
    [streamed, 'stream'],
  ] as const) {
    const house = await houseOf({
      offer: { cost: { input: 0n, output: perMillion.dear } },
      deps: (deps) => ({ speeds: { ...deps.speeds, of: () => ({ firstByteMs: null, tokensPerSecond: 100_000_000 }) } }),
    })
    await leave(house, 3, body)
    assert.equal(await codeOf(house), code)
  }
})
