// A provider with several credentials: who is drawn, who gives way to whom, who is spared for how long, and what stands in the record.
import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { after, test } from 'node:test'
import { Secret } from '../../src/base/secret.ts'
import { asId, type ProviderId } from '../../src/contract/ids.ts'
import { operatorUsageJson, usageJson } from '../../src/contract/usage.ts'
import type { UpstreamTarget } from '../../src/upstream/send.ts'
import { targetWith } from '../../src/upstream/targets.ts'
import { openTestGateway, type TestGateway } from './open-test-gateway.ts'
import { hello } from './open-test-streams.ts'
import { openVendor, sendJson, type Vendor } from './open-vendor.ts'

const closing: { close(): unknown }[] = []
after(() => Promise.all(closing.map((one) => one.close())))

const completion = {
  id: 'c',
  object: 'chat.completion',
  created: 1,
  model: 'up',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 },
}

type Refuse = (response: ServerResponse) => void
const refusals = {
  unauthorized: (response) => sendJson(response, { error: { message: 'no', code: 'invalid_api_key' } }, 401),
  limited: (response) => sendJson(response.setHeader('retry-after', '30'), { error: { message: 'slow' } }, 429),
  spent: (response) => sendJson(response, { error: { message: 'pay', code: 'insufficient_quota' } }, 429),
  broken: (response) => sendJson(response, { error: { message: 'oops' } }, 500),
  wrong: (response) => sendJson(response, { error: { message: 'bad', code: 'invalid_request_error' } }, 400),
} as const satisfies Record<string, Refuse>

interface House {
  readonly house: TestGateway
  readonly vendor: Vendor
  /** What each credential answers with; absent: a completion. */
  readonly answers: Map<string, Refuse>
  /** Credentials in the order in which the vendor saw them. */
  seen(): string[]
}

const first = asId<ProviderId>('provider-1')

/** Two offers: the first has the credentials, the second one of its own. */
async function houseWith(weights: Readonly<Record<string, number>>, { providers = 2, random = 0 } = {}): Promise<House> {
  const answers = new Map<string, Refuse>()
  const keyOf = (headers: { authorization?: string | undefined }): string => headers.authorization?.replace('Bearer ', '') ?? ''
  const vendor = await openVendor((request, response) =>
    (answers.get(keyOf(request.headers)) ?? ((to) => sendJson(to, completion)))(response),
  )
  const credentials = Object.entries(weights).map(([name, weight]) => ({ name, weight, secret: new Secret(name) }))
  const place = { provider: first, baseUrl: vendor.baseUrl, auth: { kind: 'bearer' as const }, allowPrivate: true }
  const house = await openTestGateway({
    providers,
    settings: { attemptsMax: 5, retryShareMax: 1 },
    deps: (deps) => {
      const targets = new Map<ProviderId, UpstreamTarget>([...deps.targets(), [first, targetWith(place, credentials)]])
      return { targets: () => targets, random: () => random }
    },
  })
  closing.push(house, vendor)
  return { house, vendor, answers, seen: () => vendor.requests.map(({ headers }) => keyOf(headers)) }
}

test('credentials are drawn by weight', async () => {
  for (const [random, name] of [
    [0, 'a'],
    [0.74, 'a'],
    [0.76, 'b'],
    [0.999, 'b'],
  ] as const) {
    const { house, seen } = await houseWith({ a: 3, b: 1 }, { providers: 1, random })
    await house.chat(hello).text
    assert.deepEqual(seen(), [name])
  }
})

const waysOn = ['unauthorized', 'limited', 'spent'] as const
for (const way of waysOn) {
  test(`${way}: the next credential of the same offer answers, and the refused one is spared from then on`, async () => {
    const { house, answers, seen } = await houseWith({ a: 1, b: 1 })
    answers.set('a', refusals[way])
    const asked = house.chat(hello)
    assert.match(await asked.text, /"content":"Hi"/)
    await house.chat(hello).text
    assert.deepEqual(seen(), ['a', 'b', 'b'])
    assert.equal(house.providers[1]?.calls.length, 0)
    assert.deepEqual(
      house.failures.map(({ offer }) => offer.startsWith('credential:provider-1/a')),
      [true],
    )
    const record = await house.record(asked.call.requestId)
    assert.deepEqual(
      record?.attempts.map(({ credential, result }) => [credential, result]),
      [
        ['a', 'failed'],
        ['b', 'answered'],
      ],
    )
    assert.deepEqual(record && operatorUsageJson(record).attempts.map(({ credential }) => credential), ['a', 'b'])
    assert.doesNotMatch(JSON.stringify(record && usageJson(record)), /credential/)
    await house.assertAtRest()
  })
}

test('when none is left, the offer is set aside and the next one answers', async () => {
  const { house, answers, seen } = await houseWith({ a: 1, b: 1 })
  answers.set('a', refusals.limited)
  answers.set('b', refusals.unauthorized)
  assert.match(await house.chat(hello).text, /test-model/)
  assert.match(await house.chat(hello).text, /test-model/)
  assert.deepEqual(seen(), ['a', 'b'])
  assert.equal(house.providers[1]?.calls.length, 2)
  assert.equal(house.failures.at(-1)?.offer, 'provider-1/upstream-model')
})

test("what is the server's fault or the caller's says nothing of a credential", async () => {
  for (const way of ['broken', 'wrong'] as const) {
    const { house, answers, seen } = await houseWith({ a: 1, b: 1 })
    answers.set('a', refusals[way])
    await house.chat(hello).reply
    assert.deepEqual(seen(), ['a'])
    assert.equal(
      house.failures.some(({ offer }) => offer.startsWith('credential:')),
      false,
    )
  }
})

test('an offer that is tried as the last resort is tried with the credential that comes back first', async () => {
  const { house, answers, seen } = await houseWith({ a: 1, b: 1 })
  house.providers[1]?.script('*', { then: { kind: 'status', code: 401, body: { error: { message: 'no', code: 'invalid_api_key' } } } })
  answers.set('a', refusals.unauthorized)
  answers.set('b', refusals.unauthorized)
  assert.equal((await house.chat(hello).reply).kind, 'problem')
  answers.clear()
  assert.match(await house.chat(hello).text, /"content":"Hi"/)
  assert.deepEqual(seen().slice(0, 2), ['a', 'b'])
  assert.equal(seen().length, 3)
})

test('a provider with one credential keeps no name and no past of it', async () => {
  const { house, answers } = await houseWith({ single: 1 })
  answers.set('single', refusals.unauthorized)
  const asked = house.chat(hello)
  await asked.text
  assert.equal('credential' in ((await house.record(asked.call.requestId))?.attempts[0] ?? {}), false)
  assert.equal(house.failures[0]?.offer, 'provider-1/upstream-model')
})
