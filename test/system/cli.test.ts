// The command line as people and programs use it: on a stopped server and beside a running one. Real processes, real folders.
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { KeyJson } from '../../src/contract/control-api.ts'
import type { UsageJson } from '../../src/contract/usage.ts'
import { keyPattern, managementKeyPattern } from '../../src/keys/key-format.ts'
import { openTestMailbox } from '../mail/open-test-mailbox.ts'
import { serveFolder } from './serve-folder.ts'
import { appCode } from '../control/factor-endpoint-cases.ts'
import { launcher, runCli, startRouter } from './start-router.ts'

const root = mkdtempSync(join(tmpdir(), 'nexorouter-cli-'))
after(() => rmSync(root, { recursive: true, force: true }))
let count = 0

function place(env: Record<string, string> = {}): { folder: string; cli: (...args: string[]) => ReturnType<typeof runCli> } {
  const cwd = mkdtempSync(join(root, `case-${(count += 1)}-`))
  const folder = join(cwd, 'data')
  return { folder, cli: (...args) => runCli(args, { NEXOROUTER_DATA_DIR: folder, PORT: '3991', ...env }, cwd) }
}

const hello = { model: 'nexo-demo', messages: [{ role: 'user', content: 'Say hello' }] }

test('init prints three secrets once, keeps the folder private, and refuses a second time without changing anything', async () => {
  const { folder, cli } = place()
  const first = await cli('init', '--yes', '--json')
  assert.equal(first.code, 0, first.stderr)
  const secrets = JSON.parse(first.stdout)
  assert.deepEqual(Object.keys(secrets), ['api_key', 'management_key', 'setup_url'])
  assert.match(secrets.api_key, keyPattern)
  assert.match(secrets.management_key, managementKeyPattern)
  assert.match(secrets.setup_url, /^http:\/\/localhost:3991\/setup#/)
  assert.equal(statSync(folder).mode & 0o777, 0o700)
  assert.equal(statSync(join(folder, 'secret.key')).mode & 0o777, 0o600)
  const before = readFileSync(join(folder, 'secret.key'), 'utf8')
  const again = await cli('init', '--yes', '--json')
  assert.equal(again.code, 4)
  assert.equal(again.stdout, '')
  assert.match(again.stderr, /set up already, nothing was changed/)
  assert.equal(readFileSync(join(folder, 'secret.key'), 'utf8'), before)
  assert.equal(JSON.parse((await cli('keys', 'list', '--json')).stdout).length, 1)
})

test('without a terminal, init asks for --yes and creates nothing', async () => {
  const { folder, cli } = place()
  const result = await cli('init')
  assert.equal(result.code, 2)
  assert.match(result.stderr, /--yes/)
  assert.equal(existsSync(folder), false)
})

test('a command on a folder without data says what to do and creates nothing', async () => {
  const { folder, cli } = place()
  const result = await cli('keys', 'list')
  assert.equal(result.code, 4)
  assert.match(result.stderr, /there is no data in .*nexorouter serve/)
  assert.equal(existsSync(folder), false)
})

for (const [state, start] of [
  ['stopped', false],
  ['running', true],
] as const) {
  test(`keys, credit, models, providers, usage and setup-link work on a ${state} server`, async () => {
    await using router = await startRouter()
    const answered = await router.chat(hello)
    assert.equal(answered.status, 200)
    await answered.body?.cancel()
    await router.usage((records) => records.length === 1)
    if (!start) await router.kill('SIGTERM')

    const created = await router.json<KeyJson & { key: string }>(
      'keys',
      'create',
      '--name',
      'laptop',
      '--budget-usd',
      '5',
      '--expires',
      '30d',
      '--models',
      'nexo-demo,nexo-demo-json',
    )
    assert.deepEqual(Object.keys(created).slice(0, 3), ['id', 'key', 'name'])
    assert.match(created.key, keyPattern)
    assert.deepEqual([created.name, created.budget_usd, created.models], ['laptop', '5', ['nexo-demo', 'nexo-demo-json']])
    for (const scope of ['chat', 'all']) {
      assert.equal((await router.json<KeyJson>('keys', 'create', '--name', scope, '--models', scope)).models, scope)
    }
    assert.equal((await router.cli('keys', 'create', '--name', 'x', '--models', 'nope')).code, 2)
    assert.equal((await router.json<KeyJson>('keys', 'revoke', 'laptop')).state, 'disabled')
    assert.equal((await router.json<KeyJson>('keys', 'enable', created.id)).state, 'active')
    assert.deepEqual(await router.json('keys', 'delete', created.id), { id: created.id, deleted: true })
    assert.equal((await router.cli('keys', 'delete', created.id)).code, 3)

    const credited = await router.json<{ usd: string; result: string }>('credit', 'add', '--usd', '5', '--note', 'x', '--reference', 'once')
    assert.deepEqual([credited.usd, credited.result], ['5', 'credited'])
    assert.equal((await router.json<{ result: string }>('credit', 'add', '--usd', '5', '--reference', 'once')).result, 'duplicate')
    assert.equal((await router.cli('credit', 'add', '--usd', '1e3')).code, 2)

    const [record, ...others] = await router.json<UsageJson[]>('usage', 'list', '--limit', '50')
    assert.equal(others.length, 0)
    const fields = [
      'request_id',
      'time',
      'key_name',
      'model',
      'provider',
      'status',
      'error_code',
      'prompt_tokens',
      'completion_tokens',
      'cost_usd',
      'quota',
      'latency_ms',
      'ttft_ms',
      'stream',
    ]
    for (const field of fields) assert.ok(record !== undefined && field in record, field)
    assert.equal(typeof record?.cost_usd, 'string')

    const models = await router.json<{ id: string; status: string }[]>('models', 'list')
    assert.equal(models.find(({ id }) => id === 'nexo-demo')?.status, 'Available')
    const tried = await router.json<{ ok: boolean }[]>('providers', 'test')
    assert.deepEqual([tried.length > 0, tried.filter(({ ok }) => !ok)], [true, []])
    assert.equal((await router.cli('providers', 'test', 'nope')).code, 3)
    assert.match((await router.json<{ setup_url: string }>('setup-link')).setup_url, /\/setup#/)
    const table = await router.cli('usage', 'list')
    assert.match(table.stdout, /^TIME \(UTC\) .*\n2\d{3}-/)
    assert.ok(!table.stdout.includes('\u001b'), 'no colours without a terminal')
    assert.equal((await router.cli('healthcheck')).code, start ? 0 : 1)
  })
}

test('a key made on the command line works at once, and a revoked one is refused at once', async () => {
  await using router = await startRouter()
  const { id, key } = await router.createKey('--name', 'a')
  assert.equal((await router.chat(hello, { key })).status, 200)
  assert.equal((await router.cli('keys', 'revoke', id)).code, 0)
  assert.equal((await router.chat(hello, { key })).status, 401)
  assert.equal((await router.cli('keys', 'enable', id)).code, 0)
  assert.equal((await router.chat(hello, { key })).status, 200)
})

test('users drop-factors takes app and recovery codes away, signs the person out, and says what there was to do', async () => {
  await using router = await startRouter()
  const origin = `http://127.0.0.1:${router.port}`
  const post = async (path: string, body: object, cookie = '') => {
    const headers = { cookie, origin, 'content-type': 'application/json' }
    const answer = await fetch(`${origin}/control/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return { status: answer.status, body: await answer.json(), cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '' }
  }
  const email = 'owner@example.com'
  const password = 'correct horse battery'
  const { cookie } = await post('/setup', { token: router.setupUrl.split('token=')[1], email, password })
  const { secret } = (await post('/user/totp', {}, cookie)).body as { secret: string }
  assert.equal((await post('/user/totp/confirm', { code: appCode(secret, Date.now()) }, cookie)).status, 201)
  assert.equal((await post('/sign-in', { email, password })).status, 401)
  const unknown = await router.cli('users', 'drop-factors', 'nobody@example.com')
  assert.equal(unknown.code, 3, unknown.stderr)
  const dropped = await router.cli('users', 'drop-factors', email)
  assert.equal(dropped.code, 0, dropped.stderr)
  assert.match(dropped.stdout, /password alone now; every browser of theirs was signed out/)
  assert.equal((await post('/session/confirm', { password }, cookie)).status, 401, 'signed out')
  assert.equal((await post('/sign-in', { email, password })).status, 201)
  const again = await router.cli('users', 'drop-factors', email, '--identities')
  assert.equal(again.code, 4, again.stderr)
  assert.match(again.stderr, /nothing to drop/)
  const audit = await router.cli('audit', 'verify')
  assert.equal(audit.code, 0)
})

test('the first start without a terminal puts the secrets into first-run.json and none into its output', async () => {
  const { folder } = place()
  await using server = await serveFolder(folder)
  const path = join(folder, 'first-run.json')
  assert.equal(statSync(path).mode & 0o777, 0o600)
  const secrets = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>
  assert.deepEqual(Object.keys(secrets), ['api_key', 'management_key', 'setup_url'])
  for (const secret of Object.values(secrets)) assert.ok(!server.log().includes(secret), 'a secret in the output')
  assert.ok(server.log().includes(path))
  assert.equal((await server.chat(secrets['api_key'] as string)).status, 200)
})

test('doctor finds nothing wrong with a fresh folder, and names what is wrong with a bad one', async () => {
  const { cli } = place()
  const fresh = await cli('doctor', '--json')
  assert.equal(fresh.code, 0, fresh.stdout)
  const bad = await cli('doctor', '--json', '--port', '99999')
  assert.equal(bad.code, 1)
  const checks = JSON.parse(bad.stdout) as { check: string; status: string; found: string; fix: string | null }[]
  const failed = checks.filter(({ status }) => status === 'failed')
  assert.equal(failed.length, 1)
  assert.match(failed[0]?.found ?? '', /--port/)
  assert.ok(failed[0]?.fix)
})

test('doctor does not take another process for the server that a crash left no trace of but its number', async () => {
  const { cli, folder } = place()
  assert.equal((await cli('init', '--yes', '--json')).code, 0)
  const record = { socket: join(folder, 'control.sock'), token: 'x', pid: process.pid, url: 'http://127.0.0.1:1' }
  writeFileSync(join(folder, 'local-control.json'), JSON.stringify(record))
  const { stdout } = await cli('doctor', '--json', '--port', '0')
  const port = (JSON.parse(stdout) as { check: string; found: string }[]).find(({ check }) => check === 'port')
  assert.match(port?.found ?? '', /is free$/)
})

test('doctor warns where everybody behind a proxy has one address', async () => {
  const exposure = async (env: Record<string, string>) => {
    const { stdout } = await place({ NEXOROUTER_PUBLIC_URL: 'https://router.example.com', ...env }).cli('doctor', '--json')
    return (JSON.parse(stdout) as { check: string; status: string; fix: string | null }[]).find(({ check }) => check === 'exposure')
  }
  const warned = await exposure({})
  assert.equal(warned?.status, 'warning')
  assert.match(warned?.fix ?? '', /NEXOROUTER_TRUST_PROXY/)
  assert.equal((await exposure({ NEXOROUTER_TRUST_PROXY: '1' }))?.status, 'ok')
})

test('doctor names the other half of settings that do nothing alone, and a public address at which nobody can sign in', async () => {
  const found = async (env: Record<string, string>) => {
    const { stdout } = await place(env).cli('doctor', '--json')
    const checks = JSON.parse(stdout) as { check: string; status: string; fix: string | null }[]
    return checks.filter(({ status }) => status !== 'ok').map(({ check, status, fix }) => `${check} ${status}: ${fix}`)
  }
  assert.deepEqual(await found({ STRIPE_SECRET_KEY: 'sk_test_0123456789', NEXOROUTER_OIDC_ISSUER: 'google' }), [
    'payments failed: set STRIPE_WEBHOOK_SECRET as well',
    'sign-in failed: set NEXOROUTER_OIDC_CLIENT_ID and NEXOROUTER_OIDC_CLIENT_SECRET as well',
  ])
  const exposed = 'exposure warning: put a TLS proxy in front and set NEXOROUTER_PUBLIC_URL=https://...'
  assert.deepEqual(await found({ NEXOROUTER_PUBLIC_URL: 'http://router.example.com' }), [exposed])
  assert.deepEqual(await found({ NEXOROUTER_PUBLIC_URL: 'http://localhost:8080', STRIPE_WEBHOOK_SECRET: '' }), [])
})

test('doctor signs in to the mail server, and says what is wrong without repeating a password', async (t) => {
  const { port } = await openTestMailbox(t, { user: 'router', pass: 'right' })
  const checked = async (env: Record<string, string>) => {
    const { cli } = place(env)
    const { stdout } = await cli('doctor', '--json')
    assert.ok(!stdout.includes('canary-password'), stdout)
    return (JSON.parse(stdout) as { check: string; status: string; found: string }[]).find(({ check }) => check === 'mail')
  }
  const from = { NEXOROUTER_MAIL_FROM: 'router@example.com' }
  assert.equal((await checked({ ...from, NEXOROUTER_SMTP_URL: `smtp://router:right@127.0.0.1:${port}` }))?.status, 'ok')
  const refused = await checked({ ...from, NEXOROUTER_SMTP_URL: `smtp://router:canary-password@127.0.0.1:${port}` })
  assert.partialDeepStrictEqual(refused, { status: 'failed', found: 'the mail server refused the credentials (535)' })
  assert.partialDeepStrictEqual(await checked(from), { status: 'failed', found: 'NEXOROUTER_SMTP_URL is not set: no mail is sent' })
})

test('version says what runs, and the launcher is executable', async () => {
  const { cli } = place()
  const result = await cli('version', '--json')
  assert.equal(JSON.parse(result.stdout).node, process.versions.node)
  assert.equal(statSync(launcher).mode & 0o100, 0o100)
})

test('healthcheck takes an address with TLS, and one that is none is a wrong argument', async () => {
  const { cli } = place()
  for (const url of ['nonsense', 'ftp://127.0.0.1', 'http://a:99999', '']) {
    const { code, stderr } = await cli('healthcheck', '--url', url)
    assert.equal(code, 2, stderr)
    assert.match(stderr, /--url must be an address such as http:\/\/127\.0\.0\.1:3001/)
  }
  const { code, stderr } = await cli('healthcheck', '--url', 'https://127.0.0.1:1')
  assert.deepEqual([code, stderr], [1, 'nexorouter: not ready: nothing listens at 127.0.0.1:1\n'])
})
