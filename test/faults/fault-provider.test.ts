// What each behaviour of the scripted upstream puts on the wire, read from bare sockets.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import type { Behaviour } from './behaviours.ts'
import { startFaultProvider, type FaultProvider } from './fault-provider.ts'

let upstream: FaultProvider
before(async () => {
  upstream = await startFaultProvider()
})
after(() => upstream.close())

interface Heard {
  readonly text: string
  readonly bytes: Buffer
  readonly error: string | null
}

/** Sends one chat request and hears until the other side ends; `stopAt` leaves when that text has been heard. */
function hear(model: string, body: object = {}, stopAt: string | null = null, headers = 'connection: close\r\n'): Promise<Heard> {
  const payload = JSON.stringify({ model, messages: [{ role: 'user', content: 'hi' }], ...body })
  const socket = connect(upstream.port, '127.0.0.1')
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\nauthorization: Bearer sk-secret\r\nx-client-request-id: r-${model}\r\n${headers}content-length: ${payload.length}\r\n\r\n${payload}`,
  )
  return listen(socket, stopAt)
}

function listen(socket: Socket, stopAt: string | null): Promise<Heard> {
  return new Promise((resolve) => {
    const parts: Buffer[] = []
    let error: string | null = null
    let tail = ''
    socket.on('data', (part) => {
      parts.push(part as Buffer)
      tail = tail.slice(-200) + part.toString('latin1')
      if (stopAt !== null && tail.includes(stopAt)) socket.destroy()
    })
    socket.on('error', (problem: Error & { code?: string }) => void (error = problem.code ?? problem.message))
    socket.on('close', () => resolve({ text: Buffer.concat(parts).toString('latin1'), bytes: Buffer.concat(parts), error }))
  })
}

let named = 0
function scripted(then: Behaviour): string {
  named += 1
  upstream.script(`m${named}`, { then })
  return `m${named}`
}

const streamed = { stream: true }

/** What the other side hears: all patterns are found, none of `never` is. */
interface Expected {
  readonly body?: object
  readonly finds: readonly RegExp[]
  readonly never?: readonly RegExp[]
  readonly error?: string
}
const done = /data: \[DONE\]\n\n/
const cases: readonly (readonly [what: string, behaviour: Behaviour, expected: Expected])[] = [
  [
    'a buffered answer',
    { kind: 'answer', text: 'a b' },
    { finds: [/^HTTP\/1\.1 200/, /"content":"a b"/, /"completion_tokens":2,"total_tokens":12/, /"finish_reason":"stop"/] },
  ],
  [
    'a streamed answer',
    { kind: 'answer', text: 'a b' },
    { body: streamed, finds: [/"content":"a "/, /"content":"b"/, /"finish_reason":"stop"/, done], never: [/"usage"/] },
  ],
  [
    'usage when it was asked for',
    { kind: 'answer' },
    { body: { stream: true, stream_options: { include_usage: true } }, finds: [/"choices":\[\],"usage":\{"prompt_tokens":10,/] },
  ],
  ['few chunks', { kind: 'answer', text: 'a b c d', chunks: 2 }, { body: streamed, finds: [/"content":"a b "/, /"content":"c d"/] }],
  [
    'a kept cap',
    { kind: 'answer', text: 'a b c' },
    { body: { max_tokens: 2 }, finds: [/"content":"a b "/, /"finish_reason":"length"/, /"completion_tokens":2/] },
  ],
  [
    'an ignored cap',
    { kind: 'answer', text: 'a b c', ignoresCap: true },
    { body: { max_tokens: 2 }, finds: [/"content":"a b c"/, /"completion_tokens":3/] },
  ],
  ['no finish_reason', { kind: 'answer', finishReason: null }, { body: streamed, finds: [done], never: [/"finish_reason":"/] }],
  ['[DONE] twice', { kind: 'answer', done: 2 }, { body: streamed, finds: [/data: \[DONE\]\n\n\r\n[^]*data: \[DONE\]\n\n/] }],
  ['no [DONE]', { kind: 'answer', done: 0 }, { body: streamed, finds: [/"finish_reason":"stop"/, /0\r\n\r\n$/], never: [/DONE/] }],
  [
    'tool call deltas',
    { kind: 'answer', toolCalls: [{ name: 'f', arguments: '{"a":12}' }] },
    { body: streamed, finds: [/"name":"f","arguments":""/, /"arguments":"\{\\"a\\":"/, /"finish_reason":"tool_calls"/] },
  ],
  ['usage missing', { kind: 'answer', usage: 'missing' }, { finds: [/200/], never: [/usage/] }],
  ['usage null', { kind: 'answer', usage: 'null' }, { finds: [/"usage":null/] }],
  [
    'usage twice, streamed',
    { kind: 'answer', usage: 'twice' },
    { body: streamed, finds: [/"completion_tokens":1,[^]*"completion_tokens":2,/] },
  ],
  ['usage twice, buffered', { kind: 'answer', usage: 'twice' }, { finds: [/"usage":\{[^}]*\},"usage":\{/] }],
  ['usage negative', { kind: 'answer', usage: 'negative' }, { finds: [/"prompt_tokens":-10/] }],
  ['usage of 2^53', { kind: 'answer', usage: 'huge' }, { finds: [/"prompt_tokens":9007199254740992/] }],
  ['usage as strings', { kind: 'answer', usage: 'strings' }, { finds: [/"prompt_tokens":"10"/] }],
  ['SSE although buffered was asked', { kind: 'answer', form: 'stream' }, { finds: [/text\/event-stream/, done] }],
  [
    'JSON although a stream was asked',
    { kind: 'answer', form: 'json' },
    { body: streamed, finds: [/application\/json/, /"chat\.completion"/], never: [/data:/] },
  ],
  ['carriage returns', { kind: 'answer', lineEnd: '\r\n' }, { body: streamed, finds: [/data: \[DONE\]\r\n\r\n/] }],
  ['lone carriage returns', { kind: 'answer', lineEnd: '\r' }, { body: streamed, finds: [/data: \[DONE\]\r\r/] }],
  [
    'comments, ids and events',
    { kind: 'answer', dressed: true },
    { body: streamed, finds: [/: a comment\nid: 7\nevent: message\nretry: 1000\ndata: \{/] },
  ],
  ['data over several lines', { kind: 'answer', multiLine: true }, { body: streamed, finds: [/data: \{\ndata: "id"[^\n]*\ndata: \}\n\n/] }],
  [
    '100 and 103 before the answer',
    { kind: 'answer', before: [100, 103] },
    { finds: [/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 103 Early Hints\r\nlink: [^]*HTTP\/1\.1 200/] },
  ],
  ['a cookie', { kind: 'answer', headers: { 'set-cookie': 'a=b' } }, { finds: [/set-cookie: a=b\r\n/] }],
  ['bytes after the answer', { kind: 'answer', bytesAfter: 'HTTP/1.1 200 OK\r\n\r\n' }, { finds: [/\}HTTP\/1\.1 200 OK\r\n\r\n$/] }],
  ['raw bytes', { kind: 'raw', bytes: 'junk\xff', then: 'end' }, { finds: [/^junk\xff$/] }],
  [
    'a status with headers and body',
    { kind: 'status', code: 429, headers: { 'retry-after': '7' }, body: { error: 'slow' } },
    { finds: [/^HTTP\/1\.1 429/, /retry-after: 7/, /\{"error":"slow"\}$/] },
  ],
  ['a reset before headers', { kind: 'reset_before_headers' }, { finds: [/^$/], error: 'ECONNRESET' }],
  [
    'a reset inside a stream',
    { kind: 'reset_mid_body' },
    { body: streamed, finds: [/"content":"two "/], never: [/three/, /0\r\n\r\n$/], error: 'ECONNRESET' },
  ],
  ['a reset inside a buffered body', { kind: 'reset_mid_body' }, { finds: [/\{"id":/], never: [/0\r\n\r\n$/], error: 'ECONNRESET' }],
  [
    'a cut without [DONE]',
    { kind: 'cut', where: 'no_done' },
    { body: streamed, finds: [/"content":"two "/, /0\r\n\r\n$/], never: [/DONE/, /"finish_reason":"/] },
  ],
  [
    'a cut inside an event',
    { kind: 'cut', where: 'mid_event' },
    { body: streamed, finds: [/half an event[^\n]*\r\n0\r\n\r\n$/], never: [/DONE/] },
  ],
  ['a cut inside a character', { kind: 'cut', where: 'mid_utf8' }, { body: streamed, finds: [/\xe2\x82\r\n0\r\n\r\n$/] }],
  ['HTML', { kind: 'html' }, { finds: [/200[^]*text\/html[^]*<!doctype html>/] }],
  ['an empty 200', { kind: 'empty' }, { finds: [/200[^]*content-length: 0\r\n\r\n$/] }],
  ['broken JSON', { kind: 'broken_json' }, { finds: [/\[\{"ind$/] }],
  ['broken JSON in a stream', { kind: 'broken_json' }, { body: streamed, finds: [/\[\{"ind\n\ndata: \[DONE\]/] }],
  ['a wrong content type', { kind: 'wrong_content_type' }, { finds: [/content-type: text\/plain\r\n/, /"chat\.completion"/] }],
  [
    'an error object in a stream',
    { kind: 'error_mid_stream' },
    { body: streamed, finds: [/"content":"two "[^]*data: \{"error":\{"message":"Scripted failure\."[^]*data: \[DONE\]/] },
  ],
  ['tiny events', { kind: 'tiny_events', count: 1_234 }, { body: streamed, finds: [/"content":"x"/, done] }],
  ['a redirect to a metadata address', { kind: 'redirect' }, { finds: [/^HTTP\/1\.1 302/, /location: http:\/\/169\.254\.169\.254\//] }],
  ['the credential in the error text', { kind: 'key_echoed', code: 401 }, { finds: [/^HTTP\/1\.1 401/, /provided: sk-secret\./] }],
  ['drops of one byte', { kind: 'drip', intervalMs: 0 }, { body: streamed, finds: [/"content":"six"/, done] }],
]

for (const [what, behaviour, expected] of cases) {
  test(`on the wire: ${what}`, async () => {
    const heard = await hear(scripted(behaviour), expected.body)
    for (const pattern of expected.finds) assert.match(heard.text, pattern)
    for (const pattern of expected.never ?? []) assert.doesNotMatch(heard.text, pattern)
    assert.equal(heard.error, expected.error ?? null)
    await upstream.idle()
    assert.deepEqual([upstream.calls.at(-1)?.aborted, upstream.calls.at(-1)?.completedAt === null], [false, false])
  })
}

test('tiny events are as many as asked', async () => {
  const heard = await hear(scripted({ kind: 'tiny_events', count: 1_234 }), streamed)
  assert.equal(heard.text.split('"content":"x"').length - 1, 1_234)
})

test('one event of 8 MiB is one event', async () => {
  const heard = await hear(scripted({ kind: 'big_event', bytes: 8 * 1024 * 1024 }), streamed)
  const from = heard.text.indexOf('"content":"x') + '"content":"'.length
  assert.equal(heard.text.indexOf('"', from) - from, 8 * 1024 * 1024)
})

test('a compressed answer unpacks, and a bomb is small on the wire', async () => {
  const bodyOf = (heard: Heard): Buffer => gunzipSync(heard.bytes.subarray(heard.bytes.indexOf('\r\n\r\n') + 4))
  const answer = await hear(scripted({ kind: 'answer', gzip: true }))
  assert.match(answer.text, /content-encoding: gzip/)
  assert.match(bodyOf(answer).toString(), /"content":"ok then"/)
  const bomb = await hear(scripted({ kind: 'gzip_bomb', bytes: 10_000_000 }))
  assert.ok(bomb.bytes.length < 20_000)
  assert.equal(bodyOf(bomb).length, 10_000_000)
})

const left: readonly (readonly [what: string, behaviour: Behaviour, body: object, stopAt: string])[] = [
  ['stalls inside a stream', { kind: 'stall_mid_stream', afterChunks: 1 }, streamed, '"one "'],
  ['never ends', { kind: 'endless' }, streamed, 'xxxxxxxx'],
  ['never ends, buffered', { kind: 'endless' }, {}, 'xxxxxxxx'],
  ['pauses between chunks', { kind: 'answer', chunkDelayMs: 3_600_000 }, streamed, 'assistant'],
  ['drips slowly', { kind: 'drip', intervalMs: 3_600_000 }, streamed, '\r\n\r\nd'],
]
for (const [what, behaviour, body, stopAt] of left) {
  test(`a client that leaves an answer that ${what} is logged as aborted`, async () => {
    const model = scripted(behaviour)
    await hear(model, body, stopAt)
    await upstream.idle()
    const call = upstream.calls.at(-1)
    assert.equal(call?.model, model)
    assert.equal(call.aborted, true)
    assert.equal(call.completedAt, null)
    assert.ok(call.abortedAt !== null && call.bytesSent > 0)
  })
}

for (const behaviour of [{ kind: 'hang_before_headers' }, { kind: 'answer', delayMs: 3_600_000 }] as const) {
  test(`${behaviour.kind}: nothing comes, and leaving is logged`, async () => {
    const model = scripted(behaviour)
    const socket = connect(upstream.port, '127.0.0.1')
    const heard = listen(socket, null)
    const body = JSON.stringify({ model })
    const count = upstream.calls.length
    socket.write(`POST /v1/chat/completions HTTP/1.1\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
    await upstream.arrived(count + 1)
    socket.destroy()
    assert.equal((await heard).text, '')
    await upstream.idle()
    assert.deepEqual([upstream.calls.at(-1)?.aborted, upstream.calls.at(-1)?.bytesSent], [true, 0])
  })
}

test('refuse resets the call and refuses connections until it listens again', async () => {
  const model = scripted({ kind: 'refuse' })
  assert.equal((await hear(model)).error, 'ECONNRESET')
  assert.equal((await hear(model)).error, 'ECONNREFUSED')
  await upstream.listenAgain()
  assert.match((await hear('other')).text, /ok then/)
})

test('a script is used up in order, then its rule holds, and * stands for every other model', async () => {
  upstream.script('queue', {
    next: [
      { kind: 'status', code: 500 },
      { kind: 'status', code: 503 },
    ],
    then: { kind: 'answer', text: 'fine' },
  })
  upstream.script('*', { next: [{ kind: 'answer', text: 'star' }] })
  const heard = []
  for (const model of ['queue', 'queue', 'queue', 'queue', 'unnamed', 'unnamed']) heard.push((await hear(model)).text)
  const expected = [/ 500 /, / 503 /, /"fine"/, /"fine"/, /"star"/, /"ok then"/]
  for (const [at, pattern] of expected.entries()) assert.match(heard[at] as string, pattern)
})

test('the log tells model, stream, headers, body and the request ID of the caller', async () => {
  await hear('logged', streamed)
  await upstream.idle()
  const call = upstream.calls.at(-1)
  assert.deepEqual([call?.model, call?.stream, call?.requestId, call?.path], ['logged', true, 'r-logged', '/v1/chat/completions'])
  assert.equal(call?.headers['authorization'], 'Bearer sk-secret')
  assert.equal(JSON.parse(call?.bodyText ?? '').model, 'logged')
})

test('two hundred calls wait at the gate until it is released', async () => {
  upstream.hold()
  const count = upstream.calls.length
  let answered = 0
  const calls = Array.from({ length: 200 }, () => hear('gated').then((heard) => ((answered += 1), heard)))
  await upstream.arrived(count + 200)
  assert.equal(answered, 0)
  assert.ok(upstream.calls.slice(count).every((call) => call.completedAt === null))
  upstream.release()
  for (const heard of await Promise.all(calls)) assert.match(heard.text, /ok then/)
})

test('one connection carries many calls: bodies of known length, in chunks, and after Expect', async () => {
  const socket = connect(upstream.port, '127.0.0.1')
  const heard = listen(socket, null)
  const count = upstream.calls.length
  const body = '{"model":"a"}'
  for (let turn = 0; turn < 20; turn += 1) socket.write(`POST / HTTP/1.1\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
  socket.write('POST / HTTP/1.1\r\nexpect: 100-continue\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"mod')
  await upstream.arrived(count + 20)
  socket.write('\r\n8\r\nel":"b"}\r\n0\r\n\r\nPOST / HTTP/1.1\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}')
  const { text } = await heard
  assert.equal(text.split('HTTP/1.1 200').length - 1, 22)
  assert.match(text, /HTTP\/1\.1 100 Continue/)
  assert.deepEqual(
    upstream.calls.slice(count).map((call) => call.model),
    [...Array.from({ length: 20 }, () => 'a'), 'b', null],
  )
})

test('as a program it writes each call and its end to the log file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fault-provider-'))
  const file = join(folder, 'calls.jsonl')
  const child = spawn(process.execPath, [join(import.meta.dirname, 'fault-provider.ts'), '--port', '0', '--log', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { baseUrl } = JSON.parse(String(await new Promise((resolve) => child.stdout.once('data', resolve)))) as { baseUrl: string }
  const response = await fetch(`${baseUrl}/chat/completions`, {
    method: 'POST',
    body: '{"model":"p"}',
    headers: { 'x-client-request-id': 'r1' },
  })
  assert.match(await response.text(), /ok then/)
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('exit', resolve))
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  assert.deepEqual(
    lines.map((line) => [line['event'], line['requestId']]),
    [
      ['call', 'r1'],
      ['end', 'r1'],
    ],
  )
  rmSync(folder, { recursive: true })
})
