// How often a session or a management key may call the control API: by credential, by account, said in headers. Memory store.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answered, openTestControl } from '../../test/control/open-test-control.ts'
import { defaultControlSettings } from './control-deps.ts'

function limited(requestsPerMinute: number | null, accountRequestsPerMinute: number | null) {
  return openTestControl({ settings: { ...defaultControlSettings, requestsPerMinute, accountRequestsPerMinute } })
}

function rateOf({ headers }: Answered): (string | null)[] {
  return ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'].map((name) => headers.get(name))
}

test('a credential is refused beyond its calls in a minute, told how long to wait, and served again after that', async () => {
  const { operator, clock } = await limited(3, null)
  const rates: unknown[] = []
  for (let count = 0; count < 3; count += 1) rates.push(rateOf(await operator('/keys')))
  assert.deepEqual(rates, [
    ['3', '2', '60'],
    ['3', '1', '60'],
    ['3', '0', '60'],
  ])
  const refused = await operator('/keys')
  assert.equal(refused.status, 429)
  assert.partialDeepStrictEqual(refused.body.error, { code: 'rate_limit_exceeded', retryAfterMs: 60_000 })
  assert.match(refused.body.error.message, /^This credential may make 3 calls/)
  assert.deepEqual(rateOf(refused), ['3', '0', '60'])
  clock.advance(60_000)
  assert.equal((await operator('/keys')).status, 200)
})

test('refused calls count too, and each credential has its own count', async () => {
  const { operator, page, setUp } = await limited(3, null)
  const owner = page(await setUp())
  for (let count = 0; count < 3; count += 1) assert.equal((await operator('/backup', { body: { file: '/x' } })).status, 403)
  assert.equal((await operator('/keys')).status, 429)
  assert.equal((await owner('/keys')).status, 200)
})

test('a session has one count through every new cookie that it is given', async () => {
  const { page, setUp, deps } = await limited(3, null)
  const cookie = await setUp()
  const [account] = await deps.store.listAccounts()
  const switched = await page(cookie)('/session/account', { body: { account_id: account?.accountId } })
  assert.equal(switched.status, 200)
  assert.deepEqual(rateOf(await page(switched.cookie)('/keys')), ['3', '1', '60'])
})

test('all credentials of an account share its count; other accounts are not held up', async () => {
  const { operator, page, setUp } = await limited(null, 4)
  const owner = page(await setUp())
  const other = (await owner('/accounts', { body: { name: 'Other' } })).body as unknown as { id: string }
  for (let count = 0; count < 3; count += 1) assert.equal((await operator('/keys')).status, 200)
  const refused = await owner('/keys')
  assert.deepEqual([refused.status, refused.body.error.message.slice(0, 12)], [429, 'This account'])
  assert.equal((await owner(`/keys?account_id=${other.id}`)).status, 200)
})

test('strangers and the command line have no such count; without limits nothing is said of any', async () => {
  const { ask, operator } = await limited(1, 1)
  for (let count = 0; count < 5; count += 1) {
    assert.equal((await ask('/sign-in')).status, 200)
    assert.equal((await ask('/keys', { local: true })).status, 200)
  }
  assert.deepEqual(rateOf(await ask('/sign-in')), [null, null, null])
  assert.equal((await operator('/keys')).status, 200)
  assert.deepEqual(rateOf(await (await limited(null, null)).operator('/keys')), [null, null, null])
})
