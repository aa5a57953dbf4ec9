// The wire, seen from a client: routes, refusals, headers, disconnects and the orderly end.
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { isUuid } from '../base/uuid7.ts'
import { problem } from '../contract/problems.ts'
import type { ClientStream } from '../gateway/call.ts'
import { json, openTestServer, rawExchange } from './open-test-server.ts'

const bearer = { authorization: 'Bearer sk-nxr-test', 'content-type': 'application/json' }

interface ErrorBody {
  error: { message: string; type: string; param: string | null; code: string; request_id: string }
}

async function refusal(response: Response): Promise<ErrorBody['error']> {
  const body = (await response.json()) as ErrorBody
  assert.equal(body.error.request_id, response.headers.get('x-request-id'))
  return body.error
}

test('every route answers under /v1 and under its alias /api/v1, with a request ID and readable by any origin', async () => {
  await using server = await openTestServer()
  for (const base of ['/v1', '/api/v1']) {
    for (const path of ['/models', '/models/nexo-demo', '/generation?id=x', '/key']) {
      const response = await fetch(server.url + base + path, { headers: { ...bearer, origin: 'https://page.example' } })
      assert.equal(response.status, 200, base + path)
      assert.ok(isUuid(response.headers.get('x-request-id') ?? ''))
      assert.equal(response.headers.get('access-control-allow-origin'), '*')
      assert.match(response.headers.get('access-control-expose-headers') ?? '', /x-request-id/)
      const program = await fetch(server.url + base + path, { headers: bearer })
      assert.equal(program.headers.get('access-control-expose-headers'), null, 'only a browser reads it, and a browser names its origin')
    }
    const chat = await fetch(`${server.url}${base}/chat/completions?beta=true`, { method: 'POST', headers: bearer, body: '{"a":1}' })
    assert.deepEqual(await chat.json(), { bytes: 7 })
  }
})

test('a model ID with a slash works encoded or not, and other escapes are decoded once', async () => {
  await using server = await openTestServer()
  for (const path of ['/v1/models/Qwen/Qwen-Plus', '/v1/models/Qwen%2FQwen-Plus', '/api/v1/models/Qwen%2fQwen%2DPlus']) {
    const response = await fetch(server.url + path)
    assert.deepEqual(await response.json(), { id: 'Qwen/Qwen-Plus' })
  }
  const twice = await fetch(`${server.url}/v1/models/a%252Fb`)
  assert.deepEqual(await twice.json(), { id: 'a%2Fb' })
})

test('an encoded slash is no path separator anywhere else, and a broken escape is refused', async () => {
  await using server = await openTestServer()
  assert.equal((await fetch(`${server.url}/v1/chat%2Fcompletions`, { method: 'POST' })).status, 404)
  assert.equal((await fetch(`${server.url}/assets/..%2findex.html`)).status, 404)
  for (const path of ['/v1/models/%zz', '/v1/models/%ff', '/%']) {
    const response = await fetch(server.url + path)
    assert.equal(response.status, 400, path)
    assert.equal((await refusal(response)).code, 'invalid_request')
  }
})

test('on the Messages path the key may stand in x-api-key, and refusals have the shape of that dialect', async () => {
  await using server = await openTestServer({
    plane: { chat: async (call) => ({ kind: 'json', body: JSON.stringify(call.credential), headers: {} }) },
  })
  const post = async (headers: Record<string, string>, path = '/v1/messages'): Promise<unknown> =>
    (await fetch(server.url + path, { method: 'POST', headers })).json()
  assert.deepEqual(await post({ 'x-api-key': 'sk-nxr-a' }), { ok: true, value: 'sk-nxr-a' })
  assert.deepEqual(await post({ authorization: 'Bearer sk-nxr-b' }, '/v1/messages?beta=true'), { ok: true, value: 'sk-nxr-b' })
  assert.deepEqual(await post({ 'x-api-key': 'sk-ant-c', authorization: 'Bearer sk-nxr-b' }), { ok: true, value: 'sk-nxr-b' })
  assert.deepEqual(await post({ 'x-api-key': 'sk-nxr-a', authorization: 'Bearer other' }), { ok: true, value: 'sk-nxr-a' })
  const refused = (await post({}, '/v1/messages/batches')) as { type: string; error: { type: string; message: string } }
  assert.equal(refused.type, 'error')
  assert.equal(refused.error.type, 'not_found_error')
  assert.match(refused.error.message, /one by one to POST \/v1\/messages/)
  const none = (await post({})) as { problem: { message: string } }
  assert.match(none.problem.message, /send `x-api-key: sk-nxr-...` or `Authorization: Bearer/)
})

test("on the paths of Google's wire the key may stand in its header or in the query", async () => {
  await using server = await openTestServer({
    plane: { gemini: async (call, at) => ({ kind: 'json', body: JSON.stringify([call.credential, at]), headers: {} }) },
  })
  const post = async (path: string, headers: Record<string, string> = {}): Promise<unknown> =>
    (await fetch(server.url + path, { method: 'POST', headers })).json()
  const key = { ok: true, value: 'sk-nxr-a' }
  const stream = await post('/v1beta/models/lab/m:streamGenerateContent?alt=sse&key=sk-nxr-a')
  assert.deepEqual(stream, [key, { rest: 'lab/m:streamGenerateContent', alt: 'sse' }])
  assert.deepEqual(await post('/v1/models/m:generateContent', { 'x-goog-api-key': 'sk-nxr-a' }), [key, { rest: 'm:generateContent' }])
  const lost = (await post('/v1beta/cachedContents')) as { error: { status: string } }
  assert.equal(lost.error.status, 'NOT_FOUND')
  const [refused] = (await post('/v1beta/models/m:generateContent')) as [{ problem: { message: string } }]
  assert.match(refused.problem.message, /send `x-goog-api-key: sk-nxr-...` or `Authorization: Bearer/)
})

test("a stream of Google's wire that is no stream of events is refused in an array of one, as it would have been answered", async () => {
  const refusal = problem('insufficient_quota', 'No funds.')
  await using server = await openTestServer({ plane: { gemini: async () => ({ kind: 'problem', problem: refusal, headers: {} }) } })
  const bodyOf = async (path: string): Promise<unknown> => (await fetch(server.url + path, { method: 'POST' })).json()
  const stream = '/v1beta/models/m:streamGenerateContent'
  for (const path of [stream, `${stream}?key=a`, `${stream}?alt=json`, '/v1/models/m%3AstreamGenerateContent']) {
    assert.partialDeepStrictEqual(await bodyOf(path), [{ error: { status: 'FAILED_PRECONDITION', message: 'No funds.' } }], path)
  }
  for (const path of [`${stream}?alt=sse`, `${stream}?key=a&alt=sse`, '/v1beta/models/m:generateContent']) {
    assert.partialDeepStrictEqual(await bodyOf(path), { error: { status: 'FAILED_PRECONDITION', message: 'No funds.' } }, path)
  }
})

test('an unknown path is a 404 that names the likely mistake', async () => {
  await using server = await openTestServer()
  const hints: [string, string, RegExp][] = [
    ['POST', '/chat/completions', /Did you mean \/v1\/chat\/completions: the base URL must end in \/v1/],
    ['POST', '/v1/v1/chat/completions', /Did you mean \/v1\/chat\/completions\?/],
    ['POST', '/v1/chat/completions/', /Did you mean \/v1\/chat\/completions\?/],
    ['GET', '/models', /Did you mean \/v1\/models: the base URL must end in \/v1/],
    ['POST', '/openai/chat/completions', /Did you mean \/v1\/chat\/completions: the base URL/],
    ['POST', '/v1/v1/messages', /Did you mean \/v1\/messages\?/],
    ['GET', '/v1', /base URL/],
    ['GET', '/wp-login.php', /The API lives under \/v1/],
  ]
  for (const [method, path, hint] of hints) {
    const response = await fetch(server.url + path, { method })
    assert.equal(response.status, 404, path)
    const error = await refusal(response)
    assert.equal(error.code, 'not_found')
    assert.equal(error.type, 'invalid_request_error')
    assert.match(error.message, hint)
    assert.equal(response.headers.get('x-should-retry'), 'false')
  }
})

test('a wrong method is a 405 that lists the right ones', async () => {
  await using server = await openTestServer()
  const response = await fetch(`${server.url}/v1/chat/completions`)
  assert.equal(response.status, 405)
  assert.equal(response.headers.get('allow'), 'POST, OPTIONS')
  assert.equal((await refusal(response)).code, 'method_not_allowed')
  assert.equal((await fetch(`${server.url}/v1/models`, { method: 'DELETE' })).headers.get('allow'), 'GET, HEAD, OPTIONS')
  assert.match(await rawExchange(server.port, 'TRACE / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n'), /^HTTP\/1.1 405 /)
})

test('HEAD answers like GET, without a body', async () => {
  await using server = await openTestServer()
  const response = await fetch(`${server.url}/v1/models`, { method: 'HEAD' })
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('content-length'), '27')
  assert.equal(await response.text(), '')
})

test('a preflight is answered without a key and echoes the header names asked for, but nothing that is not a header name', async () => {
  await using server = await openTestServer()
  const ask = (names: string): Promise<Response> =>
    fetch(`${server.url}/v1/chat/completions`, { method: 'OPTIONS', headers: { 'access-control-request-headers': names } })
  const good = await ask('authorization, x-stainless-lang')
  assert.equal(good.status, 204)
  assert.equal(good.headers.get('access-control-allow-headers'), 'authorization, x-stainless-lang')
  assert.equal(good.headers.get('access-control-allow-origin'), '*')
  assert.equal(good.headers.get('access-control-allow-credentials'), null)
  assert.match((await ask('a b; c')).headers.get('access-control-allow-headers') ?? '', /^authorization, content-type/)
})

test('the control API and the pages carry no cross-origin headers', async () => {
  await using server = await openTestServer()
  const control = await fetch(`${server.url}/control/v1/keys`)
  assert.equal(control.headers.get('access-control-allow-origin'), null)
  assert.deepEqual(await control.json(), { id: control.headers.get('x-request-id') })
  assert.equal((await fetch(`${server.url}/control/v1/keys`, { method: 'OPTIONS' })).headers.get('access-control-allow-origin'), null)
  const page = await fetch(`${server.url}/`)
  assert.equal(page.headers.get('access-control-allow-origin'), null)
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/)
})

test('the credential is one Bearer key; everything else says what is wrong', async () => {
  await using server = await openTestServer()
  const cases: [string, RegExp][] = [
    ['', /No API key/],
    ['x-api-key: sk-nxr-x\r\n', /A key in `x-api-key` is not read/],
    ['authorization: Basic abc\r\n', /must use the Bearer scheme/],
    ['authorization: sk-nxr-abc\r\n', /must use the Bearer scheme/],
    ['authorization: Bearer \r\n', /key is empty/],
    ['authorization: Bearer a b\r\n', /exactly one key/],
    ['authorization: Bearer Bearer a\r\n', /says `Bearer` twice/],
    ['authorization: Bearer a\r\nAuthorization: Bearer b\r\n', /more than one Authorization/],
  ]
  for (const [header, message] of cases) {
    const text = `POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\n${header}connection: close\r\ncontent-length: 2\r\n\r\n{}`
    const answer = await rawExchange(server.port, text)
    assert.match(answer, /^HTTP\/1.1 401 /)
    assert.match(answer, message)
    assert.match(answer, /"code":"invalid_api_key"/)
  }
})

test('refusals carry retry-after in seconds and milliseconds, or tell the client not to retry', async () => {
  const refusals = [
    problem('rate_limit_exceeded', 'Slow down.', { retryAfterMs: 1_200 }),
    problem('insufficient_quota', 'No money.'),
    problem('gateway_error', 'Ours.'),
  ]
  await using server = await openTestServer({
    plane: {
      key: async () => ({ kind: 'problem', problem: refusals.shift() ?? problem('not_found', ''), headers: { 'x-ratelimit-limit': '3' } }),
    },
  })
  const limited = await fetch(`${server.url}/v1/key`)
  assert.equal(limited.status, 429)
  assert.equal(limited.headers.get('retry-after'), '2')
  assert.equal(limited.headers.get('retry-after-ms'), '1200')
  assert.equal(limited.headers.get('x-ratelimit-limit'), '3')
  assert.equal(limited.headers.get('x-should-retry'), null)
  const poor = await fetch(`${server.url}/v1/key`)
  assert.equal(poor.status, 402)
  assert.equal(poor.headers.get('x-should-retry'), 'false')
  assert.equal(poor.headers.get('retry-after'), null)
  const fault = await fetch(`${server.url}/v1/key`)
  assert.deepEqual([fault.headers.get('x-should-retry'), fault.headers.get('retry-after')], [null, null])
})

test('an exception out of a handler is a 500 without its text, logged under the request ID', async () => {
  await using server = await openTestServer({ plane: { models: () => Promise.reject(new Error('secret detail')) } })
  const response = await fetch(`${server.url}/v1/models`)
  assert.equal(response.status, 500)
  const error = await refusal(response)
  assert.equal(error.code, 'gateway_error')
  assert.doesNotMatch(JSON.stringify(error), /secret detail/)
  assert.partialDeepStrictEqual(server.logged, [{ fields: { requestId: error.request_id } }])
})

test('a client that leaves before the answer is reported once, and never after a finished answer', async () => {
  const left = Promise.withResolvers<void>()
  const arrived = Promise.withResolvers<void>()
  let reports = 0
  await using server = await openTestServer({
    plane: {
      key: (call) => {
        call.onGone(() => {
          reports += 1
          left.resolve()
        })
        arrived.resolve()
        return left.promise.then(() => ({ kind: 'gone' }))
      },
      models: async (call) => {
        call.onGone(() => (reports += 100))
        return json({})
      },
    },
  })
  await (await fetch(`${server.url}/v1/models`)).text()
  const socket = connect(server.port, '127.0.0.1')
  socket.write('GET /v1/key HTTP/1.1\r\nhost: a\r\n\r\n')
  await arrived.promise
  socket.destroy()
  await left.promise
  assert.equal(reports, 1)
})

test('while draining, readiness is a 503, health stays 200, and answers close their connections', async () => {
  await using server = await openTestServer()
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
  server.startDraining()
  const ready = await fetch(`${server.url}/readyz`)
  assert.equal(ready.status, 503)
  assert.equal(ready.headers.get('connection'), 'close')
  assert.equal((await refusal(ready)).code, 'upstream_unavailable')
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200)
})

test('readiness says why a server should get no traffic', async () => {
  await using server = await openTestServer({ notReady: () => 'The store is saturated.' })
  assert.match((await refusal(await fetch(`${server.url}/readyz`))).message, /saturated/)
})

test('closing waits for open streams, and cuts them at the deadline', async () => {
  const sinks: ClientStream[] = []
  const plane = {
    key: async () => ({ kind: 'stream', headers: {}, start: (sink: ClientStream) => void sinks.push(sink) }) as const,
  }
  const patient = await openTestServer({ plane })
  const answer = await fetch(`${patient.url}/v1/key`)
  const closing = patient.close(60_000)
  sinks[0]?.write(Buffer.from('data: last\n\n'))
  sinks[0]?.end()
  assert.equal(await answer.text(), 'data: last\n\n')
  assert.equal(await closing, 0)
  const hurried = await openTestServer({ plane })
  const cutAnswer = await fetch(`${hurried.url}/v1/key`)
  const [cut, body] = await Promise.allSettled([hurried.close(1), cutAnswer.text()])
  assert.equal(cut.status === 'fulfilled' && cut.value, 1)
  assert.equal(body.status, 'rejected')
})

test('behind trusted proxies the client address comes from X-Forwarded-For, and only as deep as they are trusted', async () => {
  const plane = { key: async (call: { clientAddress: string | null }) => json({ address: call.clientAddress }) }
  const seen = async (hops: number, forwarded: string): Promise<unknown> => {
    await using server = await openTestServer({ plane, trustProxyHops: hops })
    return ((await (await fetch(`${server.url}/v1/key`, { headers: { 'x-forwarded-for': forwarded } })).json()) as { address: string })
      .address
  }
  assert.equal(await seen(0, '203.0.113.9'), '127.0.0.1')
  assert.equal(await seen(1, '198.51.100.1, 203.0.113.9'), '203.0.113.9')
  assert.equal(await seen(2, '198.51.100.1, 203.0.113.9:4711'), '198.51.100.1')
  assert.equal(await seen(2, '203.0.113.9'), '127.0.0.1')
  assert.equal(await seen(1, 'not-an-address'), '127.0.0.1')
})
