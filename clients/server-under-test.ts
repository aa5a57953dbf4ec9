// A real server on a data folder of its own, run and asked through the command line like anybody would. Knows nothing of its inside.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { bareEnvironment, runStep } from './run-step.ts'

const launcher = path.join(import.meta.dirname, '..', 'bin', 'nexorouter.js')
/** Simulated models of each wire. */
const pairsFile = path.join(import.meta.dirname, 'pairs.yaml')

/** What the checks read of a usage record. */
export interface UsageLine {
  readonly key_name: string
  readonly status: string
  readonly error_code: string | null
  readonly provider: string | null
  readonly endpoint: string
  readonly model: string | null
  readonly cost_usd: string
  readonly prompt_tokens: number
}

export interface ServerUnderTest {
  readonly port: number
  /** Makes a key; the budget is decimal text in USD. */
  createKey(name: string, budgetUsd?: string): Promise<string>
  /** The newest thousand records, of one key or of all. */
  usage(keyName?: string): Promise<readonly UsageLine[]>
  stop(): Promise<void>
}

const commandLimitMs = 60_000
/** The longest start on a loaded machine that is still a start. */
const startLimitMs = 60_000

/** With the simulated models, or those of another file. */
export async function startServerUnderTest(configFile = pairsFile): Promise<ServerUnderTest> {
  const folder = mkdtempSync(path.join(tmpdir(), 'nexorouter-clients-'))
  const port = await freePort()
  const env = bareEnvironment({
    NEXOROUTER_DATA_DIR: path.join(folder, 'data'),
    NEXOROUTER_CONFIG: configFile,
    PORT: String(port),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
  })

  async function command(...args: string[]): Promise<unknown> {
    const end = await runStep({ command: [process.execPath, launcher, ...args, '--json'], folder, env, timeLimitMs: commandLimitMs })
    if (end.code !== 0) throw new Error(`nexorouter ${args.join(' ')} ended with ${end.code}: ${end.stderr.trim()}`)
    return JSON.parse(end.stdout)
  }

  await command('init', '--yes')
  // The open channel ends the server should this process be killed.
  const server = spawn(process.execPath, [launcher, 'serve'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  const said = { text: '' }
  for (const stream of [server.stdout, server.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said.text = (said.text + text).slice(-20_000)
    })
  }
  async function stop(): Promise<void> {
    if (server.exitCode === null && server.signalCode === null) {
      const gone = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGTERM')
      await gone
    }
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await ready(server, port, said)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    port,
    stop,
    async createKey(name, budgetUsd) {
      const budget = budgetUsd === undefined ? [] : ['--budget-usd', budgetUsd]
      return textOf(await command('keys', 'create', '--name', name, ...budget), 'key')
    },
    async usage(keyName) {
      const ofKey = keyName === undefined ? [] : ['--key', keyName]
      return (await command('usage', 'list', '--limit', '1000', ...ofKey)) as UsageLine[]
    },
  }
}

function textOf(value: unknown, name: string): string {
  const text = (value as Record<string, unknown>)[name]
  if (typeof text !== 'string') throw new Error(`the command line gave no ${name}`)
  return text
}

async function ready(server: ChildProcess, port: number, said: { readonly text: string }): Promise<void> {
  const tries = startLimitMs / 100
  for (let tried = 0; tried < tries; tried += 1) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}:\n${said.text}`)
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await wait(100)
  }
  throw new Error(`the server was not ready after ${startLimitMs} ms:\n${said.text}`)
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
