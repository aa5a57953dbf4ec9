// What a kill at any instant leaves behind: every acknowledged hold, ended exactly once, and books that balance.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { opened, scratchFolder } from '../cases/scratch.ts'
import { ann, annKey, startMs } from '../cases/scene.ts'

const spender = new URL('../cases/spend-until-killed.ts', import.meta.url).pathname

/** Kills the spender after it printed this many lines; gives the IDs it saw acknowledged. */
async function killedAfter(folder: string, lines: number): Promise<{ held: Set<string>; settled: Set<string> }> {
  const child = spawn(process.execPath, [spender, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const held = new Set<string>()
  const settled = new Set<string>()
  let seen = 0
  const reader = createInterface(child.stdout)
  reader.on('line', (line) => {
    seen += 1
    const [word, id = ''] = line.split(' ')
    if (word === 'held') held.add(id)
    if (word === 'settled') settled.add(id)
    if (seen === lines) child.kill('SIGKILL')
  })
  await Promise.all([once(child, 'exit'), once(reader, 'close')])
  return { held, settled }
}

for (const lines of [30, 500, 2_000]) {
  test(`a kill -9 after ${lines} answers loses no acknowledged hold and ends each one exactly once`, async (t) => {
    const folder = scratchFolder()
    const { held, settled } = await killedAfter(folder, lines)
    const store = await opened(t, { folder })
    const report = await store.recover(startMs)
    assert.deepEqual(report.mismatches, [])
    assert.deepEqual(await store.verify(), [])

    const records = new Map<string, bigint>()
    for (let after: string | undefined; ; ) {
      const page = await store.listUsage(ann, {}, 1_000, after)
      for (const record of page.records) {
        assert.ok(!records.has(record.requestId), 'one usage record per request')
        records.set(record.requestId, record.costNano)
      }
      if (page.next === null) break
      after = page.next
    }
    for (const id of held) assert.ok(records.has(id), `the acknowledged hold ${id} ended`)
    for (const id of settled) assert.equal(records.get(id), 700n, `the acknowledged settlement ${id} stands`)
    const charged = [...records.values()].reduce((sum, cost) => sum + cost, 0n)
    const balance = await store.getBalance(ann)
    assert.deepEqual([balance?.balanceNano, balance?.heldNano], [10n ** 12n - charged, 0n])
    const key = await store.getKey(ann, annKey)
    assert.deepEqual([key?.spentNano, key?.heldNano], [charged, 0n])
    assert.equal(
      (await store.listEntries(ann, 100_000)).filter((entry) => entry.kind === 'charge').length,
      [...records.values()].filter((cost) => cost > 0n).length,
    )
    assert.ok(report.settled + report.voided <= 24, 'no more was open than was running')
    await store.close()
  })
}
