// Compiled code is taken only from a folder that nobody else can write to: it is run without being compared with its source.
import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { runCli } from './start-router.ts'

const root = mkdtempSync(join(tmpdir(), 'nexorouter-cache-'))
after(() => rmSync(root, { recursive: true, force: true }))

test('the shared temporary folder is never a place for compiled code; a private cache folder is', async () => {
  const [shared, home] = [join(root, 'tmp'), join(root, 'home')]
  for (const folder of [shared, home]) mkdirSync(folder)
  const { code, stderr } = await runCli(['version'], { TMPDIR: shared, XDG_CACHE_HOME: home, NODE_COMPILE_CACHE: '' })
  assert.equal(code, 0, stderr)
  assert.equal(existsSync(join(shared, 'node-compile-cache')), false)
  assert.equal(statSync(join(home, 'nexorouter')).mode & 0o077, 0)
  assert.ok(readdirSync(join(home, 'nexorouter')).length > 0)
})

test('a cache folder that others can write to is not used', async () => {
  const home = join(root, 'open')
  mkdirSync(join(home, 'nexorouter'), { recursive: true })
  chmodSync(join(home, 'nexorouter'), 0o777)
  const { code, stderr } = await runCli(['version'], { TMPDIR: root, XDG_CACHE_HOME: home, NODE_COMPILE_CACHE: '' })
  assert.equal(code, 0, stderr)
  assert.deepEqual(readdirSync(join(home, 'nexorouter')), [])
})
