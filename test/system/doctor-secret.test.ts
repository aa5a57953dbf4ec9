// `doctor` and the secret of a data folder: one that does not belong to the data is named with its remedy, on a stopped server and beside a running one.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { runCli, startRouter } from './start-router.ts'

const root = mkdtempSync(join(tmpdir(), 'nexorouter-doctor-'))
after(() => rmSync(root, { recursive: true, force: true }))

interface Check {
  readonly check: string
  readonly status: string
  readonly found: string
  readonly fix: string | null
}

async function secretOf(folder: string, env: Record<string, string> = {}): Promise<Check> {
  const { stdout } = await runCli(['doctor', '--json'], { NEXOROUTER_DATA_DIR: folder, PORT: '0', ...env }, root)
  const found = (JSON.parse(stdout) as Check[]).find(({ check }) => check === 'secret key')
  assert.ok(found, stdout)
  return found
}

const another = 'YW5vdGhlciBzZWNyZXQgb2YgZm9ydHktZm91ciBjaGFy'

async function setUp(): Promise<{ folder: string; path: string; right: string }> {
  const folder = mkdtempSync(join(root, 'data-'))
  const made = await runCli(['init', '--yes', '--json'], { NEXOROUTER_DATA_DIR: folder }, root)
  assert.equal(made.code, 0, made.stderr)
  const path = join(folder, 'secret.key')
  return { folder, path, right: readFileSync(path, 'utf8').trim() }
}

test('the secret of a stopped server is compared with its data, wherever it comes from', async () => {
  const { folder, path, right } = await setUp()
  assert.partialDeepStrictEqual(await secretOf(folder), { status: 'ok', found: `${path}; it fits the data` })
  assert.partialDeepStrictEqual(await secretOf(folder, { NEXOROUTER_SECRET_KEY: another }), {
    status: 'failed',
    fix: 'unset NEXOROUTER_SECRET_KEY: the secret.key in the folder fits',
  })
  writeFileSync(path, another, { mode: 0o600 })
  const wrong = await secretOf(folder)
  assert.equal(wrong.status, 'failed')
  assert.match(wrong.found, /is not the secret that the data in .* was written with/)
  assert.match(wrong.fix ?? '', /^bring back the secret.key/)
  rmSync(path)
  assert.equal((await secretOf(folder)).status, 'failed')
  assert.equal((await secretOf(folder, { NEXOROUTER_SECRET_KEY: right })).status, 'ok')
  assert.doesNotMatch(JSON.stringify([wrong, await secretOf(folder)]), new RegExp(`${another}|${right.slice(0, 20)}`))
})

test('a secret that was changed fits, and the one before does not', async () => {
  const { folder, path, right } = await setUp()
  const rotated = await runCli(['secret-key', 'rotate'], { NEXOROUTER_DATA_DIR: folder }, root)
  assert.equal(rotated.code, 0, rotated.stderr)
  assert.equal((await secretOf(folder)).status, 'ok')
  writeFileSync(path, right, { mode: 0o600 })
  assert.equal((await secretOf(folder)).status, 'failed')
})

test('beside a running server the secret on the disk is compared, too: the next start would fail', async () => {
  await using router = await startRouter()
  const path = join(router.folder, 'secret.key')
  assert.equal((await secretOf(router.folder)).status, 'ok')
  const right = readFileSync(path, 'utf8')
  writeFileSync(path, another)
  assert.equal((await secretOf(router.folder)).status, 'failed')
  writeFileSync(path, right)
})
