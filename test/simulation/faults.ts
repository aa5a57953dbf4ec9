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
    find: '    books.flush()\n    books.forget()\n    const step',
    put: '    books.forget()\n    const step',
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
