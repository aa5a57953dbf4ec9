// Starts that must fail: each with a clear message and its exit code, and nothing lost. Real processes, real folders.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { serveFolder, startServe } from './serve-folder.ts'
import { launcher, runCli } from './start-router.ts'

const root = mkdtempSync(join(tmpdir(), 'nexorouter-bad-'))
after(() => rmSync(root, { recursive: true, force: true }))
let count = 0

function place(): { cwd: string; folder: string } {
  const cwd = mkdtempSync(join(root, `case-${(count += 1)}-`))
  return { cwd, folder: join(cwd, 'data') }
}

async function prepared(): Promise<{ cwd: string; folder: string }> {
  const at = place()
  const made = await runCli(['init', '--yes', '--json'], { NEXOROUTER_DATA_DIR: at.folder }, at.cwd)
  assert.equal(made.code, 0, made.stderr)
  return at
}

/** The end of a start that fails: its exit code and everything it said. Never a stack. */
async function refused(
  folder: string,
  env: Record<string, string> = {},
  args: readonly string[] = [],
): Promise<{ code: number | null; log: string }> {
  await using serving = await startServe(folder, env, args)
  const code = await serving.ended
  assert.ok(!/\n\s+at .*:\d+:\d+/.test(serving.log()), `a stack: ${serving.log()}`)
  return { code, log: serving.log() }
}

/** The data is as usable as before. */
async function stillThere(folder: string): Promise<void> {
  const listed = await runCli(['keys', 'list', '--json'], { NEXOROUTER_DATA_DIR: folder })
  assert.equal(listed.code, 0, listed.stderr)
  assert.equal(JSON.parse(listed.stdout).length, 1)
}

test('an unknown flag: 2, with the nearest known one', async () => {
  const { folder } = place()
  const { code, log } = await refused(folder, {}, ['--prot', '3'])
  assert.equal(code, 2)
  assert.match(log, /unknown option '--prot'[^]*--port/)
  assert.equal(existsSync(folder), false)
})

test('a broken YAML file and wrong variables: 6, all mistakes at once with file, line and column, and no data folder', async () => {
  const { cwd, folder } = place()
  writeFileSync(join(cwd, 'nexorouter.yaml'), 'limits:\n  request_per_minute: 5\nproviders:\n  - id: a\n    base_url: http://10.0.0.1/v1\n')
  const { code, log } = await refused(folder, { LOG_LEVEL: 'loud', DATABASE_URL: 'postgres://u:hunter2@h/d' })
  assert.equal(code, 6)
  assert.match(log, /4 mistakes/)
  assert.match(log, /nexorouter\.yaml:2:3: unknown setting limits\.request_per_minute; did you mean requests_per_minute\?/)
  assert.match(log, /nexorouter\.yaml:5:15: .*allow_private: true/)
  assert.match(log, /LOG_LEVEL: must be one of/)
  assert.match(log, /DATABASE_URL: .*Postgres store is not part of this version/)
  assert.ok(!log.includes('hunter2'))
  assert.equal(existsSync(folder), false)
})

test('a taken port: 7, and the first secrets are not lost: the next start makes and shows them', async () => {
  const { folder } = place()
  const blocker = createServer()
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve))
  const { port } = blocker.address() as { port: number }
  const { code, log } = await refused(folder, { PORT: String(port) })
  await new Promise((resolve) => blocker.close(resolve))
  assert.equal(code, 7)
  assert.match(log, new RegExp(`127\\.0\\.0\\.1 port ${port} is taken by another program; stop it, or choose another port`))
  assert.equal(existsSync(join(folder, 'first-run.json')), false)
  await using server = await serveFolder(folder)
  const { api_key } = JSON.parse(readFileSync(join(folder, 'first-run.json'), 'utf8')) as { api_key: string }
  assert.equal((await server.chat(api_key)).status, 200)
})

test('an address that is not of this machine: 7', async () => {
  const { folder } = place()
  const { code, log } = await refused(folder, { HOST: '192.0.2.1' })
  assert.equal(code, 7)
  assert.match(log, /not an address of this machine/)
})

test('a second server on the same data: 5, with the process that has it, and the first one serves on', async () => {
  const { folder } = place()
  await using server = await serveFolder(folder)
  const { code, log } = await refused(folder)
  assert.equal(code, 5)
  assert.match(log, new RegExp(`in use by process ${server.child.pid}`))
  const { api_key } = JSON.parse(readFileSync(join(folder, 'first-run.json'), 'utf8')) as { api_key: string }
  assert.equal((await server.chat(api_key)).status, 200)
})

test('a data folder that is a file, or lies below one: 5', async () => {
  const { cwd } = place()
  writeFileSync(join(cwd, 'file'), '')
  for (const path of [join(cwd, 'file'), join(cwd, 'file', 'below')]) {
    const { code, log } = await refused(path)
    assert.equal(code, 5, log)
    assert.match(log, /file/)
  }
})

test('a data folder that cannot be written: 5, with a remedy', async () => {
  // /proc refuses everybody, the superuser included; elsewhere a mode does it.
  const { cwd } = place()
  const locked = join(cwd, 'locked')
  mkdirSync(locked, { mode: 0o500 })
  const { code, log } = await refused(existsSync('/proc/self') ? '/proc/nexorouter-data' : join(locked, 'data'))
  chmodSync(locked, 0o700)
  assert.equal(code, 5, log)
  assert.match(log, /cannot be used/)
})

test("a command in another user's folder: 5, and not the advice to make one there", async () => {
  const { folder } = await prepared()
  chmodSync(folder, 0)
  const other = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  for (const command of [['keys', 'list'], ['setup-link'], ['ledger', 'verify']]) {
    const { status, stderr } = spawnSync(process.execPath, [launcher, ...command, '--data', folder], {
      cwd: '/',
      encoding: 'utf8',
      ...other,
    })
    assert.equal(status, 5, stderr)
    assert.match(stderr, /^nexorouter: this user may not look into .*: run the command as the user that runs the server/)
  }
  chmodSync(folder, 0o700)
})

test('data of a newer release: 5, and it is left as it was', async () => {
  const { folder } = await prepared()
  const file = join(folder, 'nexorouter.db')
  const db = new DatabaseSync(file)
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number }
  db.exec('PRAGMA user_version = 9999')
  db.close()
  const { code, log } = await refused(folder)
  assert.equal(code, 5)
  assert.match(log, /data version 9999.*newer release/)
  const again = new DatabaseSync(file)
  again.exec(`PRAGMA user_version = ${version}`)
  again.close()
  await stillThere(folder)
})

test('data without its secret key: 5, no new one is made, and bringing it back mends it', async () => {
  const { folder, cwd } = await prepared()
  renameSync(join(folder, 'secret.key'), join(cwd, 'away'))
  const { code, log } = await refused(folder)
  assert.equal(code, 5)
  assert.match(log, /holds data but no secret\.key/)
  assert.equal(existsSync(join(folder, 'secret.key')), false)
  renameSync(join(cwd, 'away'), join(folder, 'secret.key'))
  await stillThere(folder)
})

test('data with the wrong secret key, from the file or the environment: 5, and the secret is not repeated', async () => {
  const { folder } = await prepared()
  const wrong = 'w'.repeat(44)
  const { code, log } = await refused(folder, { NEXOROUTER_SECRET_KEY: wrong })
  assert.equal(code, 5)
  assert.match(log, /does not belong to the data/)
  assert.ok(!log.includes(wrong))
  const path = join(folder, 'secret.key')
  const right = readFileSync(path, 'utf8')
  writeFileSync(path, `${wrong}\n`)
  assert.equal((await refused(folder)).code, 5)
  writeFileSync(path, right)
  await stillThere(folder)
})

test('a restore with the wrong secret, without one, or of something else leaves the folder empty', async () => {
  const { folder, cwd } = await prepared()
  const env = { NEXOROUTER_DATA_DIR: folder }
  const file = join(cwd, 'copy.db')
  assert.equal((await runCli(['backup', file, '--secret-to', join(cwd, 'copy.key')], env)).code, 0)
  writeFileSync(join(cwd, 'wrong.key'), 'w'.repeat(44))
  writeFileSync(join(cwd, 'not.db'), 'this is no database')
  const into = join(cwd, 'into')
  for (const [from, secret, code] of [
    ['copy.db', 'wrong.key', 5],
    ['copy.db', undefined, 2],
    ['copy.db', 'missing.key', 3],
    ['missing.db', 'copy.key', 3],
    ['not.db', 'copy.key', 5],
  ] as const) {
    const args = ['restore', join(cwd, from), '--data', into, ...(secret === undefined ? [] : ['--secret-from', join(cwd, secret)])]
    const result = await runCli(args, {}, cwd)
    assert.equal(result.code, code, `${from} ${secret}: ${result.stderr}`)
    assert.ok(!/\n\s+at /.test(result.stderr), result.stderr)
  }
  const restore = ['restore', file, '--secret-from', join(cwd, 'copy.key'), '--data', into]
  const other = await runCli(restore, { NEXOROUTER_SECRET_KEY: 'o'.repeat(44) }, cwd)
  assert.equal(other.code, 2, 'the next start would take the variable, and refuse the data')
  assert.match(other.stderr, /^nexorouter: NEXOROUTER_SECRET_KEY is set and is another secret/)
  const good = await runCli(restore, {}, cwd)
  assert.equal(good.code, 0, good.stderr)
  assert.match(good.stdout, new RegExp(`Start it with: node \\S+/nexorouter\\.js serve --data ${into}\\n$`))
  await stillThere(into)
})

test('kill -9 leaves a folder that commands and the next start take over', async () => {
  const { folder } = place()
  const server = await serveFolder(folder)
  server.child.kill('SIGKILL')
  await server.ended
  await stillThere(folder)
  await using again = await serveFolder(folder)
  const { api_key } = JSON.parse(readFileSync(join(folder, 'first-run.json'), 'utf8')) as { api_key: string }
  assert.equal((await again.chat(api_key)).status, 200)
})

test('a very long data path works: the socket moves to a private folder elsewhere', async () => {
  const { cwd } = place()
  const folder = join(cwd, 'd'.repeat(80), 'e'.repeat(80))
  await using _server = await serveFolder(folder)
  const record = JSON.parse(readFileSync(join(folder, 'local-control.json'), 'utf8')) as { socket: string }
  assert.ok(Buffer.byteLength(record.socket) <= 100 && !record.socket.startsWith(folder))
  await stillThere(folder)
})

test('a host open to the network without TLS is said in the log; a public https URL is not', async () => {
  const { folder } = place()
  {
    await using server = await serveFolder(folder, { HOST: '0.0.0.0' })
    assert.match(server.log(), /open to the network without TLS/)
  }
  await using server = await serveFolder(folder, { HOST: '0.0.0.0', NEXOROUTER_PUBLIC_URL: 'https://router.example' })
  assert.ok(!server.log().includes('without TLS'))
})

test('what the server refuses names the option that was typed, and a refused credit is not one to try again', async () => {
  const { folder } = await prepared()
  for (const [args, said] of [
    [['credit', 'add', '--usd', 'abc'], /^nexorouter: --usd must be a decimal number/],
    [['credit', 'add', '--usd', '0'], /^nexorouter: --usd must be more than 0/],
    [['keys', 'create', '--name', 'n', '--budget-usd', 'many'], /^nexorouter: --budget-usd must be a decimal number/],
    [['keys', 'create', '--name', 'n', '--expires', '30x'], /^nexorouter: --expires must be a number of days/],
  ] as const) {
    const { code, stderr } = await runCli(args, { NEXOROUTER_DATA_DIR: folder })
    assert.equal(code, 2, stderr)
    assert.match(stderr, said)
  }
  const unknown = await runCli(['providers', 'test', 'acme'], { NEXOROUTER_DATA_DIR: folder })
  assert.equal(unknown.code, 3, unknown.stderr)
  assert.match(unknown.stderr, /There is no provider `acme`/)
})
