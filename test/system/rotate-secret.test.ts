// W11: the secret of a server is changed, and killed while that happens. Keys go on working, what was sealed opens, and the old secret opens nothing.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { open as openSealed } from '../../src/base/hash.ts'
import { nextSecretKeyFile, openSecretKeys, secretKeyFile } from '../../src/config-secret-key.ts'
import { openSqliteStore } from '../../src/storage/sqlite/open.ts'
import { appCode, wrongCode } from '../control/factor-endpoint-cases.ts'
import { launcher, runCli, startRouter, type Router } from './start-router.ts'
import { until } from './until.ts'

const asked = { model: 'nexo-demo', messages: [{ role: 'user', content: 'hello' }] }

/** The secrets of all keys, as the data and its secret give them; throws when they do not fit. */
async function revealed(folder: string, secret = ''): Promise<Map<string, string | undefined>> {
  const store = await openSqliteStore({ folder })
  try {
    const { sealing } = await openSecretKeys(folder, secret, store, false)
    const keys = (await store.listSealed()).filter(({ kind }) => kind === 'key')
    return new Map(keys.map(({ id, sealed }) => [id, openSealed(sealing, sealed, `keys.secret ${id}`)]))
  } finally {
    await store.close()
  }
}

async function works(router: Router, key: string): Promise<boolean> {
  return (await router.chat(asked, { key })).status === 200
}

const ownerSignsIn = { email: 'owner@example.com', password: 'correct horse battery' }

/** As a page of the dashboard. */
async function post(
  router: Router,
  path: string,
  body: object,
  cookie = '',
): Promise<{ status: number; body: Record<string, never>; cookie: string }> {
  const origin = `http://127.0.0.1:${router.port}`
  const headers = { cookie, origin, 'content-type': 'application/json' }
  const answer = await fetch(`${origin}/control/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  const set = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  return { status: answer.status, body: (await answer.json()) as Record<string, never>, cookie: set }
}

/** An owner with an app: its secret, and the recovery codes. */
async function ownerWithApp(router: Router): Promise<{ readonly secret: string; readonly codes: readonly string[] }> {
  const { cookie } = await post(router, '/setup', { ...ownerSignsIn, token: router.setupUrl.split('token=')[1] })
  const secret = String((await post(router, '/user/totp', {}, cookie)).body['secret'])
  const confirmed = await post(router, '/user/totp/confirm', { code: appCode(secret, Date.now()) }, cookie)
  assert.equal(confirmed.status, 201)
  return { secret, codes: confirmed.body['recovery_codes'] as unknown as string[] }
}

test('after a rotation keys, management keys, kept answers, receipts and authenticator apps work, and the old secret opens nothing', async () => {
  await using router = await startRouter()
  const { secret, codes } = await ownerWithApp(router)
  const app = await router.createKey('--name', 'app')
  const once = { key: app.key, headers: { 'idempotency-key': 'once' } }
  const first = await (await router.chat(asked, once)).text()
  const [record] = await router.usage((records) => records.length === 1)
  const refused = await router.cli('secret-key', 'rotate')
  assert.notEqual(refused.code, 0)
  assert.match(refused.stderr, /in use|running/)
  await router.kill('SIGTERM')

  const old = readFileSync(join(router.folder, secretKeyFile), 'utf8').trim()
  const before = await revealed(router.folder)
  assert.equal(before.get(app.id), app.key)
  const { resealed, unopened } = await router.json<{ resealed: number; unopened: number }>('secret-key', 'rotate')
  assert.deepEqual([resealed, unopened], [4, 0], 'two keys, the key of receipts and an app')
  assert.notEqual(readFileSync(join(router.folder, secretKeyFile), 'utf8').trim(), old)
  assert.ok(!existsSync(join(router.folder, nextSecretKeyFile)))
  assert.deepEqual(await revealed(router.folder), before)
  await assert.rejects(revealed(router.folder, old), /does not belong to the data/)

  await router.start()
  assert.ok((await works(router, app.key)) && (await works(router, router.key)))
  const control = (path: string) =>
    fetch(`http://127.0.0.1:${router.port}/control/v1${path}`, { headers: { authorization: `Bearer ${router.managementKey}` } })
  assert.equal((await control('/keys')).status, 200)
  assert.equal((await control(`/receipts/${record?.request_id}`)).status, 200)
  const audit = (await (await control('/audit?all=true&action=secret_key.rotate')).json()) as { data: { actor: string }[] }
  assert.deepEqual(
    audit.data.map(({ actor }) => actor),
    ['local'],
  )
  const signIn = (code?: string) => post(router, '/sign-in', { ...ownerSignsIn, ...(code !== undefined && { code }) })
  assert.equal((await signIn()).body['error']?.['code'], 'second_factor_required')
  assert.equal((await signIn(wrongCode(secret, Date.now()))).status, 401)
  // The code that confirmed the app is used up, so it is the one of the next half minute.
  assert.equal((await signIn(appCode(secret, Date.now() + 30_000))).status, 201)
  assert.equal((await signIn(codes[0])).status, 201)
  const again = await router.chat(asked, once)
  assert.equal(again.headers.get('x-nexorouter-idempotent-replay'), 'true')
  assert.equal(await again.text(), first)
})

test('cut off before or after its commit, a rotation leaves one secret that opens everything', async () => {
  await using router = await startRouter()
  await router.kill('SIGTERM')
  const { folder } = router
  const path = join(folder, secretKeyFile)
  const before = await revealed(folder)
  // Before: the next secret is on disk, the data knows nothing of it.
  writeFileSync(join(folder, nextSecretKeyFile), `${'x'.repeat(44)}\n`, { mode: 0o600 })
  assert.deepEqual(await revealed(folder), before)
  assert.ok(!existsSync(join(folder, nextSecretKeyFile)))
  // After: the data has it, the file has not taken its place.
  copyFileSync(path, `${path}.old`)
  assert.equal((await router.cli('secret-key', 'rotate')).code, 0)
  copyFileSync(path, join(folder, nextSecretKeyFile))
  copyFileSync(`${path}.old`, path)
  rmSync(`${path}.old`)
  assert.deepEqual(await revealed(folder), before)
  await router.start()
  assert.ok(await works(router, router.key))
})

test('killed at any time, nothing is lost', async () => {
  await using router = await startRouter()
  for (let count = 0; count < 5; count += 1) await router.createKey('--name', `key ${count}`)
  await router.kill('SIGTERM')
  const before = await revealed(router.folder)
  const began = performance.now()
  assert.equal((await router.cli('secret-key', 'rotate')).code, 0)
  const wholeMs = performance.now() - began
  for (let round = 0; round < 12; round += 1) {
    const env = { ...process.env, NEXOROUTER_DATA_DIR: router.folder }
    const child = spawn(process.execPath, [launcher, 'secret-key', 'rotate'], { env, stdio: 'ignore', detached: true })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    // The last half is where the data is open.
    await sleep((wholeMs * (round + 12)) / 24)
    // The whole group: the launcher's child does the work.
    try {
      process.kill(-(child.pid as number), 'SIGKILL')
    } catch {
      // It was over before.
    }
    await ended
    await unlocked(router.folder)
    assert.deepEqual(await revealed(router.folder), before, `round ${round}`)
  }
  await router.start()
  assert.ok(await works(router, router.key))
})

/** A killed process gives its lock back a moment later. */
async function unlocked(folder: string): Promise<void> {
  const opens = async (): Promise<boolean> => {
    try {
      await (await openSqliteStore({ folder })).close()
      return true
    } catch {
      return false
    }
  }
  assert.ok(await until(opens, Boolean, 50))
}

test('a secret from the environment is changed through a file that the operator names', async () => {
  const old = 'an old secret of more than thirty-two characters'
  await using router = await startRouter({ env: { NEXOROUTER_SECRET_KEY: old.replaceAll(' ', '-') } })
  await router.kill('SIGTERM')
  const refused = await router.cli('secret-key', 'rotate')
  assert.match(refused.stderr, /--to/)
  const to = join(router.folder, 'next')
  assert.equal((await router.cli('secret-key', 'rotate', '--to', to)).code, 0)
  const next = readFileSync(to, 'utf8').trim()
  const listed = await runCli(['keys', 'list'], { NEXOROUTER_DATA_DIR: router.folder, NEXOROUTER_SECRET_KEY: next })
  assert.equal(listed.code, 0, listed.stderr)
  const stale = await router.cli('keys', 'list')
  assert.match(stale.stderr, /does not belong to the data/)
})

test('a place for the next secret that is taken or does not exist is refused, nothing changes, and no secret is left lying about', async () => {
  await using router = await startRouter({ env: { NEXOROUTER_SECRET_KEY: 'k'.repeat(44) } })
  await router.kill('SIGTERM')
  const taken = join(router.folder, 'taken')
  writeFileSync(taken, 'mine')
  for (const [to, code, says] of [
    [taken, 4, /taken exists; a secret never overwrites, name another file/],
    [join(router.folder, 'nowhere', 'next'), 5, /its folder does not exist; make it, or name another place/],
  ] as const) {
    const { code: ended, stderr } = await router.cli('secret-key', 'rotate', '--to', to)
    assert.equal(ended, code, stderr)
    assert.match(stderr, says)
  }
  const backup = await router.cli('backup', join(router.folder, 'copy.db'), '--secret-to', join(router.folder, 'nowhere', 'key'))
  assert.equal(backup.code, 5, backup.stderr)
  assert.equal(readFileSync(taken, 'utf8'), 'mine')
  assert.deepEqual(
    ['taken.new', 'copy.db'].filter((name) => existsSync(join(router.folder, name))),
    [],
  )
  assert.equal((await router.cli('keys', 'list')).code, 0, 'the secret before still opens the data')
})
