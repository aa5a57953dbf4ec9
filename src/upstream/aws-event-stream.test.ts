// The framing of AWS against the published vectors of its SDKs, and what hostile bytes do to it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { awsMessageReader, eventOf } from './aws-event-stream.ts'
import { awsMessage, bedrockChunk } from './cases/aws-message.ts'

const read = (bytes: Buffer) => awsMessageReader(1_048_576)(bytes)

/** From the test suites of the AWS SDKs. */
const vectors: readonly [name: string, hex: string, headers: object, payload: string][] = [
  ['empty message', '000000100000000005c248eb7d98c8ff', {}, ''],
  ['payload without headers', `0000001d00000000fd528c5a${Buffer.from("{'foo':'bar'}").toString('hex')}c3653936`, {}, "{'foo':'bar'}"],
  [
    'payload with one text header',
    `0000003d0000002007fd83960c${Buffer.from('content-type').toString('hex')}070010${Buffer.from('application/json').toString('hex')}${Buffer.from("{'foo':'bar'}").toString('hex')}8d9c08b1`,
    { 'content-type': 'application/json' },
    "{'foo':'bar'}",
  ],
  [
    'a number among the headers',
    '0000002d0000001041c424b80a6576656e742d747970650400 00a00c7b27666f6f273a27626172277d36f480a0'.replaceAll(' ', ''),
    {},
    "{'foo':'bar'}",
  ],
]

for (const [name, hex, headers, payload] of vectors) {
  test(`${name}: reads as published, in one piece and byte by byte`, () => {
    const bytes = Buffer.from(hex, 'hex')
    const [message] = read(bytes)
    assert.deepEqual({ ...message?.headers }, headers)
    assert.equal(message?.payload.toString(), payload)
    const reader = awsMessageReader(1_048_576)
    const dripped = [...bytes].flatMap((byte) => reader(Buffer.from([byte])))
    assert.equal(dripped.length, 1)
    assert.equal(dripped[0]?.payload.toString(), payload)
  })
}

test('a chunk becomes the event that lies in it, under its own type', () => {
  const event = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'a\nb' } }
  const [message] = read(bedrockChunk(event))
  assert.equal(message && eventOf(message), `event: content_block_delta\ndata: ${JSON.stringify(event)}\n\n`)
})

test('an event that its header names becomes the member of that name', () => {
  const payload = '{"contentBlockIndex":0,\n"delta":{"text":"Hi"},"p":"ab"}'
  const [message] = read(awsMessage({ ':event-type': 'contentBlockDelta', ':message-type': 'event' }, payload))
  assert.equal(message && eventOf(message), `data: {"contentBlockDelta":${payload.replace('\n', ' ')}}\n\n`)
  for (const name of ['initial-response', 'chunk', 'a"b', '']) {
    const [other] = read(awsMessage({ ':event-type': name, ':message-type': 'event' }, '{}'))
    assert.equal(other && eventOf(other), null, name)
  }
})

test('an exception becomes the error event that Messages readers know', () => {
  const [message] = read(
    awsMessage({ ':message-type': 'exception', ':exception-type': 'throttlingException' }, '{"message":"Too many tokens"}'),
  )
  assert.equal(
    message && eventOf(message),
    'event: error\ndata: {"type":"error","error":{"type":"rate_limit_error","message":"Too many tokens"}}\n\n',
  )
})

test('wrong checksums, lengths and headers are refused, and a message may not outgrow its limit', () => {
  const good = awsMessage({ ':message-type': 'event' }, '{}')
  for (const at of [0, 5, 9, 14, good.length - 1]) {
    const bad = Buffer.from(good)
    bad[at] = (bad[at] ?? 0) ^ 0x40
    assert.throws(() => read(bad), `byte ${at}`)
  }
  assert.throws(() => awsMessageReader(32)(awsMessage({}, 'x'.repeat(64))))
})
