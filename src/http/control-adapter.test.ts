// The control API over real sockets: headers, cookies and bodies arrive as sent, and its refusals look like everybody's.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../base/clock.ts'
import { createFirstAccount, type FirstAccount } from '../control/accounts/create-first-account.ts'
import { priceListBytesMax } from '../contract/price-lists.ts'
import { createControlApp } from '../control/app.ts'
import { controlDepsOf, ownerEmail, ownerPassword } from '../../test/control/open-test-control.ts'
import { openTestServer, type TestServer } from './open-test-server.ts'

interface Opened extends TestServer {
  readonly first: FirstAccount
}

async function openWithControl(): Promise<Opened> {
  const deps = controlDepsOf({
    clock: systemClock(),
    providers: () => {
      throw new Error('secret detail')
    },
  })
  const first = await createFirstAccount(deps)
  assert.ok(first)
  return { ...(await openTestServer({ control: createControlApp(deps), limits: { controlBodyBytesMax: 200 } })), first }
}

const jsonType = { 'content-type': 'application/json' }

test('a management key works through the socket; answers carry a request ID and are not cached', async () => {
  await using server = await openWithControl()
  const authorization = `Bearer ${server.first.managementKey.reveal()}`
  const created = await fetch(`${server.url}/control/v1/keys`, {
    method: 'POST',
    headers: { ...jsonType, authorization },
    body: '{"name":"über"}',
  })
  assert.equal(created.status, 201)
  assert.equal(((await created.json()) as { name: string }).name, 'über')
  assert.match(created.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/)
  assert.equal(created.headers.get('cache-control'), 'no-store')
  const head = await fetch(`${server.url}/control/v1/keys?account_id=${server.first.accountId}`, {
    method: 'HEAD',
    headers: { authorization },
  })
  assert.equal(head.status, 200)
})

test('refusals of the control API have the same body, and an exception behind it is a plain 500', async () => {
  await using server = await openWithControl()
  const authorization = `Bearer ${server.first.managementKey.reveal()}`
  const cases: [string, RequestInit, number, string][] = [
    ['/keys', {}, 401, 'invalid_api_key'],
    ['/nothing', {}, 404, 'not_found'],
    ['/keys', { method: 'PUT' }, 405, 'method_not_allowed'],
    ['/keys', { method: 'POST', headers: { authorization }, body: 'a=b' }, 415, 'unsupported_media_type'],
    ['/keys', { method: 'POST', headers: { authorization, ...jsonType }, body: '{' }, 400, 'invalid_request'],
    ['/keys', { method: 'POST', headers: { authorization, ...jsonType }, body: `{"name":"${'a'.repeat(300)}"}` }, 413, 'request_too_large'],
    ['/providers', { headers: { authorization } }, 500, 'gateway_error'],
  ]
  for (const [path, init, status, code] of cases) {
    const response = await fetch(`${server.url}/control/v1${path}`, init)
    const text = await response.text()
    assert.equal(response.status, status, path)
    const { error } = JSON.parse(text) as { error: { code: string; request_id: string } }
    assert.deepEqual([error.code, error.request_id], [code, response.headers.get('x-request-id')])
    assert.doesNotMatch(text, /secret detail/)
  }
})

test('a path that takes large bodies takes them, and says its own limit', async () => {
  await using server = await openWithControl()
  const headers = { ...jsonType, authorization: `Bearer ${server.first.managementKey.reveal()}` }
  const send = (list: string) =>
    fetch(`${server.url}/control/v1/prices/import`, { method: 'POST', headers, body: JSON.stringify({ from: 'litellm', list }) })
  const refused = await send(`{"pad": "${'a'.repeat(300)}"}`)
  assert.equal(refused.status, 400)
  assert.match(await refused.text(), /no price in the form of litellm/)
  const tooLarge = await fetch(`${server.url}/control/v1/prices/import`, {
    method: 'POST',
    headers,
    body: 'a'.repeat(priceListBytesMax + 1),
  })
  assert.equal(tooLarge.status, 413)
  await tooLarge.body?.cancel()
})

test('a browser signs in with the setup link and stays signed in by its cookie', async () => {
  await using server = await openWithControl()
  const token = server.first.setupUrl.reveal().split('token=')[1]
  const body = JSON.stringify({ token, email: ownerEmail, password: ownerPassword })
  const page = { 'sec-fetch-site': 'same-origin', ...jsonType }
  const redeemed = await fetch(`${server.url}/control/v1/setup`, { method: 'POST', headers: page, body })
  assert.equal(redeemed.status, 201)
  const cookie = (redeemed.headers.get('set-cookie') ?? '').split(';')[0] as string
  const session = await fetch(`${server.url}/control/v1/session`, { headers: { cookie } })
  assert.partialDeepStrictEqual(await session.json(), { scope: 'operator', account: { balance_usd: '5' } })
})
