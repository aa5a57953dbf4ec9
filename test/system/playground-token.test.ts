// A Playground token over the data plane: what its key may do, and not a thing more; it ends with its time and with its key.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { type CreatedKey, type Router, startRouter } from './start-router.ts'

const folder = mkdtempSync(join(tmpdir(), 'nexorouter-playground-'))
const later = join(folder, 'later')
let router: Router
before(async () => {
  const preload = join(folder, 'quarter-hour.mjs')
  // The server's own Date, a quarter of an hour ahead as soon as the file is there.
  writeFileSync(
    preload,
    `import { existsSync } from 'node:fs'
const now = Date.now
Date.now = () => now() + (existsSync(${JSON.stringify(later)}) ? 900_000 : 0)
`,
  )
  router = await startRouter({ env: { NODE_OPTIONS: `--import ${pathToFileURL(preload).href}` } })
})
after(async () => {
  await router[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

async function tokenOf({ id }: Pick<CreatedKey, 'id'>): Promise<{ status: number; token: string; expires_at: string }> {
  const response = await fetch(`http://127.0.0.1:${router.port}/control/v1/playground-tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${router.managementKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ key_id: id }),
  })
  return { ...((await response.json()) as { token: string; expires_at: string }), status: response.status }
}

/** Status and code of one request with the token in the place of a key. */
async function ask(token: string, more: object = {}): Promise<string> {
  const body = { model: 'nexo-demo', max_tokens: 8, messages: [{ role: 'user', content: 'Hello' }], ...more }
  const response = await router.chat(body, { key: token })
  const { error } = (await response.json()) as { error?: { code: string } }
  return `${response.status} ${error?.code ?? 'ok'}`
}

test('a token asks, streams apart, and its requests stand in the logs under its key', async () => {
  const key = await router.createKey('--name', 'plays')
  const { token, expires_at, status } = await tokenOf(key)
  assert.equal(status, 201)
  assert.ok(Math.abs(Date.parse(expires_at) - Date.now() - 900_000) < 60_000)
  assert.equal(token.includes(key.key), false)
  assert.equal(await ask(token), '200 ok')
  const [record] = await router.usage((all) => all.length === 1)
  assert.partialDeepStrictEqual(record, { key_id: key.id, user: 'playground', status: 'success' })
})

test("it is bound to its key's scope, budget and limits, which it shares with the key itself", async () => {
  const scoped = await tokenOf(await router.createKey('--name', 'scoped', '--models', 'nexo-demo-tools'))
  assert.equal(await ask(scoped.token), '404 model_not_found')
  assert.equal(await ask(scoped.token, { model: 'nexo-demo-tools' }), '200 ok')
  const poor = await tokenOf(await router.createKey('--name', 'poor', '--budget-usd', '0.0000001'))
  assert.equal(await ask(poor.token), '402 insufficient_quota')
  const slow = await router.createKey('--name', 'slow', '--rpm', '2')
  const { token } = await tokenOf(slow)
  assert.deepEqual([await ask(token), await ask(slow.key), await ask(token)], ['200 ok', '200 ok', '429 rate_limit_exceeded'])
})

test('it is refused while its key is revoked, and for good once that is deleted', async () => {
  const key = await router.createKey('--name', 'goes')
  const { token } = await tokenOf(key)
  await router.json('keys', 'revoke', key.id)
  assert.equal(await ask(token), '401 invalid_api_key')
  assert.equal((await tokenOf(key)).status, 409)
  await router.json('keys', 'enable', key.id)
  assert.equal(await ask(token), '200 ok')
  await router.json('keys', 'delete', key.id)
  assert.equal(await ask(token), '401 invalid_api_key')
  assert.equal((await tokenOf(key)).status, 404)
})

test('a token that was changed, in whatever part, is no token; it opens no control API', async () => {
  const key = await router.createKey('--name', 'forged')
  const other = await router.createKey('--name', 'other')
  const { token } = await tokenOf(key)
  const [head = '', ...parts] = token.split('.')
  const [keyId = '', expiry = '', proof = ''] = parts
  const far = Number.parseInt(expiry, 36) + 86_400_000
  const flipped = proof.startsWith('0') ? `1${proof.slice(1)}` : `0${proof.slice(1)}`
  for (const forged of [
    [head, other.id, expiry, proof],
    [head, keyId, far.toString(36), proof],
    [head, keyId, expiry, flipped],
    [`${head}x`, keyId, expiry, proof],
    [head, keyId, expiry],
  ]) {
    assert.equal(await ask(forged.join('.')), '401 invalid_api_key')
  }
  const control = await fetch(`http://127.0.0.1:${router.port}/control/v1/keys`, { headers: { authorization: `Bearer ${token}` } })
  assert.equal(control.status, 401)
})

test('a quarter of an hour later it is over, and never outlives a key that expires before that', async () => {
  const key = await router.createKey('--name', 'old')
  const { token } = await tokenOf(key)
  assert.equal(await ask(token), '200 ok')
  writeFileSync(later, '')
  assert.equal(await ask(token), '401 invalid_api_key')
  assert.equal(await ask((await tokenOf(key)).token), '200 ok')
})
