// Streams through a whole server: what the client sees for each way an upstream can end one, and what it costs.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startFaultProvider, type FaultProvider } from '../faults/fault-provider.ts'
import type { Behaviour } from '../faults/behaviours.ts'
import type { UsageJson } from '../../src/contract/usage.ts'
import { acmeYaml, startRouter, type Router } from './start-router.ts'

interface Row {
  readonly name: string
  readonly behaviour: Behaviour
  readonly error?: string
  readonly estimated?: boolean
  readonly text?: string
}

const whole = 'one two three four'
const rows: Record<string, Row> = {
  plain: { name: 'a whole stream', behaviour: { kind: 'answer', text: whole }, text: whole },
  crlf: { name: 'carriage returns as line ends', behaviour: { kind: 'answer', text: whole, lineEnd: '\r\n' }, text: whole },
  dressed: { name: 'comments, ids and names between events', behaviour: { kind: 'answer', text: whole, dressed: true }, text: whole },
  multi: { name: 'events over several data lines', behaviour: { kind: 'answer', text: whole, multiLine: true }, text: whole },
  twodone: { name: 'two [DONE]', behaviour: { kind: 'answer', text: whole, done: 2 }, text: whole },
  nodone: { name: 'an end without [DONE] after the finish reason', behaviour: { kind: 'answer', text: whole, done: 0 }, text: whole },
  asjson: { name: 'JSON where a stream was asked', behaviour: { kind: 'answer', text: whole, form: 'json' }, text: whole },
  early: {
    name: 'early hints and 100-continue before the answer',
    behaviour: { kind: 'answer', text: whole, before: [100, 103] },
    text: whole,
  },
  nousage: { name: 'no usage', behaviour: { kind: 'answer', text: whole, usage: 'missing' }, text: whole, estimated: true },
  nullusage: { name: 'null usage', behaviour: { kind: 'answer', text: whole, usage: 'null' }, text: whole, estimated: true },
  negative: { name: 'negative usage', behaviour: { kind: 'answer', text: whole, usage: 'negative' }, text: whole, estimated: true },
  huge: { name: 'usage of 2^53', behaviour: { kind: 'answer', text: whole, usage: 'huge' }, text: whole, estimated: true },
  strings: { name: 'usage as texts', behaviour: { kind: 'answer', text: whole, usage: 'strings' }, text: whole, estimated: true },
  twice: { name: 'usage twice', behaviour: { kind: 'answer', text: whole, usage: 'twice' }, text: whole },
  cutclean: { name: 'a stream that just stops', behaviour: { kind: 'cut', where: 'no_done', afterChunks: 2 }, error: 'upstream_error' },
  cutevent: {
    name: 'a stream cut inside an event',
    behaviour: { kind: 'cut', where: 'mid_event', afterChunks: 2 },
    error: 'upstream_error',
  },
  cututf8: {
    name: 'a stream cut inside a character',
    behaviour: { kind: 'cut', where: 'mid_utf8', afterChunks: 2 },
    error: 'upstream_error',
  },
  reset: { name: 'a stream that is reset', behaviour: { kind: 'reset_mid_body', afterChunks: 2 }, error: 'upstream_error' },
  stall: { name: 'a stream that falls silent', behaviour: { kind: 'stall_mid_stream', afterChunks: 2 }, error: 'upstream_request_timeout' },
  midstream: {
    name: 'an error object in the middle, then [DONE]',
    behaviour: { kind: 'error_mid_stream', afterChunks: 2 },
    error: 'upstream_error',
  },
}

let upstream: FaultProvider
let router: Router
before(async () => {
  upstream = await startFaultProvider()
  for (const [model, row] of Object.entries(rows)) upstream.script(model, { then: row.behaviour })
  upstream.script('long', { then: { kind: 'answer', text: 'word '.repeat(4_000).trim(), chunkDelayMs: 2 } })
  upstream.script('greedy', { then: { kind: 'answer', text: 'word '.repeat(30_000).trim(), chunkDelayMs: 0, ignoresCap: true } })
  const models = [...Object.keys(rows), 'long', 'greedy']
  // The reset and cut rows would put the only provider to cool; a high bar keeps this file about streams.
  router = await startRouter({ yaml: acmeYaml(upstream.baseUrl, models, 'timeouts: { idle_ms: 1500 }\n') })
})
after(async () => {
  await router?.[Symbol.asyncDispose]()
  await upstream.close()
})

interface Seen {
  readonly events: Record<string, unknown>[]
  readonly done: number
  readonly text: string
  readonly id: string
}

async function stream(model: string, more: object = {}, key?: string): Promise<Seen> {
  const response = await router.chat(
    { model, messages: [{ role: 'user', content: 'count' }], stream: true, ...more },
    key === undefined ? {} : { key },
  )
  assert.equal(response.status, 200, await (response.status === 200 ? '' : response.text()))
  assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  assert.equal(response.headers.get('cache-control'), 'no-store')
  assert.equal(response.headers.get('x-accel-buffering'), 'no')
  const data = (await response.text())
    .split('\n\n')
    .filter((part) => part.startsWith('data: '))
    .map((part) => part.slice(6))
  const events = data.filter((part) => part !== '[DONE]').map((part) => JSON.parse(part) as Record<string, unknown>)
  const text = events
    .flatMap((event) => (event['choices'] as { delta?: { content?: string } }[] | undefined) ?? [])
    .map((choice) => choice.delta?.content ?? '')
    .join('')
  return { events, done: data.length - events.length, text, id: String(response.headers.get('x-request-id')) }
}

async function recordOf(id: string): Promise<UsageJson> {
  const records = await router.usage((all) => all.some((one) => one.request_id === id))
  return records.find((one) => one.request_id === id) as UsageJson
}

for (const [model, row] of Object.entries(rows)) {
  test(`${row.name} reaches the client ${row.error === undefined ? 'whole, with exactly one [DONE]' : 'as an error event, without [DONE]'}`, async () => {
    const seen = await stream(model, { stream_options: { include_usage: true } })
    const record = await recordOf(seen.id)
    for (const event of seen.events) if ('choices' in event) assert.equal(event['model'], model)
    if (row.error !== undefined) {
      assert.equal(seen.done, 0)
      const last = seen.events.at(-1) as { error: { code: string; request_id: string }; choices?: unknown }
      assert.equal(last.error.code, row.error)
      assert.equal(last.error.request_id, seen.id)
      assert.equal(last.choices, undefined)
      assert.equal(record.status, 'upstream')
      assert.equal(record.error_code, row.error)
      assert.ok(record.completion_tokens > 0 && Number(record.cost_usd) > 0, 'received output is billed')
      assert.equal(record.estimated, true)
      return
    }
    assert.equal(seen.done, 1)
    assert.equal(seen.text, row.text)
    const last = seen.events.at(-1) as { choices: unknown[]; usage: { cost: number; completion_tokens: number } }
    assert.deepEqual(last.choices, [])
    assert.equal(last.usage.cost, Number(record.cost_usd))
    for (const event of seen.events.slice(0, -1)) assert.equal(event['usage'], null)
    assert.equal(record.status, 'success')
    assert.equal(record.estimated, row.estimated ?? false)
    assert.equal(record.finish_reason, 'stop')
    assert.ok(record.ttft_ms !== null && record.ttft_ms <= record.latency_ms)
  })
}

test('a client that did not ask for usage sees none, and is billed by it all the same', async () => {
  const seen = await stream('plain')
  for (const event of seen.events) assert.equal('usage' in event, false)
  assert.equal((await recordOf(seen.id)).estimated, false)
})

test('a client that leaves closes the upstream, and pays for what was received', async () => {
  const calls = upstream.calls.length
  const control = new AbortController()
  const response = await router.chat(
    { model: 'long', messages: [{ role: 'user', content: 'x' }], stream: true },
    { signal: control.signal },
  )
  const id = String(response.headers.get('x-request-id'))
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  for (let reads = 0; reads < 5; reads++) await reader.read()
  control.abort()
  await upstream.idle()
  const call = upstream.calls[calls]
  assert.equal(call?.aborted, true)
  const record = await recordOf(id)
  assert.equal(record.status, 'cancelled')
  assert.ok(record.completion_tokens > 0 && record.completion_tokens < 4_000)
  assert.ok(Number(record.cost_usd) > 0)
})

test('an upstream that ignores the output cap is cut at the hold, as a normal finish by length', async () => {
  const seen = await stream('greedy', { max_tokens: 50 })
  assert.equal(seen.done, 1)
  const last = seen.events.at(-1) as { choices: { finish_reason: string }[]; nexorouter: { stopped_by: string } }
  assert.equal(last.choices[0]?.finish_reason, 'length')
  assert.equal(last.nexorouter.stopped_by, 'output_cap')
  const record = await recordOf(seen.id)
  assert.equal(record.stopped_by, 'output_cap')
  assert.ok(seen.text.length < 40_000)
})

test('a stream on a tight budget runs on slices and stops when its money is spent, never above the budget', async () => {
  const budget = 0.0006
  const created = await router.createKey('--name', 'tight', '--budget-usd', String(budget))
  const seen = await stream('long', {}, created.key)
  const last = seen.events.at(-1) as { choices: { finish_reason: string }[]; nexorouter?: { stopped_by: string }; error?: unknown }
  assert.equal(last.error, undefined)
  assert.equal(seen.done, 1)
  const record = await recordOf(seen.id)
  assert.equal(record.finish_reason, 'length')
  assert.ok(Number(record.cost_usd) <= budget)
  assert.ok(record.completion_tokens > 100)
  if (record.stopped_by !== null) assert.equal(last.nexorouter?.stopped_by, 'insufficient_quota')
})
