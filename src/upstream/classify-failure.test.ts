// What each refusal of an upstream means, as tables.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adviceFor, classifyStatus, readRetryAfter } from './classify-failure.ts'
import type { FailureKind } from './send.ts'

const statuses = `
  301 -                         redirect
  302 -                         redirect
  308 -                         redirect
  304 -                         redirect
  204 -                         bad_response
  400 -                         bad_request
  400 model_not_found           not_found
  400 billing_error             spend_limit
  400 context_length_exceeded   bad_request
  401 -                         unauthorized
  402 -                         payment_required
  402 insufficient_balance      spend_limit
  403 -                         unauthorized
  404 -                         not_found
  405 -                         bad_request
  408 -                         server_error
  409 -                         bad_request
  413 -                         bad_request
  413 rate_limit_exceeded       bad_request
  422 -                         bad_request
  429 -                         rate_limited
  429 rate_limit_exceeded       rate_limited
  429 insufficient_quota        spend_limit
  429 billing_hard_limit_reached spend_limit
  429 constructor               rate_limited
  500 -                         server_error
  500 overloaded_error          overloaded
  501 -                         server_error
  502 -                         server_error
  503 -                         overloaded
  504 -                         server_error
  520 -                         server_error
  529 -                         overloaded`

for (const line of statuses.trim().split('\n')) {
  const [status = '', code = '', kind = ''] = line.trim().split(/\s+/)
  test(`${status} with ${code === '-' ? 'no code' : code} is ${kind}`, () => {
    assert.deepEqual(classifyStatus(Number(status), {}, code === '-' ? null : code), { kind, status: Number(status), retryAfterMs: null })
  })
}

const advice = `
  kind                  same-offer next-offer counts may-cost client
  connect_refused       yes        yes        yes    no       upstream_unavailable
  dns_failure           yes        yes        yes    no       upstream_unavailable
  tls_failure           no         yes        yes    no       upstream_unavailable
  connect_timeout       no         yes        yes    no       upstream_unavailable
  address_refused       no         yes        yes    no       upstream_unavailable
  reset_before_headers  yes        yes        yes    yes      upstream_error
  reset                 no         yes        yes    yes      upstream_error
  first_byte_timeout    no         yes        yes    yes      upstream_request_timeout
  idle_timeout          no         no         yes    yes      upstream_request_timeout
  total_timeout         no         no         no     yes      upstream_request_timeout
  too_large             no         no         no     yes      upstream_error
  truncated             no         yes        yes    yes      upstream_error
  bad_response          no         yes        yes    yes      upstream_error
  redirect              no         yes        yes    no       upstream_error
  stream_error          no         yes        yes    yes      upstream_error
  unauthorized          no         yes        yes    no       upstream_error
  payment_required      no         yes        yes    no       upstream_unavailable
  not_found             no         yes        yes    no       upstream_unavailable
  bad_request           no         no         no     no       invalid_request
  rate_limited          yes        yes        yes    no       upstream_unavailable
  spend_limit           no         yes        yes    no       upstream_unavailable
  overloaded            yes        yes        yes    no       upstream_unavailable
  server_error          yes        yes        yes    no       upstream_error
  aborted               no         no         no     yes      upstream_unavailable`

for (const line of advice.trim().split('\n').slice(1)) {
  const [kind = '', same, next, counts, cost, problem] = line.trim().split(/\s+/)
  test(`after ${kind}: same offer ${same}, next offer ${next}, counts ${counts}, may cost ${cost}, client sees ${problem}`, () => {
    assert.deepEqual(adviceFor(kind as FailureKind), {
      retryable: same === 'yes',
      nextOffer: next === 'yes',
      countsAgainstOffer: counts === 'yes',
      mayCost: cost === 'yes',
      problem,
    })
  })
}

test('no refusal of an upstream becomes an authentication or a rate limit problem of the client', () => {
  for (let status = 300; status < 600; status++) {
    const { problem } = adviceFor(classifyStatus(status, {}, null).kind)
    assert.ok(['invalid_request', 'upstream_error', 'upstream_unavailable', 'upstream_request_timeout'].includes(problem))
  }
})

const nowMs = Date.parse('2026-11-20T10:00:00Z')
const waits: [Record<string, string>, number | null][] = [
  [{}, null],
  [{ 'retry-after': '7' }, 7_000],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': '0.25' }, 250],
  [{ 'retry-after': ' 3 ' }, 3_000],
  [{ 'retry-after': '999999999999' }, 3_600_000],
  [{ 'retry-after': '-5' }, null],
  [{ 'retry-after': '1e9' }, null],
  [{ 'retry-after': 'soon' }, null],
  [{ 'retry-after': '' }, null],
  [{ 'retry-after': 'Fri, 20 Nov 2026 10:00:30 GMT' }, 30_000],
  [{ 'retry-after': 'Fri, 20 Nov 2026 09:00:00 GMT' }, 0],
  [{ 'retry-after': 'Sat, 20 Nov 2027 10:00:00 GMT' }, 3_600_000],
  [{ 'retry-after': 'Fri, 99 Foo' }, null],
  [{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1_500],
  [{ 'retry-after-ms': 'x', 'retry-after': '9' }, 9_000],
]
for (const [headers, ms] of waits) {
  test(`${JSON.stringify(headers)} asks for ${ms} ms`, () => assert.equal(readRetryAfter(headers, nowMs), ms))
}

test('a date means nothing without the time of day', () => {
  assert.equal(readRetryAfter({ 'retry-after': 'Fri, 20 Nov 2026 10:00:30 GMT' }, null), null)
})
