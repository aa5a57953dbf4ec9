// What a durable hold, its settlement and its usage record cost in the SQLite store, by batch size. Run by hand: node bench/store.ts
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { uuid7 } from '../src/base/uuid7.ts'
import type { AccountId, KeyId, ModelId, PriceVersion, ProviderId, RequestId } from '../src/contract/ids.ts'
import { asId } from '../src/contract/ids.ts'
import type { UsageRecord } from '../src/contract/usage.ts'
import { openSqliteStore, type SqliteStore } from '../src/storage/sqlite/open.ts'

const start = 1_800_000_000_000
const account = asId<AccountId>('acct_0193a1b2c3d47e5f8a9b0123456789ab')
const model = asId<ModelId>('deepseek-v4-flash')
const priceVersion = asId<PriceVersion>('deepseek-v4-flash@1')
const provider = asId<ProviderId>('deepseek')

function record(requestId: RequestId, keyId: KeyId, timeMs: number): UsageRecord {
  return {
    requestId,
    accountId: account,
    keyId,
    keyName: 'production key',
    timeMs,
    endpoint: 'chat.completions',
    model,
    provider,
    upstreamModel: 'deepseek-chat',
    attempts: [
      { provider, upstreamModel: 'deepseek-chat', startedMs: 1.5, durationMs: 498, result: 'answered', status: 200, failure: null },
    ],
    status: 'success',
    errorCode: null,
    tokens: { prompt: 1_000, cached: 0, cacheWrite: 0, completion: 120, reasoning: 0 },
    estimated: false,
    costNano: 173_600n,
    providerCostNano: null,
    holdNano: 400_000n,
    priceVersion,
    latencyMs: 503.5,
    ttftMs: 120.25,
    stream: false,
    finishReason: 'stop',
    stoppedBy: null,
    routing: 'the only offer',
    clientAddress: '127.0.0.1',
    user: null,
    count: 1,
  }
}

interface Turn {
  readonly store: SqliteStore
  readonly keys: readonly KeyId[]
  readonly size: number
  readonly timeMs: number
}

async function turn({ store, keys, size, timeMs }: Turn): Promise<void> {
  const pair = async (index: number): Promise<void> => {
    const keyId = keys[index % keys.length] as KeyId
    const id = asId<RequestId>(uuid7(timeMs))
    const draft = { keyName: 'production key', endpoint: 'chat.completions', stream: false, user: null, clientAddress: '127.0.0.1' }
    const asked = { fullNano: 400_000n, leastNano: 400_000n, whenShort: 'least' as const, draft: { ...draft, promptTokens: 1_000 } }
    const verdict = await store.reserve({ id, accountId: account, keyId, model, priceVersion, atMs: timeMs, ...asked })
    if (!verdict.ok) throw new Error(verdict.reason)
    const end = await store.settle({ id, record: record(id, keyId, timeMs), overrunNano: 0n })
    if (!end.ok) throw new Error(end.reason)
  }
  await Promise.all(Array.from({ length: size }, (_, index) => pair(index)))
}

async function measure(size: number, relaxed: boolean): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'store-bench-'))
  const store = await openSqliteStore({ folder, relaxed })
  try {
    await store.createAccount({ id: account, name: 'bench', atMs: start })
    await store.credit({
      accountId: account,
      kind: 'manual_credit',
      reference: 'bench',
      amountNano: 10n ** 15n,
      note: '',
      actor: 'bench',
      atMs: start,
    })
    const keys = Array.from({ length: 50 }, (_, index) => asId<KeyId>(`key_0193a1b2c3d47e5f8a9b0123456789${index + 10}`))
    for (const id of keys) {
      const limits = { lastFour: 'abcd', disabled: false, expiresAtMs: null, scope: { kind: 'all' } as const, limits: {} }
      const budget = { budgetNano: null, budgetReset: null, modelBudgets: [], memberId: null }
      await store.createKey(
        { id, accountId: account, name: 'production key', createdAtMs: start, ...limits, ...budget },
        `hash of ${id}`,
        null,
      )
    }
    const turns = Math.max(40, Math.ceil(24_000 / size / (size === 1 ? 12 : 1)))
    let timeMs = start
    for (let index = 0; index < turns / 5; index++) await turn({ store, keys, size, timeMs: timeMs++ })
    const cpu = process.cpuUsage()
    const began = performance.now()
    for (let index = 0; index < turns; index++) await turn({ store, keys, size, timeMs: timeMs++ })
    const wallUs = ((performance.now() - began) * 1000) / (turns * size)
    const used = process.cpuUsage(cpu)
    const cpuUs = (used.user + used.system) / (turns * size)
    const us = (value: number): string => value.toFixed(1).padStart(8)
    return `${String(size).padStart(5)}  ${relaxed ? 'normal' : 'full  '} ${us(cpuUs)} us CPU (user ${us(used.user / (turns * size))})  ${us(wallUs)} us wall per pair`
  } finally {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)
say('batch  sync      reserve + settle + usage record, all threads')
for (const size of [1, 16, 32, 64, 256]) say(await measure(size, false))
say(await measure(64, true))
