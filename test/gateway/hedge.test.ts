// Two offers race for the first byte of a slow stream: the faster is relayed, the other is cut and paid by the operator.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTestGateway, type TestGateway, type TestOptions } from './open-test-gateway.ts'
import { hello } from './open-test-streams.ts'

const open: TestGateway[] = []
after(() => Promise.all(open.map((gateway) => gateway.close())))

/** `p95`: what was learned of the model; null: nothing yet. */
async function houseOf(p95: number | null, options: TestOptions = {}): Promise<TestGateway> {
  const offer = { cost: { input: 1_000_000n, output: 1_000_000n } }
  const learned: TestOptions['deps'] = (deps) => ({ speeds: { ...deps.speeds, beganP95: () => p95 } })
  const house = await openTestGateway({ providers: 2, model: { hedge: true }, offer, deps: learned, ...options })
  open.push(house)
  return house
}

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const mistake = (): Promise<never> => Promise.reject(new Error('ours'))
const streamed = { ...hello, stream: true }
const asked = (house: TestGateway): string => house.providers.map((provider) => provider.calls.length).join(' ')

test('a stream that does not begin is asked of the next offer, and the first is cut and booked to the operator', async () => {
  const house = await houseOf(1)
  house.providers[0]?.script('*', { then: { kind: 'hang_before_headers' } })
  const call = house.chat(streamed)
  assert.match(await call.text, /\[DONE\]/)
  await house.providers[0]?.idle()
  assert.equal(house.providers[0]?.calls[0]?.aborted, true)
  const record = await house.record(call.call.requestId)
  assert.deepEqual(
    record?.attempts.map(({ provider, result, failure }) => [provider, result, failure]),
    [
      ['provider-1', 'cancelled', 'slower'],
      ['provider-2', 'answered', null],
    ],
  )
  assert.equal(record?.provider, 'provider-2')
  assert.deepEqual(
    house.settled[0]?.losses?.map(({ provider }) => provider),
    ['provider-1'],
  )
  assert.match(record?.attempts[0]?.lostNano ?? '', /^[1-9]\d*$/)
  assert.equal(house.failures.length, 0, 'being slow is no failure')
  await house.assertAtRest()
})

test('a hedge that loses is cut, and the first answer is relayed', async () => {
  const house = await houseOf(1)
  house.providers[0]?.hold()
  house.providers[1]?.script('*', { then: { kind: 'hang_before_headers' } })
  const call = house.chat(streamed)
  await house.providers[1]?.arrived(1)
  house.providers[0]?.release()
  assert.match(await call.text, /\[DONE\]/)
  await house.providers[1]?.idle()
  const record = await house.record(call.call.requestId)
  assert.equal(record?.provider, 'provider-1')
  assert.deepEqual(record?.attempts.map(({ result }) => result).toSorted(), ['answered', 'cancelled'])
  await house.assertAtRest()
})

test('when both fail, the failure is that of the first, and nothing is charged', async () => {
  const house = await houseOf(1)
  house.providers[0]?.script('*', { then: { kind: 'hang_before_headers' } })
  house.providers[1]?.script('*', { then: { kind: 'html' } })
  const call = house.chat(streamed, {})
  await house.providers[1]?.arrived(1)
  await house.providers[1]?.idle()
  call.leave()
  await call.reply
  await house.assertAtRest()
})

for (const [name, breaks, answers] of [
  ['the second', 'provider-2', 0],
  ['the first', 'provider-1', 1],
] as const) {
  test(`when ${name} try fails by a mistake of ours, the answer of the other is relayed all the same`, async () => {
    const house = await houseOf(1, {
      deps: (deps) => ({
        speeds: { ...deps.speeds, beganP95: () => 1 },
        send(request) {
          if (request.target.provider !== breaks) return deps.send(request)
          const head = breaks === 'provider-1' ? later(700).then(mistake) : mistake()
          return { ...deps.send(request), head }
        },
      }),
    })
    house.providers[answers]?.script('*', { then: { kind: 'answer', delayMs: 900 } })
    const call = house.chat(streamed)
    assert.match(await call.text, /\[DONE\]/)
    assert.equal((await house.record(call.call.requestId))?.status, 'success')
    assert.ok(house.logged.some(({ sentence }) => /mistake of ours/.test(sentence)))
    await house.assertAtRest()
  })
}

const unhedged: [string, number | null, object, TestOptions][] = [
  ['before enough was learned', null, streamed, {}],
  ['for a buffered call, whose time is its length', 1, hello, {}],
  ['for a model that its operator did not choose', 1, streamed, { model: {} }],
]
for (const [name, p95, body, options] of unhedged) {
  test(`nobody is asked beside the first ${name}`, async () => {
    const house = await houseOf(p95, options)
    house.providers[0]?.script('*', { then: { kind: 'answer', delayMs: 700 } })
    await house.chat(body).text
    assert.equal(asked(house), '1 0')
    await house.assertAtRest()
  })
}

test('an answer that begins in time is asked for once', async () => {
  const house = await houseOf(1)
  await house.chat(streamed).text
  assert.equal(asked(house), '1 0')
  await house.assertAtRest()
})

test('a role wins no race: who says something first is relayed', async () => {
  const house = await houseOf(1)
  house.providers[0]?.script('*', { then: { kind: 'stall_mid_stream', afterChunks: 0 } })
  const call = house.chat(streamed)
  assert.match(await call.text, /ok.*\[DONE\]/s)
  assert.equal((await house.record(call.call.requestId))?.provider, 'provider-2')
  await house.assertAtRest()
})
