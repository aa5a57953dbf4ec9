// What the writer's own work costs for each request, without threads and without a disk that syncs, and what the running check costs.
// Run by hand: TMPDIR=/dev/shm node bench/writer.ts [folder of another checkout, which takes turns with this one]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { uuid7 } from '../src/base/uuid7.ts'
import { asId, type RequestId } from '../src/contract/ids.ts'
import type * as auditParts from '../src/storage/sqlite/engine/audit.ts'
import type * as commitParts from '../src/storage/sqlite/engine/commit.ts'
import type * as connectionParts from '../src/storage/sqlite/engine/connection.ts'
import type * as protocolParts from '../src/storage/sqlite/engine/protocol.ts'
import type { Answers, Batch, Command } from '../src/storage/sqlite/engine/protocol.ts'
import { account, funds, keyOf, recordOf, reservationOf, startMs } from './pair.ts'

/** Requests of one commit: each commit ends those that began with the one before. */
const pairs = 32
const commits = 2_000
/** The compiler's own work is not what a writer spends its day on. */
const warmUp = 500

interface Side {
  readonly root: string
  commit(): void
  /** Microseconds per request, one figure per commit. */
  readonly us: number[]
  /** CPU per entry of the running check, sums and chain together, in microseconds. */
  check(): number
  close(): void
}

/** The parts of a checkout that are measured; the types are this one's. */
async function partsOf(root: string) {
  const part = async (file: string): Promise<unknown> => import(pathToFileURL(join(root, 'src/storage/sqlite/engine', file)).href)
  return {
    connection: (await part('connection.ts')) as typeof connectionParts,
    commit: (await part('commit.ts')) as typeof commitParts,
    audit: (await part('audit.ts')) as typeof auditParts,
    words: (await part('protocol.ts')) as typeof protocolParts,
  }
}

type Parts = Awaited<ReturnType<typeof partsOf>>

async function openSide(root: string): Promise<Side> {
  const parts = await partsOf(root)
  const { words } = parts
  const folder = mkdtempSync(join(tmpdir(), 'writer-bench-'))
  const file = join(folder, 'bench.db')
  const db = parts.connection.openForWriting({ folder, file, relaxed: true, fileBytesMax: null })
  const run = runner(parts, db)
  const call = (name: string, ...args: readonly unknown[]): void => {
    const batch: Batch = []
    words.pushCall(batch, 1, name, args)
    run(batch)
  }
  const { id: keyId } = keyOf(0)
  call('createAccount', { id: account, name: 'bench', atMs: startMs })
  call('credit', funds)
  call('createKey', keyOf(0), 'hash', null)
  let timeMs = startMs
  let begun: readonly RequestId[] = []
  const us: number[] = []
  return {
    root,
    us,
    commit() {
      const batch: Batch = []
      for (const id of begun) words.pushSettle(batch, 1, { id, record: recordOf(id, keyId, timeMs), overrunNano: 0n })
      timeMs += 7
      begun = Array.from({ length: pairs }, () => asId<RequestId>(uuid7(timeMs)))
      for (const id of begun) words.pushReserve(batch, 1, reservationOf(id, keyId, timeMs))
      // As it arrives: texts from another thread are nobody's names yet, and the first look-up by one costs more.
      const crossed = structuredClone(batch)
      const started = performance.now()
      run(crossed)
      us.push(((performance.now() - started) * 1_000) / pairs)
    },
    check: () => checkCost(parts, file),
    close() {
      db.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Commits one batch, and throws when anything in it is refused. */
function runner({ commit, words }: Parts, db: DatabaseSync): (batch: Batch) => void {
  const committer = commit.openCommitter(db)
  return (batch) => {
    const commands: Command[] = []
    words.readBatch(batch, commands)
    const answers: Answers = []
    committer.commit(commands, answers)
    for (let at = 1; at < answers.length; at += words.answerLength)
      if (answers[at] !== 'ok') throw new Error(`${String(answers[at])} ${String(answers[at + 1])}`)
  }
}

function checkCost({ audit }: Parts, file: string): number {
  const reader = new DatabaseSync(file, { readOnly: true })
  const { auditStep } = audit.auditReads(reader)
  const before = process.threadCpuUsage()
  for (let anew = true; ; anew = false) {
    const { head, behind, findings } = auditStep(1_000, anew)
    if (findings.length > 0) throw new Error(findings[0]?.says)
    if (behind > 0) continue
    const used = process.threadCpuUsage(before)
    reader.close()
    return (used.user + used.system) / head.sequence
  }
}

const here = fileURLToPath(new URL('..', import.meta.url))
const sides: Side[] = []
try {
  for (const root of [here, ...process.argv.slice(2, 3)]) sides.push(await openSide(root))
  for (let turn = 0; turn < warmUp + commits; turn++) {
    if (turn === warmUp) for (const side of sides) side.us.length = 0
    for (const side of turn % 2 === 0 ? sides : sides.toReversed()) side.commit()
  }
  for (const { root, us, check } of sides) {
    const sorted = us.toSorted((a, b) => a - b)
    const share = (part: number): string => (sorted[Math.floor(sorted.length * part)] as number).toFixed(1).padStart(6)
    console.log(
      `${root}: hold, settlement and record ${share(0.1)} us (best tenth) ${share(0.5)} us (median); check ${check().toFixed(1)} us an entry`,
    )
  }
} finally {
  for (const side of sides) side.close()
}
