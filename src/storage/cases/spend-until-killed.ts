// A process of its own that reserves and settles until it is killed, writing a line to its output for each answer; started by a test.
import { writeSync } from 'node:fs'
import { uuid7 } from '../../base/uuid7.ts'
import { asId, type ProviderId, type RequestId } from '../../contract/ids.ts'
import { openSqliteStore } from '../sqlite/open.ts'
import { furnish, recordOf, reservation, startMs } from './scene.ts'

const [, , folder = ''] = process.argv
const store = await openSqliteStore({ folder })
await furnish(store, 10n ** 12n)
await store.recover(startMs)
// One synchronous line per answer: what is printed was acknowledged before, and survives the kill in the pipe.
const say = (line: string): void => void writeSync(1, `${line}\n`)

async function spend(): Promise<void> {
  for (;;) {
    const id = asId<RequestId>(uuid7(startMs))
    const verdict = await store.reserve({ ...reservation('x', 1_000n), id })
    if (!verdict.ok) throw new Error(verdict.reason)
    say(`held ${id}`)
    const seen = Math.random() < 0.5
    if (seen) store.mark({ id, provider: asId<ProviderId>('demo'), promptTokens: 7, completionTokens: 5, chargeNano: 300n })
    await new Promise((resolve) => setImmediate(resolve))
    await store.settle({ id, record: recordOf('x', 700n, { requestId: id, holdNano: 1_000n }), overrunNano: 0n })
    say(`settled ${id}`)
  }
}

say('ready')
await Promise.all(Array.from({ length: 24 }, spend))
