// Mistakes to plant into a copy of the sources, so that the simulation proves that it would see them. Knows where, not what follows.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { playRuns } from './runs.ts'

export interface Fault {
  /** The mistake as a sentence. */
  readonly name: string
  readonly file: string
  /** Stands in the file exactly once. */
  readonly find: string
  readonly put: string
}

export const faults: readonly Fault[] = [
  {
    name: 'a reservation ignores what the account holds already',
    file: 'src/ledger/hold-rules.ts',
    find: 'const funds = account.balanceNano - account.heldNano',
    put: 'const funds = account.balanceNano',
  },
  {
    name: 'a budget ignores what the key holds already',
    file: 'src/ledger/hold-rules.ts',
    find: 'key.budgetNano - key.spentNano - key.heldNano',
    put: 'key.budgetNano - key.spentNano',
  },
  {
    name: 'a disabled key may hold',
    file: 'src/ledger/hold-rules.ts',
    find: "if (key.disabled) return 'key_disabled'",
    put: '',
  },
  {
    name: 'recovery charges the whole hold instead of the watermark',
    file: 'src/ledger/recovered-record.ts',
    find: 'withinHold(seen.chargeNano, hold.amountNano)',
    put: 'hold.amountNano',
  },
  {
    name: 'recovery charges a request that received no output',
    file: 'src/ledger/recovered-record.ts',
    find: 'seen === null ? 0n : withinHold',
    put: 'seen === null ? hold.amountNano : withinHold',
  },
  {
    name: 'a hold in SQLite can be settled twice',
    file: 'src/storage/sqlite/ledger.ts',
    find: "    assert(Number(endHold.run(id).changes) === 1, 'an open hold is in its table')\n    books.dropHold(id)\n",
    put: '    endHold.run(id)\n',
  },
  {
    name: 'a hold in memory can be settled twice',
    file: 'src/storage/memory/ledger.ts',
    find: '    holds.delete(id)\n    ended.add(id)\n',
    put: '    ended.add(id)\n',
  },
  {
    name: 'a hold in memory may be charged beyond its size',
    file: 'src/storage/memory/ledger.ts',
    find: "if (record.costNano > open.amountNano) return { ok: false, reason: 'exceeds_hold' }",
    put: '',
  },
  {
    name: 'a key does not remember what its holds take',
    file: 'src/storage/sqlite/ledger.ts',
    find: '    hold.key.heldNano += byNano\n',
    put: '',
  },
  {
    name: 'a deleted key goes on spending',
    file: 'src/storage/sqlite/ledger.ts',
    find: 'return key.deleted ? undefined : key',
    put: 'return key',
  },
  {
    name: 'a payment in memory credits as often as it is sent',
    file: 'src/storage/memory/ledger.ts',
    find: 'if (repeated !== null) return { result: repeated, balanceNano: account.balanceNano }',
    put: 'rows.references.clear()',
  },
  {
    name: 'sums in use are forgotten before they are written',
    file: 'src/storage/sqlite/engine/commit.ts',
    find: '    books.flush()\n    books.forget()\n    const value',
    put: '    books.forget()\n    const value',
  },
  {
    name: 'sums of a transaction that was taken back stay in use',
    file: 'src/storage/sqlite/engine/commit.ts',
    find: '      epoch = epochBefore\n      books.forget()\n',
    put: '      epoch = epochBefore\n',
  },
  {
    name: 'a settlement that the disk refused is given up',
    file: 'src/storage/sqlite/engine/commit.ts',
    find: 'return void again.push(command)',
    put: 'again.length = 0',
  },
  {
    name: 'a clock that was set back starts an epoch that was used before',
    file: 'src/storage/sqlite/ledger.ts',
    find: 'SET epoch = max(epoch, ?) + 1',
    put: 'SET epoch = ? + 1',
  },
  {
    name: 'an extension is granted and not kept',
    file: 'src/storage/sqlite/ledger.ts',
    find: '      growHold.run(verdict.amountNano, id)\n',
    put: '',
  },
  {
    name: 'a window never ends',
    file: 'src/contract/budget.ts',
    find: 'latest !== null && latest.startMs >= startMs',
    put: 'latest !== null',
  },
  {
    name: 'a clock that was set back opens an earlier window again',
    file: 'src/contract/budget.ts',
    find: 'latest.startMs >= startMs',
    put: 'latest.startMs === startMs',
  },
  {
    name: 'weeks begin on Sunday',
    file: 'src/contract/budget.ts',
    find: 'const firstMondayMs = 4 * dayMs',
    put: 'const firstMondayMs = 3 * dayMs',
  },
  {
    name: 'a budget on one model takes every request',
    file: 'src/ledger/budget-rules.ts',
    find: 'return budget.model === null || budget.model === model',
    put: 'return true',
  },
  {
    name: 'an extension ignores the budgets that reset',
    file: 'src/storage/sqlite/ledger.ts',
    find: 'hold.windows.map((window) => sumsIn(window.budget, window))',
    put: 'hold.windows.slice(0, 0).map((window) => sumsIn(window.budget, window))',
  },
  {
    name: 'an extension is judged by the window of now, not by that of its hold',
    file: 'src/storage/sqlite/ledger.ts',
    find: 'sumsIn(window.budget, window))',
    put: 'sumsIn(window.budget, window.budget.window ?? window))',
  },
  {
    name: 'a charge counts in the window in which it is settled, not in that of its hold',
    file: 'src/storage/sqlite/engine/budget-books.ts',
    find: 'model)) window.spentNano += costNano\n',
    put: 'model)) (window.budget.window ?? window).spentNano += costNano\n',
  },
  {
    name: 'a past window is forgotten while a free hold is open in it',
    file: 'src/storage/sqlite/engine/budget-books.ts',
    find: 'before !== null && before.openHolds === 0',
    put: 'before !== null && before.heldNano === 0n',
  },
  {
    name: 'windows are not written back',
    file: 'src/storage/sqlite/engine/budget-books.ts',
    find: '        sql.saveWindow.run(window.spentNano, window.heldNano, window.openHolds, window.no)\n',
    put: '',
  },
  {
    name: 'the budget of a member is not asked',
    file: 'src/storage/sqlite/engine/budget-books.ts',
    find: "coalesce(member_id, '') IN ('', ?)",
    put: "coalesce(member_id, '') IN ('', ? AND 0)",
  },
  {
    name: 'a new count forgets the requests that run',
    file: 'src/storage/sqlite/budgets.ts',
    find: 'running.all({ ...subject })',
    put: 'running.all({ ...subject }).slice(0, 0)',
  },
  {
    name: 'another limit begins to count anew',
    file: 'src/storage/sqlite/budgets.ts',
    find: "if (found['reset'] !== reset) begin",
    put: 'begin',
  },
  {
    name: 'a correction that costs more counts in no window',
    file: 'src/storage/sqlite/adjustments.ts',
    find: '      if (amountNano < 0n) books.budgets.end(books.budgets.begin(under, atMs), -amountNano, null)\n',
    put: '',
  },
  {
    name: 'a window in memory does not remember what its holds take',
    file: 'src/storage/memory/ledger.ts',
    find: 'grow([account, key, ...windows], amountNano)',
    put: 'grow([account, key], amountNano)',
  },
  {
    name: 'what is taken back at once does not reach the balance',
    file: 'src/storage/sqlite/ledger.ts',
    find: '    account.balanceNano += costNano\n',
    put: '',
  },
  {
    name: 'what was taken back at once counts as spent of a budget',
    file: 'src/storage/sqlite/ledger.ts',
    find: 'undelivered === null ? costNano : 0n',
    put: 'costNano',
  },
  {
    name: 'the usage record does not say what was taken back',
    file: 'src/storage/sqlite/corrections.ts',
    find: 'reversed.run(gainNano, why, id)',
    put: 'void reversed',
  },
  {
    name: 'a charge can be taken back twice',
    file: 'src/storage/sqlite/reversals.ts',
    find: 'costNano - (adjustmentsOf([requestId]).get(requestId)?.returnedNano ?? 0n)',
    put: 'costNano',
  },
  {
    name: 'an answer is kept although its settlement was refused',
    file: 'src/storage/sqlite/engine/commit.ts',
    find: 'if (verdict.ok && idempotent !== null)',
    put: 'if (idempotent !== null)',
  },
  {
    name: 'an answer is not kept with its settlement',
    file: 'src/storage/sqlite/engine/commit.ts',
    find: 'if (verdict.ok && idempotent !== null)',
    put: 'if (!verdict.ok && idempotent !== null)',
  },
  {
    name: 'what a run did not end stays taken in the next one',
    file: 'src/storage/sqlite/idempotency.ts',
    find: "(cutOff && row['done'] === 0)",
    put: 'false',
  },
  {
    name: 'another request is given the answer of a key',
    file: 'src/storage/sqlite/idempotency.ts',
    find: "      if (row['fingerprint'] !== fingerprint) return { kind: 'other_request' }\n",
    put: '',
  },
]

/** The simulation over a copy of the sources with one mistake in it. Throws when the place is not there any more. */
export async function withFault<T>(fault: Fault, use: (play: typeof playRuns) => Promise<T>): Promise<T> {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const copy = mkdtempSync(join(tmpdir(), 'nexorouter-fault-'))
  try {
    mkdirSync(join(copy, 'test'))
    for (const name of ['src', 'test/simulation', 'package.json']) cpSync(join(root, name), join(copy, name), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
    const source = readFileSync(join(copy, fault.file), 'utf8')
    if (source.split(fault.find).length !== 2) throw new Error(`${fault.file} has no single place for "${fault.name}": plant it anew`)
    writeFileSync(
      join(copy, fault.file),
      source.replace(fault.find, () => fault.put),
    )
    const { playRuns: play } = (await import(pathToFileURL(join(copy, 'test/simulation/runs.ts')).href)) as { playRuns: typeof playRuns }
    return await use(play)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}
