// The clocks of a model of its own, where the server's are so long that only the model's can have struck.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTestGateway, type TestGateway, type TestOptions } from './open-test-gateway.ts'
import { hello } from './open-test-streams.ts'

const open: TestGateway[] = []
after(() => Promise.all(open.map((house) => house.close())))
const hourMs = 3_600_000
const slow = {
  firstByteMs: hourMs,
  firstByteSlowMs: hourMs,
  openingMs: hourMs,
  idleMs: hourMs,
  idleSlowMs: hourMs,
  streamTotalMs: hourMs,
  bufferedTotalMs: hourMs,
}
const streamed = { ...hello, stream: true }

async function housed(options: TestOptions): Promise<TestGateway> {
  const house = await openTestGateway({ settings: slow, ...options })
  open.push(house)
  return house
}

test('a model with a first-byte clock of its own is waited for no longer than that', async () => {
  const house = await housed({ model: { firstByteMs: 150 } })
  house.providers[0]?.script('*', { then: { kind: 'hang_before_headers' } })
  const asked = house.chat(streamed)
  const reply = await asked.reply
  assert.equal(reply.kind === 'problem' ? reply.problem.code : reply.kind, 'upstream_request_timeout')
  assert.equal((await house.record(asked.call.requestId))?.attempts[0]?.failure, 'first_byte_timeout')
  await house.assertAtRest()
})

test('a model with an idle clock of its own is cut when it is silent for that long', async () => {
  const house = await housed({ model: { idleMs: 150 } })
  house.providers[0]?.script('*', { then: { kind: 'stall_mid_stream', afterChunks: 2 } })
  const asked = house.chat(streamed)
  assert.match(await asked.text, /stopped answering/)
  await house.assertAtRest()
})
