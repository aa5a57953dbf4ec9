// What somebody has who installed the published package, started by whatever Node the machine has. Knows no source: there is none in it.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { buildDashboard } from '../../tools/build-dashboard.ts'
import { buildRelease } from '../../tools/build-release.ts'
import { root } from '../../tools/source-tree.ts'
import { freePort } from './start-router.ts'
import { statusOf, until } from './until.ts'

const folder = mkdtempSync(join(tmpdir(), 'nexorouter-production-'))
const installed = join(folder, 'node_modules/nexorouter')
after(() => rmSync(folder, { recursive: true, force: true }))

interface Locked {
  readonly dev?: boolean
  readonly hasInstallScript?: boolean
}

/** The published files below node_modules and, from the lock file, the packages of the production tree: what `npm install nexorouter` leaves. */
before(async () => {
  await buildDashboard()
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { files: string[] }
  for (const name of [...files, 'package.json']) if (name !== 'dist') cpSync(join(root, name), join(installed, name), { recursive: true })
  await buildRelease(join(installed, 'dist'))
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, Locked> }
  for (const [path, locked] of Object.entries(packages)) {
    if (path === '' || locked.dev === true || !existsSync(join(root, path))) continue
    assert.notEqual(locked.hasInstallScript, true, `${path} runs something at install time`)
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    // A Node of 100 MB is not copied; everything else must find its neighbours in the new tree.
    if (/^node_modules\/node-(bin-)?(linux|darwin|win)-/.test(path)) symlinkSync(join(root, path), join(folder, path))
    else cpSync(join(root, path), join(folder, path), { recursive: true })
  }
})

test('the package carries the program and the dashboard built, and no source of the program', () => {
  const paths = readdirSync(installed, { recursive: true, encoding: 'utf8' })
  assert.deepEqual(
    paths.filter((path) => /\.tsx?$/.test(path)),
    [],
  )
  for (const path of ['bin/nexorouter.js', 'dist/cli.js', 'dashboard/dist/index.html', 'LICENSE', 'README.md'])
    assert.ok(paths.includes(path), `${path} is published`)
  assert.equal(existsSync(join(folder, 'node_modules/typescript')), false)
})

const data = join(folder, 'data')

/** Under the Node that the machine has: the one of this test run is not on the way. */
function start(args: readonly string[], env: Record<string, string> = {}) {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((part) => !part.includes('node_modules'))
  const child = spawn('node', [join(installed, 'bin/nexorouter.js'), ...args], {
    cwd: folder,
    env: { ...process.env, PATH: path.join(delimiter), NEXOROUTER_DATA_DIR: data, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (log += String(bytes)))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, log: () => log, ended }
}

test('the package alone gives a server that answers, with its threads and its dashboard, under the Node that the machine has', async () => {
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const { child, log, ended } = start(['serve'], { PORT: String(port) })
  try {
    const ready = await until(
      () => statusOf(`${base}/readyz`),
      (status) => status === 200 || child.exitCode !== null,
    )
    assert.equal(ready, 200, log())
    const { api_key } = JSON.parse(readFileSync(join(data, 'first-run.json'), 'utf8')) as { api_key: string }
    const chat = (content: string): Promise<Response> =>
      fetch(`${base}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${api_key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'nexo-demo', messages: [{ role: 'user', content }] }),
      })
    const response = await chat('Are you there?')
    assert.equal(response.status, 200, log())
    assert.equal(((await response.json()) as { object: string }).object, 'chat.completion')
    // Parsed by a thread of its own, and then too long for the model.
    const long = await chat('word '.repeat(400_000))
    assert.deepEqual([long.status, ((await long.json()) as { error: { code: string } }).error.code], [400, 'context_length_exceeded'])
    assert.match(await (await fetch(`${base}/`)).text(), /<div id="root">/)
    const backup = start(['backup', join(folder, 'copy')])
    assert.equal(await backup.ended, 0, backup.log())
  } finally {
    child.kill('SIGTERM')
  }
  assert.equal(await ended, 0, log())
})
