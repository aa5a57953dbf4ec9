// What an installation without development packages and install scripts consists of, started by whatever Node the machine has.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { root } from '../../tools/source-tree.ts'
import { freePort } from './start-router.ts'

const folder = mkdtempSync(join(tmpdir(), 'nexorouter-production-'))
after(() => rmSync(folder, { recursive: true, force: true }))

interface Locked {
  readonly dev?: boolean
  readonly hasInstallScript?: boolean
}

/** The published files and, from the lock file, the packages of the production tree: what `npm ci --omit=dev --ignore-scripts` leaves. */
function layOut(): void {
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { files: string[] }
  for (const name of [...files, 'package.json', 'package-lock.json']) {
    if (existsSync(join(root, name))) cpSync(join(root, name), join(folder, name), { recursive: true })
  }
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, Locked> }
  for (const [path, locked] of Object.entries(packages)) {
    if (path === '' || locked.dev === true || !existsSync(join(root, path))) continue
    assert.notEqual(locked.hasInstallScript, true, `${path} runs something at install time`)
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    // A Node of 100 MB is not copied; everything else must find its neighbours in the new tree.
    if (/^node_modules\/node-(bin-)?(linux|darwin|win)-/.test(path)) symlinkSync(join(root, path), join(folder, path))
    else cpSync(join(root, path), join(folder, path), { recursive: true })
  }
}

test('the published files and the production packages alone give a server that answers, under the Node that the machine has', async () => {
  layOut()
  assert.equal(existsSync(join(folder, 'node_modules/typescript')), false)
  const port = await freePort()
  const data = join(folder, 'data')
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((part) => !part.includes('node_modules'))
  const env = { ...process.env, PATH: path.join(delimiter), PORT: String(port), NEXOROUTER_DATA_DIR: data }
  const child = spawn('node', [join(folder, 'bin/nexorouter.js'), 'serve'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (log += String(bytes)))
  const ended = new Promise((resolve) => child.once('close', resolve))
  try {
    for (let tries = 0; ; tries++) {
      const ready = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
      if (ready?.status === 200) break
      assert.ok(child.exitCode === null && tries < 600, log)
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    const { api_key } = JSON.parse(readFileSync(join(data, 'first-run.json'), 'utf8')) as { api_key: string }
    const response = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api_key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'nexo-demo', messages: [{ role: 'user', content: 'Are you there?' }] }),
    })
    assert.equal(response.status, 200, log)
    assert.equal(((await response.json()) as { object: string }).object, 'chat.completion')
    assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 200)
  } finally {
    child.kill('SIGTERM')
  }
  assert.equal(await ended, 0, log)
})
