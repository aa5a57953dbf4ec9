// The whole product as a process over sockets, for the system tests: a fresh data folder, the real CLI, the real server. Asserts nothing.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { UsageJson } from '../../src/contract/usage.ts'
import { statusOf, until } from './until.ts'

export const launcher = new URL('../../bin/nexorouter.js', import.meta.url).pathname

export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CreatedKey {
  readonly id: string
  readonly key: string
}

export interface Router {
  readonly folder: string
  readonly port: number
  /** `http://127.0.0.1:<port>/v1` */
  readonly baseUrl: string
  readonly key: string
  readonly managementKey: string
  readonly setupUrl: string
  /** The server process; a new one after `restart`. */
  process(): ChildProcess
  log(): string
  cli(...args: string[]): Promise<CliResult>
  /** Runs a CLI command with `--json` and parses what it prints; throws with its stderr when it fails. */
  json<T>(...args: string[]): Promise<T>
  createKey(...args: string[]): Promise<CreatedKey>
  /** Waits until the newest usage records satisfy the condition, and returns them, newest first. */
  usage(likes?: (records: UsageJson[]) => boolean): Promise<UsageJson[]>
  chat(body: unknown, options?: { key?: string; headers?: Record<string, string>; signal?: AbortSignal }): Promise<Response>
  kill(signal: NodeJS.Signals): Promise<number | null>
  /** Starts a server again on the same folder and port, after it ended. */
  start(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** The system gives out ports from 32 768 on (Linux): what it gives a neighbour meanwhile is none of these. */
const ownPorts = { first: 10_000, count: 20_000 } as const
let portsTried = 0

/** A port on which nobody listens, for a process that starts in a moment. Other test processes begin to look elsewhere. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = ownPorts.first + ((process.pid * 61 + portsTried++) % ownPorts.count)
    const server = createServer()
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!free) continue
    await new Promise((resolve) => server.close(resolve))
    return port
  }
}

export function runCli(args: readonly string[], env: Record<string, string>, cwd?: string): Promise<CliResult> {
  const child = spawn(process.execPath, [launcher, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], cwd })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (bytes) => (stdout += String(bytes)))
  child.stderr.on('data', (bytes) => (stderr += String(bytes)))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

export interface RouterOptions {
  /** The whole of nexorouter.yaml. */
  readonly yaml?: string
  readonly env?: Record<string, string>
}

export async function startRouter(options: RouterOptions = {}): Promise<Router> {
  const root = mkdtempSync(join(tmpdir(), 'nexorouter-test-'))
  const folder = join(root, 'data')
  const config = join(root, 'nexorouter.yaml')
  if (options.yaml !== undefined) writeFileSync(config, options.yaml)
  const port = await freePort()
  const env: Record<string, string> = { NEXOROUTER_DATA_DIR: folder, PORT: String(port), LOG_LEVEL: 'warn', ...options.env }
  if (options.yaml !== undefined) env['NEXOROUTER_CONFIG'] = config
  const cli = (...args: string[]): Promise<CliResult> => runCli(args, env, root)
  async function json<T>(...args: string[]): Promise<T> {
    const result = await cli(...args, '--json')
    if (result.code !== 0) throw new Error(`nexorouter ${args.join(' ')} ended with ${result.code}: ${result.stderr}${result.stdout}`)
    return JSON.parse(result.stdout) as T
  }
  const server = startServer(root, env, port)
  await server.start()
  const first = await takeFirstRun(join(folder, 'first-run.json'))
  const baseUrl = `http://127.0.0.1:${port}/v1`
  return {
    folder,
    port,
    baseUrl,
    key: first.api_key,
    managementKey: first.management_key,
    setupUrl: first.setup_url,
    process: server.process,
    log: server.log,
    kill: server.kill,
    start: server.start,
    cli,
    json,
    createKey: (...args) => json<CreatedKey>('keys', 'create', ...args),
    async usage(likes = () => true) {
      const look = async () => (await server.usage(first.management_key)) ?? json<UsageJson[]>('usage', 'list', '--limit', '1000')
      const records = await until(look, likes, 100)
      if (likes(records)) return records
      throw new Error(`the usage records never came to be as expected: ${JSON.stringify(records.slice(0, 5), null, 1)}`)
    },
    chat: (body, { key = first.api_key, headers = {}, signal } = {}) =>
      fetch(`${baseUrl}/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...(signal === undefined ? {} : { signal }),
      }),
    async [Symbol.asyncDispose]() {
      await server.kill('SIGKILL')
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** The secrets of the first start. They do not stay in the folder: some tests look for secrets in it. */
async function takeFirstRun(path: string): Promise<{ api_key: string; management_key: string; setup_url: string }> {
  if (!(await until(() => existsSync(path), Boolean))) throw new Error(`the first start never wrote ${path}`)
  const first = JSON.parse(readFileSync(path, 'utf8')) as { api_key: string; management_key: string; setup_url: string }
  rmSync(path)
  return first
}

interface ServerHandle extends Pick<Router, 'process' | 'log' | 'kill' | 'start'> {
  /** What the CLI would list, without starting a process for each look; undefined while nothing answers. */
  usage(managementKey: string): Promise<UsageJson[] | undefined>
}

function startServer(root: string, env: Record<string, string>, port: number): ServerHandle {
  let child: ChildProcess | undefined
  let log = ''
  const started = (): ChildProcess => {
    if (child === undefined) throw new Error('the server was never started')
    return child
  }
  return {
    process: started,
    log: () => log,
    async usage(managementKey) {
      const headers = { authorization: `Bearer ${managementKey}`, connection: 'close' }
      const answer = await fetch(`http://127.0.0.1:${port}/control/v1/usage?limit=1000`, { headers }).catch(() => undefined)
      return answer?.ok === true ? ((await answer.json()) as { data: UsageJson[] }).data : undefined
    },
    async kill(signal) {
      const current = child
      if (current === undefined || current.exitCode !== null || current.signalCode !== null) return current?.exitCode ?? null
      const ended = new Promise<number | null>((resolve) => current.once('exit', resolve))
      current.kill(signal)
      return ended
    },
    async start() {
      const next = spawn(process.execPath, [launcher, 'serve'], {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
        cwd: root,
      })
      next.stdout.on('data', (bytes) => (log += String(bytes)))
      next.stderr.on('data', (bytes) => (log += String(bytes)))
      child = next
      const ready = await until(
        () => statusOf(`http://127.0.0.1:${port}/readyz`),
        (status) => status === 200 || next.exitCode !== null,
      )
      if (next.exitCode !== null) throw new Error(`the server ended with ${next.exitCode}: ${log}`)
      if (ready !== 200) throw new Error(`the server did not become ready: ${log}`)
    },
  }
}

/** A configuration with one scripted provider `acme` serving models of the given IDs under the same upstream names, and a small price. */
export function acmeYaml(baseUrl: string, models: readonly string[], more = ''): string {
  const entries = models.map(
    (id) => `
  - id: ${id}
    capabilities: [chat]
    context_length: 131072
    max_output_tokens: 8192
    price_usd_per_million: { input: 0.14, output: 0.28, cached_input: 0.014 }
    offers:
      - provider: acme
        upstream_model: ${id}`,
  )
  return `providers:
  - id: acme
    dialect: openai-chat
    base_url: ${baseUrl}
    api_key: upstream-secret-canary
    allow_private: true
models:${entries.join('')}
${more}`
}
