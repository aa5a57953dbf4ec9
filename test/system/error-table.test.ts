// Every row of the error table through a whole server: status, body, headers and the line in Usage Logs.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { problems, type ProblemCode } from '../../src/contract/problems.ts'
import { startFaultProvider, type FaultProvider } from '../faults/fault-provider.ts'
import type { ModelScript } from '../faults/script-book.ts'
import { acmeYaml, startRouter, type Router } from './start-router.ts'

const scripts: Record<string, ModelScript> = {
  fine: { then: { kind: 'answer', text: 'hello there' } },
  'up-400': {
    then: {
      kind: 'status',
      code: 400,
      body: { error: { message: 'org-secret says no', code: 'invalid_value', param: 'messages[0].content' } },
    },
  },
  'up-context': {
    then: {
      kind: 'status',
      code: 400,
      body: { error: { message: 'maximum context length is 10', code: 'context_length_exceeded', param: 'messages' } },
    },
  },
  'up-401': { then: { kind: 'key_echoed', code: 401 } },
  'up-402': { then: { kind: 'status', code: 402, body: { error: { message: 'pay us' } } } },
  'up-404': { then: { kind: 'status', code: 404, body: { error: { message: 'no such model' } } } },
  'up-429': { then: { kind: 'status', code: 429, headers: { 'retry-after': '7' }, body: { error: { message: 'slow down' } } } },
  'up-500': { then: { kind: 'status', code: 500, body: 'boom upstream-secret-canary' } },
  'up-html': { then: { kind: 'html' } },
  'up-broken': { then: { kind: 'broken_json' } },
  'up-hang': { then: { kind: 'hang_before_headers' } },
  'up-redirect': { then: { kind: 'redirect' } },
}

let upstream: FaultProvider
let router: Router
before(async () => {
  upstream = await startFaultProvider()
  for (const [model, script] of Object.entries(scripts)) upstream.script(model, script)
  router = await startRouter({
    yaml: acmeYaml(upstream.baseUrl, Object.keys(scripts), 'timeouts: { first_byte_ms: 1500, buffered_total_ms: 1500 }\n'),
  })
})
after(async () => {
  await router?.[Symbol.asyncDispose]()
  await upstream.close()
})

interface Row {
  readonly name: string
  readonly code: ProblemCode
  readonly body?: unknown
  readonly key?: () => string | Promise<string>
  readonly param?: string | null
  readonly headers?: Record<string, string>
  /** Calls that may reach the upstream. */
  readonly upstreamCalls?: number
  /** The usage record's provider, when the request got that far. */
  readonly provider?: string | null
  /** False where no key was recognised, so that nobody has a record. */
  readonly recorded?: boolean
  readonly says?: RegExp
  /** The first call sets the offer aside for the time that the upstream named, so the second one does not reach it. */
  readonly cools?: boolean
}

const ask = (model: string, more: object = {}): object => ({ model, messages: [{ role: 'user', content: 'hi' }], ...more })
const made =
  (...args: string[]) =>
  async (): Promise<string> =>
    (await router.createKey('--name', `k${Math.random()}`, ...args)).key

const rows: readonly Row[] = [
  { name: 'broken JSON', code: 'invalid_request', body: '{"model":', param: null },
  { name: 'a field out of range', code: 'invalid_request', body: ask('fine', { temperature: 3 }), param: 'temperature' },
  { name: 'a missing field', code: 'invalid_request', body: { model: 'fine' }, param: 'messages' },
  { name: 'an unknown model', code: 'model_not_found', body: ask('nope'), param: 'model', says: /fine/ },
  { name: 'a model written in another case', code: 'model_not_found', body: ask('FINE'), param: 'model', says: /Did you mean "fine"/ },
  { name: "a model outside the key's scope", code: 'model_not_found', key: made('--models', 'up-500'), param: 'model', says: /up-500/ },
  { name: 'no key', code: 'invalid_api_key', key: () => '', recorded: false },
  {
    name: 'a mistyped key',
    code: 'invalid_api_key',
    key: () => `${router.key.slice(0, -1)}${router.key.endsWith('0') ? '1' : '0'}`,
    recorded: false,
    says: /mistyped/,
  },
  {
    name: 'a key of another service',
    code: 'invalid_api_key',
    key: () => 'sk-proj-abcdefghijklmnop',
    recorded: false,
    says: /another service/,
  },
  { name: 'a management key', code: 'invalid_api_key', key: () => router.managementKey, recorded: false, says: /management key/ },
  { name: 'a key without budget left', code: 'insufficient_quota', key: made('--budget-usd', '0.000000001'), says: /budget of this key/ },
  { name: 'a body over the limit', code: 'request_too_large', body: `{"model":"fine","x":"${'x'.repeat(21 * 1024 * 1024)}"}` },
  { name: 'a body that is not JSON by its own word', code: 'unsupported_media_type', headers: { 'content-type': 'text/plain' } },
  { name: 'a compressed body', code: 'unsupported_media_type', headers: { 'content-encoding': 'gzip' } },
  {
    name: 'an upstream 400',
    code: 'invalid_request',
    body: ask('up-400'),
    param: 'messages[0].content',
    upstreamCalls: 1,
    provider: 'acme',
  },
  {
    name: 'a prompt too long for the upstream',
    code: 'context_length_exceeded',
    body: ask('up-context'),
    param: 'messages',
    upstreamCalls: 1,
    provider: 'acme',
  },
  { name: 'an upstream that refuses our credential', code: 'upstream_error', body: ask('up-401'), upstreamCalls: 1, provider: 'acme' },
  { name: 'an upstream 402', code: 'upstream_unavailable', body: ask('up-402'), upstreamCalls: 1, provider: 'acme' },
  { name: 'an upstream 404', code: 'upstream_unavailable', body: ask('up-404'), upstreamCalls: 1, provider: 'acme' },
  { name: 'an upstream 429', code: 'upstream_unavailable', body: ask('up-429'), upstreamCalls: 1, provider: 'acme', cools: true },
  { name: 'an upstream 500', code: 'upstream_error', body: ask('up-500'), upstreamCalls: 3, provider: 'acme' },
  { name: 'an upstream that answers with HTML', code: 'upstream_error', body: ask('up-html'), provider: 'acme' },
  { name: 'an upstream that answers with broken JSON', code: 'upstream_error', body: ask('up-broken'), provider: 'acme' },
  { name: 'an upstream that redirects', code: 'upstream_error', body: ask('up-redirect'), provider: 'acme' },
  { name: 'an upstream that never answers', code: 'upstream_request_timeout', body: ask('up-hang'), upstreamCalls: 1, provider: 'acme' },
]

for (const row of rows) {
  for (const stream of [false, true]) {
    if (stream && typeof row.body === 'string') continue
    test(`${row.name} gives ${row.code}${stream ? ' when streamed' : ''}`, async () => {
      const key = await (row.key?.() ?? router.key)
      const body = row.body ?? ask('fine')
      const response = await router.chat(typeof body === 'string' ? body : { ...body, ...(stream ? { stream: true } : {}) }, {
        key,
        ...(row.headers ? { headers: row.headers } : {}),
      })
      const facts = problems[row.code]
      const asideNow = row.cools === true && stream
      assert.equal(response.status, facts.status)
      assert.match(response.headers.get('content-type') ?? '', /^application\/json/)
      const { error } = (await response.json()) as { error: Record<string, unknown> }
      assert.equal(error['code'], row.code)
      assert.equal(error['type'], facts.type)
      if (row.param !== undefined) assert.equal(error['param'], row.param)
      if (row.says) assert.match(String(error['message']), row.says)
      const id = response.headers.get('x-request-id')
      assert.match(String(id), /^[0-9a-f-]{36}$/)
      assert.equal(error['request_id'], id)
      assert.doesNotMatch(
        JSON.stringify(error),
        /canary|org-secret|pay us|slow down|127\.0\.0\.1|boom/,
        "an upstream's own words left the server",
      )
      if (facts.retry === 'no') assert.equal(response.headers.get('x-should-retry'), 'false')
      if (facts.retry === 'after') assert.ok(Number(response.headers.get('retry-after')) > 0)
      // By its ID: a refused credential is also asked once by the server itself, and that is no try of this request.
      const calls = upstream.calls.filter(({ headers }) => headers['x-client-request-id'] === id)
      if (row.upstreamCalls !== undefined) assert.equal(calls.length, asideNow ? 0 : row.upstreamCalls)
      if (row.recorded === false) return
      const [record] = (await router.usage((records) => records.some((one) => one.request_id === id))).filter(
        (one) => one.request_id === id,
      )
      assert.ok(record)
      assert.equal(record.status, facts.class)
      assert.equal(record.error_code, row.code)
      assert.equal(record.cost_usd, '0')
      assert.equal(record.provider, asideNow ? null : (row.provider ?? null))
      if (row.upstreamCalls !== undefined) assert.equal(record.attempts.length, asideNow ? 0 : row.upstreamCalls)
    })
  }
}

test('a disabled, an expired and a deleted key are refused with 401 at once', async () => {
  const disabled = await router.createKey('--name', 'to disable')
  assert.equal((await router.chat(ask('fine'), disabled)).status, 200)
  await router.json('keys', 'revoke', disabled.id)
  const refused = await router.chat(ask('fine'), disabled)
  assert.equal(refused.status, 401)
  assert.match(await refused.text(), /disabled/)
  await router.json('keys', 'enable', disabled.id)
  assert.equal((await router.chat(ask('fine'), disabled)).status, 200)
  await router.json('keys', 'delete', disabled.id)
  const gone = await router.chat(ask('fine'), disabled)
  assert.equal(gone.status, 401)
  const unknown = await router.chat(ask('fine'), { key: 'sk-nxr-00000000000000000000000000000000000000' })
  assert.equal(unknown.status, 401)
})

test('requests per minute, tokens per minute and concurrency are refused with their own codes and a time to wait', async () => {
  const limited = async (limits: object): Promise<string> => {
    const response = await fetch(`http://127.0.0.1:${router.port}/control/v1/keys`, {
      method: 'POST',
      headers: { authorization: `Bearer ${router.managementKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'limited', limits }),
    })
    assert.equal(response.status, 201)
    return ((await response.json()) as { key: string }).key
  }
  const codeOf = async (response: Response): Promise<[number, unknown, boolean]> => {
    const body = (await response.json()) as { error: { code: unknown } }
    return [response.status, body.error.code, Number(response.headers.get('retry-after')) > 0]
  }
  const rpm = await limited({ requests_per_minute: 2 })
  const first = await router.chat(ask('fine'), { key: rpm })
  assert.equal(first.headers.get('x-ratelimit-limit'), '2')
  assert.equal(first.headers.get('x-ratelimit-remaining'), '1')
  assert.equal((await router.chat(ask('fine'), { key: rpm })).headers.get('x-ratelimit-remaining-requests'), '0')
  assert.deepEqual(await codeOf(await router.chat(ask('fine'), { key: rpm })), [429, 'rate_limit_exceeded', true])

  const tpm = await limited({ tokens_per_minute: 100 })
  const long = { model: 'fine', messages: [{ role: 'user', content: 'x'.repeat(300) }] }
  assert.equal((await router.chat(long, { key: tpm })).status, 200)
  assert.deepEqual(await codeOf(await router.chat(long, { key: tpm })), [429, 'token_rate_limit_exceeded', true])
  const tooLong = { model: 'fine', messages: [{ role: 'user', content: 'x'.repeat(3_000) }] }
  assert.deepEqual(await codeOf(await router.chat(tooLong, { key: tpm })), [413, 'request_too_large', false])

  const one = await limited({ concurrent_requests: 1 })
  const calls = upstream.calls.length
  upstream.hold()
  const running = router.chat(ask('fine'), { key: one })
  await upstream.arrived(calls + 1)
  assert.deepEqual(await codeOf(await router.chat(ask('fine'), { key: one })), [429, 'concurrency_limit_exceeded', true])
  upstream.release()
  assert.equal((await running).status, 200)
})

test('unknown paths, wrong methods and preflights are answered without a key', async () => {
  const origin = `http://127.0.0.1:${router.port}`
  const unknown = await fetch(`${origin}/chat/completions`, { method: 'POST' })
  assert.equal(unknown.status, 404)
  assert.match(await unknown.text(), /\/v1\/chat\/completions/)
  const method = await fetch(`${origin}/v1/chat/completions`)
  assert.equal(method.status, 405)
  assert.match(method.headers.get('allow') ?? '', /POST/)
  const preflight = await fetch(`${origin}/v1/chat/completions`, {
    method: 'OPTIONS',
    headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
  })
  assert.equal(preflight.status, 204)
  assert.equal(preflight.headers.get('access-control-allow-origin'), '*')
  for (const response of [unknown, method, preflight]) assert.ok(response.headers.get('x-request-id'))
})
