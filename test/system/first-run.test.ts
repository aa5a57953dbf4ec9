// The very first start as a person sees it on a terminal: the block, the curl line pasted as it stands, and the request in Usage Logs.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { UsageJson } from '../../src/contract/usage.ts'
import { keyPattern, managementKeyPattern } from '../../src/keys/key-format.ts'
import { freePort, launcher, runCli } from './start-router.ts'
import { until } from './until.ts'

const root = mkdtempSync(join(tmpdir(), 'nexorouter-first-'))
const folder = join(root, 'data')
let port = 0
const env = (): Record<string, string> => ({ NEXOROUTER_DATA_DIR: folder, PORT: String(port), TERM: 'xterm-256color' })

before(async () => void (port = await freePort()))
after(() => rmSync(root, { recursive: true, force: true }))

interface OnTerminal {
  /** What the terminal showed, its line ends made plain. */
  shown(): string
  /** Ends the server as Ctrl-C would be passed on, and gives its exit code. */
  stop(): Promise<number | null>
}

/** `serve` with a terminal of its own, made by util-linux `script`. */
async function serveOnTerminal(): Promise<OnTerminal> {
  const command = `'${process.execPath}' '${launcher}' serve`
  const child = spawn('script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null'], {
    env: { ...process.env, ...env() },
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: root,
  })
  let text = ''
  child.stdout.on('data', (bytes) => (text += String(bytes)))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const record = join(folder, 'local-control.json')
  const started = (): boolean => text.includes('stop with Ctrl-C')
  await until(started, (is) => is || child.exitCode !== null)
  if (!started()) throw new Error(`the server did not start on a terminal: ${text}`)
  return {
    shown: () => text.replaceAll('\r\n', '\n'),
    async stop() {
      process.kill((JSON.parse(readFileSync(record, 'utf8')) as { pid: number }).pid, 'SIGTERM')
      return ended
    },
  }
}

test('on a terminal the first start shows a block whose curl line works when pasted, and the request is on record with its cost', async () => {
  const server = await serveOnTerminal()
  try {
    const block = server.shown()
    assert.match(block, keyPattern)
    assert.match(block, managementKeyPattern)
    assert.match(block, new RegExp(`http://localhost:${port}/setup#`))
    assert.match(block, /\$5 of demo credit/)
    assert.match(block, /simulation/)
    assert.ok(block.includes('\u001b[1m'), 'a terminal gets emphasis')
    const pasted = /curl [^]*?-d '[^']*'/.exec(block)?.[0] ?? ''
    assert.ok(!pasted.includes('\u001b'), 'what is to be pasted carries no escape sequences')
    const answer = await new Promise<string>((resolve, reject) =>
      execFile('bash', ['-c', pasted], { cwd: root }, (error, out, err) => (error ? reject(new Error(err)) : resolve(out))),
    )
    const completion = JSON.parse(answer) as {
      object: string
      choices: { message: { content: string } }[]
      usage: { prompt_tokens: number }
    }
    assert.equal(completion.object, 'chat.completion')
    assert.ok((completion.choices[0]?.message.content.length ?? 0) > 0)
    const listed = await runCli(['usage', 'list', '--limit', '50', '--json'], env(), root)
    const [record, ...others] = JSON.parse(listed.stdout) as UsageJson[]
    assert.equal(others.length, 0)
    assert.deepEqual([record?.model, record?.status, record?.prompt_tokens], ['nexo-demo', 'success', completion.usage.prompt_tokens])
    assert.ok(Number(record?.cost_usd) > 0 && Number(record?.quota) > 0)
    assert.equal(existsSync(join(folder, 'first-run.json')), false)
    assert.equal(statSync(folder).mode & 0o777, 0o700)
    const link = /http:\/\/localhost:\d+\/setup#\S+/.exec(block)?.[0] ?? ''
    assert.equal((await fetch(link)).status, 200)
    for (const name of readdirSync(folder)) {
      const path = join(folder, name)
      if (!statSync(path).isFile()) continue
      const bytes = readFileSync(path)
      assert.ok(!bytes.includes(keyPattern.exec(block)?.[0] ?? '-'), `the API key stands in ${name}`)
      assert.ok(!bytes.includes(managementKeyPattern.exec(block)?.[0] ?? '-'), `the management key stands in ${name}`)
    }
  } finally {
    assert.equal(await server.stop(), 0)
  }
})

test('a later start on a terminal shows where it listens, and no secret', async () => {
  const server = await serveOnTerminal()
  try {
    const text = server.shown()
    assert.doesNotMatch(text, keyPattern)
    assert.doesNotMatch(text, managementKeyPattern)
    assert.doesNotMatch(text, /setup#/)
    assert.match(text, new RegExp(`http://localhost:${port}/v1`))
  } finally {
    assert.equal(await server.stop(), 0)
  }
})

test('NO_COLOR takes the emphasis out of what a terminal shows', async () => {
  const text = await new Promise<string>((resolve) => {
    const command = `'${process.execPath}' '${launcher}' keys list`
    const child = spawn('script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null'], {
      env: { ...process.env, ...env(), NO_COLOR: '1' },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let out = ''
    child.stdout.on('data', (bytes) => (out += String(bytes)))
    child.on('close', () => resolve(out))
  })
  assert.match(text, /First key/)
  assert.ok(!text.includes('\u001b['))
})
