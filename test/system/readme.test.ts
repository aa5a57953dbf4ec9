// Does what the documents tell a new user to do, block by block, against a server started by the README's own command.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { loadConfig } from '../../src/config.ts'
import { keyPattern, managementKeyPattern } from '../../src/keys/key-format.ts'
import { type Block, blocksOf } from '../../tools/markdown.ts'
import { readText, root } from '../../tools/source-tree.ts'
import { patienceMs, statusOf, until } from './until.ts'

const pages = ['README.md', 'docs/guide/quickstart.md', 'SECURITY.md']
const blocks = pages.flatMap((page) => blocksOf(readText(page)).map((block) => ({ ...block, page })))
const folder = mkdtempSync(join(tmpdir(), 'nexorouter-readme-'))
const data = join(folder, 'data')

let port = 0
let apiKey = ''
let stop: () => Promise<void> = async () => {}

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PORT: String(port),
  NEXOROUTER_DATA_DIR: data,
  NEXOROUTER_API_KEY: apiKey,
  npm_config_update_notifier: 'false',
})

function run(command: string, args: readonly string[]): Promise<Ran> {
  return new Promise((done) => {
    execFile(command, args, { cwd: root, env: environment(), timeout: 5 * patienceMs }, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      done({ code, out, err })
    })
  })
}

/** The two things that differ from what a reader types: the port, and the key in place of the dots. */
const asTyped = (text: string): string => text.replaceAll('localhost:3001', `127.0.0.1:${port}`).replaceAll('sk-nxr-...', apiKey)

/** Fails on the first failing line, and on an HTTP error inside curl. */
const shell = (block: Block): Promise<Ran> =>
  run('bash', ['-euo', 'pipefail', '-c', `curl() { command curl --fail-with-body -sS "$@"; }\n${asTyped(block.text)}`])

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const { port: free } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return free
}

function startServer(command: string): void {
  const child = spawn('bash', ['-c', command], { cwd: root, env: environment(), detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<void>((done) => child.once('close', () => done()))
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => void (output += bytes.toString()))
  stop = async () => {
    try {
      process.kill(-(child.pid as number), 'SIGTERM')
    } catch {
      throw new Error(`the server was gone already:\n${output}`)
    }
    await ended
  }
}

async function untilReady(): Promise<void> {
  const ready = async (): Promise<boolean> =>
    (await statusOf(`http://127.0.0.1:${port}/readyz`)) === 200 && existsSync(join(data, 'first-run.json'))
  if (!(await until(ready, Boolean, 100))) throw new Error('the server did not become ready')
}

/** Python with the openai package, as tools/prepare-clients.ts leaves it. */
const python = join(root, '.cache/clients/python/bin/python')

const runners: Record<string, (block: Block) => Promise<void>> = {
  'sh start': async (block) => assert.equal(block.text, 'npm ci && npm start'),
  'sh test': async (block) => {
    assert.equal(block.text, 'npm ci && npm test')
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> }
    assert.match(scripts['test'] ?? '', /&& node tools\/run-tests\.ts$/)
    assert.match(readText('tools/run-tests.ts'), /^import '\.\/loopback-only\.js'$/m)
  },
  'sh request': async (block) => {
    const result = await shell(block)
    assert.equal(result.code, 0, result.out + result.err)
    if (/chat\/completions/.test(block.text)) assert.match(result.out, /"chat\.completion(\.chunk)?"/)
  },
  'sh manage': async (block) => {
    const result = await shell(block)
    assert.equal(result.code, 0, result.out + result.err)
    assert.match(result.out, /laptop/)
  },
  'js sdk': async (block) => {
    const result = await run(process.execPath, ['--input-type=module', '--eval', asTyped(block.text)])
    assert.equal(result.code, 0, result.err)
    assert.ok(result.out.trim().length > 0)
  },
  'python sdk': async (block) => {
    const result = await run(python, ['-c', asTyped(block.text)])
    assert.equal(result.code, 0, result.err)
    assert.match(result.out, /\d+\n$/)
  },
  'yaml config': async (block) => {
    const file = join(folder, 'example.yaml')
    writeFileSync(file, `${block.text}\n`)
    const loaded = loadConfig({
      flags: {},
      env: { NEXOROUTER_CONFIG: file, NEXOROUTER_DATA_DIR: data, ACME_KEY: 'made-up' },
      cwd: folder,
      registry: [],
    })
    assert.ok(loaded.ok, loaded.ok ? '' : JSON.stringify(loaded.problem))
    assert.deepEqual(
      loaded.value.models.map((model) => model.id),
      ['deepseek-v4-flash'],
    )
  },
  'text picture': async (block) => {
    const named = [...block.text.matchAll(/([\w/-]+\.ts|dialects\/openai-chat)/g)].map((match) => match[1] as string)
    const places = ['', 'src/', 'src/gateway/']
    assert.ok(named.length > 8)
    for (const name of named)
      assert.ok(
        places.some((place) => existsSync(join(root, place + name))),
        `${name} is in the picture but not in the tree`,
      )
  },
  'text pattern': async (block) => {
    const patterns = [keyPattern, managementKeyPattern].map((pattern) => pattern.source.replaceAll(/\(\?<?!\[[^\]]*\]\)/g, ''))
    assert.deepEqual(
      [...block.text.matchAll(/\S+\]\{\d+\}/g)].map((match) => match[0]),
      patterns,
    )
  },
}

before(async () => {
  port = await freePort()
  const start = blocks.find((block) => block.label === 'sh start')?.text ?? ''
  startServer(start.replace('npm ci && ', ''))
  await untilReady()
  apiKey = (JSON.parse(readFileSync(join(data, 'first-run.json'), 'utf8')) as { api_key: string }).api_key
})

after(async () => {
  await stop()
  rmSync(folder, { recursive: true, force: true })
})

test('each code block says by its label how it is tried, and each way of trying has a block', () => {
  assert.deepEqual([...new Set(blocks.map((block) => block.label))].sort(), Object.keys(runners).sort())
})

/** A laptop without Python may leave its snippet out; where every part is required, nothing is left out. */
const runnable = blocks.filter((block) => block.label !== 'python sdk' || existsSync(python) || process.env['NEXOROUTER_REQUIRE'] === 'all')

for (const block of runnable) {
  test(`${block.page}, line ${block.line} (${block.label}) works as written`, async () => {
    const runner = runners[block.label]
    assert.ok(runner, `no way to try "${block.label}"`)
    await runner(block)
  })
}
