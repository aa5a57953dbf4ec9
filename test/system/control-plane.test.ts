// The control plane of a whole running server: what it answers is what it publishes, and two accounts with real traffic know nothing of each other.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { endpoints } from '../../src/control/endpoints.ts'
import { assertPublished } from '../control/published.ts'
import { startRouter, type Router } from './start-router.ts'

const password = 'correct horse battery'
const asked = { model: 'nexo-demo', messages: [{ role: 'user', content: 'hello' }] }

let router: Router
let origin = ''
let cookie = ''
/** Of the second account. */
let otherKey = ''
let requestId = ''

async function page(path: string, body?: object): Promise<Response> {
  const headers = { cookie, origin, 'sec-fetch-site': 'same-origin', ...(body !== undefined && { 'content-type': 'application/json' }) }
  const method = body === undefined ? 'GET' : 'POST'
  const response = await fetch(`${origin}/control/v1${path}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie
  return response
}

const jsonOf = async (response: Response): Promise<Record<string, string>> => {
  assert.ok(response.ok, await response.clone().text())
  return (await response.json()) as Record<string, string>
}

before(async () => {
  router = await startRouter()
  origin = `http://127.0.0.1:${router.port}`
  await jsonOf(await page('/setup', { token: router.setupUrl.split('token=')[1], email: 'owner@example.com', password }))
  const other = await jsonOf(await page('/accounts', { name: 'Other' }))
  await jsonOf(await page(`/credits?account_id=${other['id']}`, { usd: '5', account_id: other['id'] }))
  otherKey = (await jsonOf(await page(`/keys?account_id=${other['id']}`, { name: 'of the other' })))['key'] ?? ''
  const answered = await router.chat(asked, { headers: { 'idempotency-key': 'the same for both' } })
  assert.equal(answered.status, 200)
  requestId = answered.headers.get('x-request-id') ?? ''
  await answered.text()
  await router.usage((records) => records.length === 1)
})
after(() => router?.[Symbol.asyncDispose]())

test('every look at the running server is answered as it is published', async () => {
  const key = (await jsonOf(await page('/keys', { name: 'looked at' })))['id'] ?? ''
  const ids: Readonly<Record<string, string>> = { '/keys/:id': key, '/usage/:id': requestId, '/receipts/:id': requestId }
  const looks = endpoints.filter(({ method, path }) => method === 'GET' && path !== '/usage/tail' && (!path.includes(':id') || path in ids))
  assert.ok(looks.length > 25)
  for (const row of looks) {
    const path = row.path.replace(':id', ids[row.path] ?? '')
    const response = await page(path)
    const text = await response.text()
    assert.equal(response.status, 200, `${path}: ${text}`)
    assertPublished({ method: 'GET', path }, { status: 200, contentType: response.headers.get('content-type') ?? '', text })
  }
  const published = (await (await page('/openapi.json')).json()) as { paths: object }
  assert.equal(Object.values(published.paths).flatMap((methods: object) => Object.keys(methods)).length, endpoints.length)
})

test("a request of another account is as unknown to a key as one that never was, and its Idempotency-Key is nobody else's", async () => {
  const get = async (path: string, key: string) => {
    const response = await fetch(origin + path, { headers: { authorization: `Bearer ${key}` } })
    const { error } = (await response.json()) as { error?: { message: string; code: string } }
    return [response.status, error?.code, error?.message]
  }
  const never = '00000000-0000-7000-8000-000000000000'
  for (const path of ['/v1/generation?id=', '/api/v1/generation?id=', '/v1/responses/']) {
    const foreign = await get(path + requestId, otherKey)
    assert.equal(foreign[0], 404, path)
    assert.deepEqual(
      foreign,
      (await get(path + never, otherKey)).map((part) => (typeof part === 'string' ? part.replaceAll(never, requestId) : part)),
    )
  }
  assert.deepEqual((await get(`/v1/generation?id=${requestId}`, router.key))[0], 200)
  const repeated = await router.chat(asked, { key: otherKey, headers: { 'idempotency-key': 'the same for both' } })
  assert.deepEqual([repeated.status, repeated.headers.get('x-nexorouter-idempotent-replay')], [200, null])
  await repeated.text()
})
