// The matrix of upstream faults: each row streamed and buffered, with and without another provider behind it. What its client gets, how often which
// provider was asked, and what was charged. Order and bounds only: `npm run bench:faults` measures.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { TestGateway } from '../gateway/open-test-gateway.ts'
import { eventsOf, hello } from '../gateway/open-test-streams.ts'
import { houseFor, type Row, rows, type Seen } from './upstream-matrix.ts'

const open: TestGateway[] = []
after(() => Promise.all(open.map((gateway) => gateway.close())))

async function openFor(row: Row, providers: number): Promise<TestGateway> {
  const house = await houseFor(row, providers)
  open.push(house)
  return house
}

const asked = (house: TestGateway): string => house.providers.map((provider) => provider.calls.length).join(' ')

/** One call through, and everything that must hold of it whatever the row. */
async function play(house: TestGateway, row: Row, stream: boolean, expected: Seen): Promise<void> {
  const call = house.chat({ ...hello, ...row.body, stream })
  const reply = await call.reply
  const text = reply.kind === 'problem' ? '' : await call.text
  const all = text + JSON.stringify(reply.kind === 'problem' ? [reply.problem, reply.headers] : reply.kind === 'gone' ? '' : reply.headers)
  assert.doesNotMatch(all, /upstream-secret|127\.0\.0\.1|Scripted|set-cookie|upstream=1/, 'nothing of the provider leaks')
  assert.equal(seen(reply.kind === 'problem' ? reply.problem.code : null, text, stream), expected)
  for (const provider of house.providers) await provider.idle()
  const record = await house.record(call.call.requestId)
  assert.ok(record)
  assert.equal(house.settled.length, 1, 'one end of one hold')
  assert.ok(record.costNano <= record.holdNano, 'never more than was held')
  const free = expected !== 'answer' && expected !== 'length' && expected !== 'broken'
  assert.equal(record.costNano === 0n, free, `charged ${record.costNano}`)
  const calls = house.providers.reduce((sum, provider) => sum + provider.calls.length, 0)
  assert.ok(record.attempts.length >= calls, 'no call without its attempt; a refused connection is an attempt without a call')
  await house.assertAtRest()
}

function seen(code: string | null, text: string, stream: boolean): string {
  if (code !== null) return code
  if (!stream) return text.startsWith('{') ? 'answer' : text
  const events = eventsOf(text)
  const done = events.filter((event) => event === '[DONE]').length
  const broken = events.some((event) => typeof event === 'object' && event !== null && 'error' in event)
  assert.equal(done, broken ? 0 : 1, 'one [DONE] after an answer, none after an error')
  if (broken) assert.ok(typeof events.at(-1) === 'object' && 'error' in (events.at(-1) as object), 'the error is the last word')
  return broken ? 'broken' : /"finish_reason":"length"/.test(text) ? 'length' : 'answer'
}

for (const row of rows) {
  for (const stream of [false, true]) {
    const way = stream ? 'streamed' : 'buffered'
    test(`${row.id}: a provider that ${row.fault}, ${way}, alone`, async () => {
      const house = await openFor(row, 1)
      await play(house, row, stream, row.alone[stream ? 1 : 0])
      assert.equal(house.providers[0]?.calls.length, row.alone[2])
    })
    test(`${row.id}: a provider that ${row.fault}, ${way}, with another one behind it`, async () => {
      const house = await openFor(row, 2)
      await play(house, row, stream, row.behind[stream ? 1 : 0])
      assert.equal(asked(house), row.behind[stream ? 3 : 2])
    })
  }
}
