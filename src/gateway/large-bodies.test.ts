// The thread for large requests: a job that throws fails alone, and the others that wait get their answers.
import { bufferOf } from '../base/byte-text.ts'
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { WireName } from '../contract/tasks.ts'
import { openLargeBodies } from './large-bodies.ts'

const bodies = openLargeBodies()
after(() => bodies.close())

const limits = { depthMax: 64, valuesMax: 1_000 }
const body = (): Buffer => Buffer.from(JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hi' }], top_k: 3, seed: 4 }))
const reading = (wire: string) => bodies.read(body(), { wire: wire as WireName, limits, named: undefined })

test('of three bodies the one whose reader throws is refused, the others are read, and the thread goes on', async () => {
  const [first, broken, last] = await Promise.all([reading('openai-chat'), reading('no such wire'), reading('openai-chat')])
  assert.deepEqual([first.ok, broken.ok, last.ok], [true, false, true])
  assert.equal(!broken.ok && broken.problem.code, 'gateway_error')
  assert.equal((await reading('openai-chat')).ok, true)
})

test('a request is translated there as here, and one that cannot be is rejected alone', async () => {
  const read = await reading('openai-chat')
  assert.ok(read.ok)
  const offer = { upstreamModel: 'theirs', outputCapField: 'max_tokens', takesStreamOptions: true, dropsParams: [] } as const
  const job = {
    from: 'openai-chat',
    to: 'anthropic-messages',
    request: read.value,
    ask: { offer, outputCap: 9, stream: true, reasons: false },
  } as const
  const [whole, broken, behind] = await Promise.all([
    bodies.translate(job),
    assert.rejects(bodies.translate({ ...job, from: 'no such wire' as WireName }), /could not be translated/),
    bodies.translate({ ...job, behind: 'So far ' }),
  ])
  assert.equal(broken, undefined)
  assert.deepEqual(JSON.parse(bufferOf(whole.written.body).toString()), {
    model: 'theirs',
    max_tokens: 9,
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    top_k: 3,
    stream: true,
  })
  assert.deepEqual([whole.written.dropped, whole.repeated, Object.keys(whole.settings)], [['seed'], '', ['topK', 'seed']])
  const { messages } = JSON.parse(bufferOf(behind.written.body).toString()) as { messages: object[] }
  assert.deepEqual([messages.at(-1), behind.repeated], [{ role: 'assistant', content: [{ type: 'text', text: 'So far' }] }, ' '])
  assert.equal(read.value.bytes.length, body().length, 'the bytes stay with the request')
})
