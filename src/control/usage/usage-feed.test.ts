// What watchers cost those who settle: nothing they say or fail at harms a settlement, nor the process.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asId } from '../../contract/ids.ts'
import type { LedgerStore } from '../../ledger/ledger-store.ts'
import { openMemoryStore } from '../../storage/memory/open.ts'
import { ann, recordOf } from '../../storage/cases/scene.ts'
import { createUsageFeed, publishing } from './usage-feed.ts'

const record = recordOf('watched', 0n)
const settlement = { id: record.requestId, record, overrunNano: 0n, undelivered: null }

function ledgerWith(settle: LedgerStore['settle']): LedgerStore {
  return { ...openMemoryStore(), settle }
}

test('a watcher that fails, and a ledger that throws, reach whoever settles as a rejection and nobody else', async () => {
  const feed = createUsageFeed()
  feed.watch(ann, { memberId: asId('member_1') }, () => {
    throw new Error('nobody knows whose key it is')
  })
  await assert.rejects(
    publishing(
      ledgerWith(async () => ({ ok: true })),
      feed,
    ).settle(settlement),
    /nobody knows/,
  )
  const broken = ledgerWith(() => {
    throw new Error('the ledger is broken')
  })
  await assert.rejects(publishing(broken, feed).settle(settlement), /the ledger is broken/)
})
