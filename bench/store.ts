// What a durable hold, its settlement and its usage record cost in the SQLite store, by batch size. Run by hand: node bench/store.ts
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { uuid7 } from '../src/base/uuid7.ts'
import { asId, type KeyId, type RequestId } from '../src/contract/ids.ts'
import { openSqliteStore, type SqliteStore } from '../src/storage/sqlite/open.ts'
import { account, funds, keyOf, recordOf, reservationOf, startMs } from './pair.ts'

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
    const verdict = await store.reserve(reservationOf(id, keyId, timeMs))
    if (!verdict.ok) throw new Error(verdict.reason)
    const end = await store.settle({ id, record: recordOf(id, keyId, timeMs), overrunNano: 0n })
    if (!end.ok) throw new Error(end.reason)
  }
  await Promise.all(Array.from({ length: size }, (_, index) => pair(index)))
}

async function measure(size: number, relaxed: boolean): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'store-bench-'))
  const store = await openSqliteStore({ folder, relaxed })
  try {
    await store.createAccount({ id: account, name: 'bench', atMs: startMs })
    await store.credit(funds)
    const keys = Array.from({ length: 50 }, (_, index) => keyOf(index))
    for (const key of keys) await store.createKey(key, `hash of ${key.id}`, null)
    const ids = keys.map(({ id }) => id)
    const turns = Math.max(40, Math.ceil(24_000 / size / (size === 1 ? 12 : 1)))
    let timeMs = startMs
    for (let index = 0; index < turns / 5; index++) await turn({ store, keys: ids, size, timeMs: timeMs++ })
    const cpu = process.cpuUsage()
    const began = performance.now()
    for (let index = 0; index < turns; index++) await turn({ store, keys: ids, size, timeMs: timeMs++ })
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
