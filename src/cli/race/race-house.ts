// The ground of a race: a real server over a new data folder, with a gated upstream, on loopback only. Leaves nothing behind.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccountJson, KeyJson } from '../../contract/control-api.ts'
import { formatUsd, type Nano, parseUsd } from '../../contract/money.ts'
import { startNexoRouter } from '../../main.ts'
import { openLog } from '../../telemetry/log.ts'
import { type CliContext, configOf } from '../context.ts'
import { CliFailure } from '../exit-codes.ts'
import { readVersion } from '../version.ts'
import { type GatedUpstream, startGatedUpstream } from './gated-upstream.ts'

/** One call of `by-call` holds and costs exactly this: half a dollar. */
export const callNano: Nano = 500_000_000n

export interface RaceHouse {
  readonly url: string
  readonly upstream: GatedUpstream
  /** The status of one chat completion; 0 when the connection failed. Resolves when the whole answer is here. */
  chat(key: string, model: 'by-call' | 'by-token', onStatus?: (status: number) => void): Promise<number>
  control<T>(method: string, path: string, body?: object): Promise<T>
  /** Balance, what of it is held, and what is free. */
  money(): Promise<{ readonly balanceNano: Nano; readonly heldNano: Nano }>
  /** Brings the balance up to this. */
  fill(balanceNano: Nano): Promise<void>
  /** What these keys were charged so far, once nothing is held any more. */
  charged(keys: readonly string[]): Promise<Nano>
  close(): Promise<void>
}

export async function openRaceHouse(context: CliContext): Promise<RaceHouse> {
  const root = mkdtempSync(join(tmpdir(), 'nexorouter-race-'))
  const opened: (() => Promise<unknown>)[] = [async () => rmSync(root, { recursive: true, force: true })]
  const closeAll = async (): Promise<void> => {
    for (const close of opened.splice(0).reverse()) await close()
  }
  try {
    const upstream = await startGatedUpstream()
    opened.push(() => upstream.close())
    const configFile = join(root, 'nexorouter.yaml')
    writeFileSync(configFile, raceConfig(upstream.baseUrl))
    // Nothing of the surroundings: no provider that the environment names is ever reached.
    const flags = { dataFolder: join(root, 'data'), configFile, host: '127.0.0.1', port: '0', logLevel: 'error', demo: 'off' }
    const config = configOf({ ...context, env: {}, cwd: root }, flags)
    const log = openLog({ level: 'error', write: context.terminal.err })
    const server = await startNexoRouter(config, { clock: context.clock, log, version: readVersion() })
    opened.push(() => server.stop())
    return { ...raceCalls(server.url, server.firstRun?.managementKey ?? ''), url: server.url, upstream, close: closeAll }
  } catch (error) {
    await closeAll()
    throw error
  }
}

/** The configuration that the races are about: one provider, one model by the call and one by the token. */
export function raceConfig(baseUrl: string): string {
  return `providers:
  - { id: gated, base_url: "${baseUrl}", api_key: none, allow_private: true }
models:
  - id: by-call
    context_length: 131072
    max_output_tokens: 8192
    price_usd_per_million: { input: 0, output: 0 }
    per_call_usd: ${formatUsd(callNano)}
    offers: [{ provider: gated }]
  - id: by-token
    context_length: 131072
    max_output_tokens: 1000
    price_usd_per_million: { input: 100, output: 450 }
    offers: [{ provider: gated }]
limits: { requests_per_minute: 10000000, tokens_per_minute: 100000000, concurrent_requests: 1000 }
# A hundred rounds ask for balances and keys far oftener than a dashboard does.
control: { requests_per_minute: none, account_requests_per_minute: none }
`
}

/** What a race asks of any server that serves `raceConfig`. */
export function raceCalls(url: string, managementKey: string): Omit<RaceHouse, 'url' | 'upstream' | 'close'> {
  async function control<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = { authorization: `Bearer ${managementKey}`, ...(body !== undefined && { 'content-type': 'application/json' }) }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(`${url}/control/v1${path}`, { method, headers, ...sent })
    if (!response.ok) throw new CliFailure('failed', `${method} ${path} was answered with ${response.status}: ${await response.text()}`)
    return (await response.json()) as T
  }
  const money: RaceHouse['money'] = async () => {
    const { data } = await control<{ data: AccountJson[] }>('GET', '/accounts')
    return { balanceNano: nano(data[0]?.balance_usd), heldNano: nano(data[0]?.held_usd) }
  }
  return {
    control,
    money,
    async chat(key, model, onStatus = () => {}) {
      const status = await complete(url, key, model, onStatus).catch(() => 0)
      if (status === 0) onStatus(0)
      return status
    },
    async fill(balanceNano) {
      const missing = balanceNano - (await money()).balanceNano
      if (missing > 0n) await control('POST', '/credits', { usd: formatUsd(missing) })
    },
    async charged(keys) {
      // An answer does not wait for its charge to be written.
      while ((await money()).heldNano > 0n) await new Promise((resolve) => setTimeout(resolve, 5))
      const found = await Promise.all(keys.map((id) => control<KeyJson>('GET', `/keys/${id}`)))
      return found.reduce((sum, { spent_usd: spent }) => sum + nano(spent), 0n)
    },
  }
}

async function complete(url: string, key: string, model: string, onStatus: (status: number) => void): Promise<number> {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'Race.' }] })
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body })
  onStatus(response.status)
  await response.arrayBuffer()
  return response.status
}

function nano(text: string | undefined): Nano {
  return parseUsd(text ?? '') ?? 0n
}
