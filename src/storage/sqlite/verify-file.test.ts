// Books that somebody changed behind the server's back: each way is found, and the first break is named by its entry.
import assert from 'node:assert/strict'
import { truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { asId, type ProviderId } from '../../contract/ids.ts'
import type { BookFinding } from '../../ledger/audit.ts'
import { noUsage } from '../../contract/usage.ts'
import { type Anchor, digestedFields, entryHash, recordDigest } from '../../ledger/chain.ts'
import { customer, revenue } from '../../ledger/parties.ts'
import { makeOlder } from '../cases/older-file.ts'
import { emptyStoreFolder, opened } from '../cases/scratch.ts'
import { ann, annKey, creditAnn, furnish, recordOf, requestId, reservation, startMs } from '../cases/scene.ts'
import { databaseFile } from './open.ts'
import { type VerifiedFile, verifyFile } from './engine/verify-file.ts'

/** A credit (1), five requests with a charge and a provider's cost each (2 to 11), a second credit (12), and one open hold. */
async function booksAtRest(t: TestContext): Promise<string> {
  const folder = await emptyStoreFolder()
  const store = await opened(t, { folder })
  await furnish(store, 1_000n)
  for (const name of ['r1', 'r2', 'r3', 'r4', 'r5']) {
    await store.reserve(reservation(name, 60n))
    const record = recordOf(name, 45n, { holdNano: 60n, provider: asId<ProviderId>('demo'), providerCostNano: 30n })
    await store.settle({ id: requestId(name), record, overrunNano: 0n })
  }
  await creditAnn(store, 7n, 'second credit')
  await store.reserve(reservation('h1', 60n))
  await store.close()
  return databaseFile(folder)
}

/** As somebody with the file and without the server would: past the triggers. */
function tamper(file: string, sql: string): void {
  const db = new DatabaseSync(file)
  db.exec(`DROP TRIGGER IF EXISTS entries_stay; DROP TRIGGER IF EXISTS entries_remain; ${sql}`)
  db.close()
}

const told = ({ findings }: VerifiedFile) => findings.map(({ check, sequence, subject }: BookFinding) => `${check} ${sequence ?? subject}`)

test('books that nobody touched verify, and say where the chain ends', async (t) => {
  const file = await booksAtRest(t)
  const { head, findings, ...counts } = verifyFile(file, [])
  assert.deepEqual(findings, [])
  assert.equal(head.sequence, 12)
  assert.match(head.hash, /^[0-9a-f]{64}$/)
  assert.deepEqual(counts, { accounts: 1, usageRecords: 5, openHolds: 1 })
  assert.deepEqual(verifyFile(file, [head]).findings, [])
})

test('a file that is cut off, is no database or is a folder is refused in words, not by a fault', async (t) => {
  const file = await booksAtRest(t)
  truncateSync(file, 20_000)
  const text = join(dirname(file), 'text')
  writeFileSync(text, 'date,model,cost_usd\n'.repeat(100))
  for (const wrong of [file, text, dirname(file)]) {
    assert.throws(() => verifyFile(wrong, []), { name: 'FolderUnusable', message: /it cannot be read \(.+\): name a database file/ }, wrong)
  }
})

const changes: readonly (readonly [name: string, sql: string, findings: readonly string[]])[] = [
  [
    'an amount',
    'UPDATE entries SET amount_nano = 1 WHERE sequence = 4',
    ['chain 4', 'chain 4', 'M1 acct_ann', 'spend key_ann', `usage ${requestId('r2')}`],
  ],
  ['a note', "UPDATE entries SET note = 'x' WHERE sequence = 12", ['chain 12']],
  [
    'a row that is gone',
    'DELETE FROM entries WHERE sequence = 4',
    ['chain 4', 'chain 5', 'M1 acct_ann', 'spend key_ann', `usage ${requestId('r2')}`],
  ],
  [
    "two rows in each other's place",
    'UPDATE entries SET sequence = 99 WHERE sequence = 4; UPDATE entries SET sequence = 4 WHERE sequence = 6; UPDATE entries SET sequence = 6 WHERE sequence = 99',
    ['chain 4', 'chain 5', 'chain 6', 'chain 7'],
  ],
  ['a balance', 'UPDATE accounts SET balance_nano = balance_nano + 1', ['M1 acct_ann']],
  ['the spend of a key', 'UPDATE keys SET spent_nano = 0', ['spend key_ann']],
  ['what is held', 'DELETE FROM holds', ['M2 acct_ann', 'M2 key_ann']],
  ['the tokens of a usage record', `UPDATE usage_records SET prompt_tokens = 1 WHERE id = '${requestId('r3')}'`, ['chain 6']],
  ['a usage record that is gone', `DELETE FROM usage_records WHERE id = '${requestId('r3')}'`, ['chain 6']],
  [
    'the price that a charge followed',
    "UPDATE usage_records SET price_version = 'nexo-demo@2' WHERE price_version = 'nexo-demo@1' AND id > '01900000-0000-7000-8000-0000000000r4'",
    ['chain 10'],
  ],
]

for (const [name, sql, expected] of changes) {
  test(`changed: ${name}`, async (t) => {
    const file = await booksAtRest(t)
    tamper(file, sql)
    assert.deepEqual(told(verifyFile(file, [])), expected)
  })
}

test('an end that was cut off together with its sums is found by an anchor that was kept elsewhere, and only by it', async (t) => {
  const file = await booksAtRest(t)
  const { head } = verifyFile(file, [])
  tamper(file, 'DELETE FROM entries WHERE sequence = 12; UPDATE accounts SET balance_nano = balance_nano - 7')
  assert.deepEqual(told(verifyFile(file, [])), [])
  assert.deepEqual(told(verifyFile(file, [head])), ['anchor 12'])
  const forged: Anchor = { sequence: 3, hash: head.hash }
  assert.deepEqual(told(verifyFile(file, [forged])), ['chain 3'])
})

test('entries written before there was a chain are chained when the file is brought up to date', async (t) => {
  const file = await booksAtRest(t)
  const before = verifyFile(file, [])
  makeOlder(file, 1)
  assert.throws(() => verifyFile(file, []), /data version 1/)
  const store = await opened(t, { folder: file.replace('/nexorouter.db', '') })
  assert.equal((await store.recover(startMs)).voided, 1)
  assert.equal((await store.getBalance(ann))?.balanceNano, 782n)
  await store.close()
  assert.deepEqual(verifyFile(file, []), { ...before, openHolds: 0, usageRecords: 6 })
})

const details = { cacheWrite1h: 0, imageInput: 900, audioInput: 0, imageOutput: 0, audioOutput: 0, toolCalls: { web_search: 2 } }

/** A credit and one charge for an answer that used images and a tool. */
async function chargedForImages(t: TestContext): Promise<string> {
  const folder = await emptyStoreFolder()
  const store = await opened(t, { folder })
  await furnish(store, 1_000n)
  await store.reserve(reservation('r1', 60n))
  const record = recordOf('r1', 45n, { holdNano: 60n, tokens: { ...noUsage, prompt: 950, completion: 3, details } })
  await store.settle({ id: requestId('r1'), record, overrunNano: 0n })
  await store.close()
  return databaseFile(folder)
}

test('what was used beside text is part of what a charge vouches for', async (t) => {
  const file = await chargedForImages(t)
  assert.deepEqual(told(verifyFile(file, [])), [])
  tamper(file, `UPDATE usage_records SET token_details = replace(token_details, '900', '9')`)
  assert.deepEqual(told(verifyFile(file, [])), ['chain 2'])
  tamper(file, 'UPDATE usage_records SET token_details = NULL')
  assert.deepEqual(told(verifyFile(file, [])), ['chain 2'])
})

test('a charge from before that keeps its digest, and nobody can make a later one look like it', async (t) => {
  const file = await chargedForImages(t)
  const db = new DatabaseSync(file)
  db.exec('UPDATE digested_details SET since = 3')
  assert.deepEqual(told(verifyFile(file, [])), ['chain 2'])
  // The charge as it was written then: a digest without the details, and the hash that follows from it.
  const fields = digestedFields.map((field) =>
    field === 'account_id' ? `'${ann}'` : field === 'key_id' ? `'${annKey}'` : `CAST(${field} AS TEXT)`,
  )
  const values = Object.values(
    db.prepare(`SELECT ${fields.map((field, at) => `${field} AS f${at}`).join(', ')} FROM usage_records`).get() ?? {},
  )
  const digest = recordDigest(values as string[], null)
  const entry = { sequence: 2, kind: 'charge', reference: requestId('r1'), fromAccount: customer(ann), toAccount: revenue, amountNano: 45n }
  const rest = { atMs: startMs + 13, note: '', actor: '', keyId: annKey, recordDigest: digest }
  const first = db.prepare('SELECT lower(hex(hash)) AS hash FROM entries WHERE sequence = 1').get()
  const hash = entryHash(String(first?.['hash']), { ...entry, ...rest })
  db.close()
  tamper(file, `UPDATE entries SET record_digest = unhex('${digest}'), hash = unhex('${hash}') WHERE sequence = 2`)
  assert.deepEqual(told(verifyFile(file, [])), [])
})
