// What is fuzzed, and what must hold whatever the bytes: nothing throws, nothing is believed that is not so, nothing of an upstream leaks.
import { bufferOf } from '../../src/base/byte-text.ts'
import assert from 'node:assert/strict'
import { isIPv4 } from 'node:net'
import { scanJsonObject } from '../../src/base/json-scan.ts'
import { sseSplitter } from '../../src/base/sse.ts'
import { dialectNames, upstreamDialectNames } from '../../src/contract/dialects.ts'
import { dialectNamed, upstreamDialectNamed } from '../../src/dialects/registry.ts'
import { problemFor } from '../../src/gateway/failure-problem.ts'
import { isGlobalUnicast } from '../../src/upstream/address-guard.ts'
import { classifyStatus, readRetryAfter, retryAfterMsMax } from '../../src/upstream/classify-failure.ts'
import type { Random } from '../simulation/random.ts'
import { mutated } from './mutate.ts'

export interface Target {
  readonly name: string
  /** One try. Throws when something does not hold. */
  run(random: Random): void
}

const limits = { depthMax: 64, valuesMax: 10_000 }
const bytesOf = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))

const tool = { type: 'function', function: { name: 'f', parameters: { type: 'object', properties: { a: { type: 'number' } } } } }
const requests = {
  'openai-chat': {
    model: 'm',
    messages: [
      { role: 'system', content: 'x' },
      { role: 'user', content: [{ type: 'text', text: 'ü' }] },
    ],
    tools: [tool],
    max_tokens: 9,
    n: 1,
    stream: true,
    stream_options: { include_usage: true },
    provider: { order: ['a'], max_price: { prompt: 1 } },
    models: ['b'],
  },
  'openai-responses': {
    model: 'm',
    input: [{ role: 'user', content: [{ type: 'input_text', text: 'x' }] }],
    max_output_tokens: 5,
    stream: true,
  },
  'anthropic-messages': {
    model: 'm',
    max_tokens: 5,
    system: [{ type: 'text', text: 's', cache_control: { type: 'ephemeral' } }],
    messages: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }],
    fallbacks: [{ model: 'b' }],
  },
  gemini: { contents: [{ role: 'user', parts: [{ text: 'x' }] }], generationConfig: { maxOutputTokens: 5, stopSequences: ['s'] } },
} as const
const streams = [
  bytesOf('data: {"id":"c","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}\n\ndata: [DONE]\n\n'),
  bytesOf('event: message_start\r\ndata: {"type":"message_start",\r\ndata: "message":{}}\r\n\r\n: comment\r\n\r\n'),
  bytesOf('data: {"candidates":[{"content":{"parts":[{"text":"ä"}]}}],"usageMetadata":{"promptTokenCount":1}}\n\n'),
  bytesOf('data: {"type":"response.output_text.delta","delta":"x"}\n\ndata: {"error":{"message":"upstream says","code":"x"}}\n\n'),
]
const offer = { upstreamModel: 'u', outputCapField: 'max_tokens', takesStreamOptions: true, dropsParams: [] } as const

/** However the bytes are cut, the events are the same, and no more memory waits than one event may have. */
function sse(random: Random): void {
  const bytes = mutated(streams, random)
  const events = (cuts: (left: number) => number): string[] => {
    const splitter = sseSplitter(16_384)
    const found: string[] = []
    for (let at = 0; at < bytes.length; ) {
      const size = Math.max(1, cuts(bytes.length - at))
      if (!splitter.push(bytes.subarray(at, at + size), (data) => found.push(data.toString('latin1')))) break
      at += size
    }
    return found
  }
  const whole = events((left) => left)
  assert.deepEqual(
    events((left) => random.below(Math.min(left, 40))),
    whole,
  )
  assert.deepEqual(
    events(() => 1),
    whole,
  )
}

/** The guard takes what JSON.parse takes, if it is an object within the limits, and finds its members where they are. */
function jsonGuard(random: Random): void {
  const bytes = mutated(Object.values(requests).map(bytesOf), random)
  const scan = scanJsonObject(bytes, limits)
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    return
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!scan.ok) {
    const mine = ['too_deep', 'too_many_values', 'duplicate_name', 'escaped_name'].includes(scan.fault.reason)
    assert.ok(!isObject || mine, `an object was refused as ${scan.fault.reason}`)
    return
  }
  assert.ok(isObject, 'something that is no object was taken')
  const spans = scan.spans.map(({ nameStart, nameEnd, valueStart, valueEnd }) => {
    const name = JSON.parse(`"${bytes.subarray(nameStart, nameEnd).toString('utf8')}"`) as string
    return [name, JSON.parse(bytes.subarray(valueStart, valueEnd).toString('utf8')) as unknown]
  })
  assert.deepEqual(spans, Object.entries(value as object).length === spans.length ? spans : [], 'each member has its place')
  for (const [name, found] of spans) assert.deepEqual(found, (value as Record<string, unknown>)[name as string])
}

/** A body is refused with a sentence, or taken, and then what goes upstream is JSON that says nothing to this server any more. */
function validators(random: Random): void {
  const name = random.pick(dialectNames)
  const dialect = dialectNamed(name)
  const named = name === 'gemini' ? { model: 'm', stream: false } : undefined
  const read = dialect.readRequest(mutated([bytesOf(requests[name])], random), limits, named)
  if (!read.ok) {
    assert.ok(read.problem.message.length > 0 && read.problem.message.length < 2_000)
    return
  }
  const sent = JSON.parse(bufferOf(dialect.writeRequest(read.value, offer, 7, false).body).toString('utf8')) as object
  for (const own of ['models', 'provider', 'fallbacks']) {
    if (read.value.preferences !== undefined) assert.ok(!Object.hasOwn(sent, own), `${own} went upstream`)
  }
  const common = dialect.requestToCommon(read.value)
  const ask = { offer, outputCap: 7, stream: true, reasons: true }
  for (const other of upstreamDialectNames)
    JSON.parse(bufferOf(upstreamDialectNamed(other).requestFromCommon(common, ask).body).toString('utf8'))
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
}

/** Whatever an upstream sends as events or as an answer, it is read, never thrown at us. */
function answers(random: Random): void {
  const dialect = upstreamDialectNamed(random.pick(upstreamDialectNames))
  const bytes = mutated(streams, random)
  const read = dialect.openStream()
  const common = dialect.openCommonEvents()
  sseSplitter(65_536).push(bytes, (data) => {
    const event = read(data)
    if (event.kind === 'chunk') common(event.data)
  })
  dialect.readWholeAnswer(bytes)
}

const addresses = [
  '127.0.0.1',
  '10.1.2.3',
  '169.254.169.254',
  '8.8.8.8',
  '::1',
  'fe80::1',
  '::ffff:10.0.0.1',
  '2606:4700::1111',
  '64:ff9b::a00:1',
]

/** A private address stays private in every spelling. */
function urlGuard(random: Random): void {
  const text = mutated(addresses.map(bytesOf), random).toString('latin1')
  isGlobalUnicast(text)
  const quad = [
    random.pick([10, 127, 0, 192, 172, 169, 100, 8, 224, 255]),
    random.pick([0, 16, 168, 254, 64, 1]),
    random.below(256),
    random.below(256),
  ]
  const address = quad.join('.')
  assert.ok(isIPv4(address))
  const hex = (at: number): string => (((quad[at] as number) << 8) | (quad[at + 1] as number)).toString(16)
  for (const twin of [`::ffff:${address}`, `::ffff:${hex(0)}:${hex(2)}`, `0:0:0:0:0:ffff:${hex(0)}:${hex(2)}`]) {
    assert.ok(isGlobalUnicast(address) || !isGlobalUnicast(twin), `${twin} passes and ${address} does not`)
  }
  if (quad[0] === 10 || quad[0] === 127 || quad[0] === 0) assert.equal(isGlobalUnicast(address), false, address)
}

const canary = 'sk-live-canary'
const errors = [
  { error: { message: canary, type: canary, code: canary, param: canary } },
  { type: 'error', error: { type: 'overloaded_error', message: canary } },
  { error: { code: 400, message: canary, status: 'INVALID_ARGUMENT', details: [{ reason: canary }] } },
  { detail: [{ loc: ['body', canary], msg: canary }] },
  { message: `Input is too long: ${canary}`, __type: canary },
]

/** No word of an upstream reaches a client, and a time to wait is a time. */
function errorMapper(random: Random): void {
  const dialect = upstreamDialectNamed(random.pick(upstreamDialectNames))
  let value: unknown
  try {
    value = JSON.parse(mutated(errors.map(bytesOf), random).toString('utf8'))
  } catch {
    value = random.pick(errors)
  }
  const error = dialect.readError(value)
  const status = random.pick([300, 400, 401, 402, 403, 404, 408, 413, 422, 429, 500, 503, 529, 599])
  const headers = { 'retry-after': mutated([bytesOf('120'), bytesOf('Wed, 21 Oct 2026 07:28:00 GMT')], random).toString('latin1') }
  const waitMs = readRetryAfter(headers, 1_790_000_000_000)
  assert.ok(waitMs === null || (Number.isInteger(waitMs) && waitMs >= 0 && waitMs <= retryAfterMsMax))
  const failure = classifyStatus(status, headers, error.code, 1_790_000_000_000)
  const told = problemFor(failure, error)
  assert.doesNotMatch(JSON.stringify(told), /canary/)
}

export const targets: readonly Target[] = [
  { name: 'sse', run: sse },
  { name: 'json-guard', run: jsonGuard },
  { name: 'validators', run: validators },
  { name: 'answers', run: answers },
  { name: 'url-guard', run: urlGuard },
  { name: 'error-mapper', run: errorMapper },
]
