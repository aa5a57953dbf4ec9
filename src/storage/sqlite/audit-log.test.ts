// Somebody with the database file in hand: what they change in the audit log is found, and an entry is never without its action.
import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { AuditDraft } from '../../access/audit.ts'
import { ann, annKey, furnish } from '../cases/scene.ts'
import { emptyStoreFolder, opened, openedThreads } from '../cases/scratch.ts'
import { databaseFile } from './open.ts'

const draft: AuditDraft = {
  atMs: 1,
  actor: 'local',
  action: 'keys.change',
  accountId: ann,
  target: annKey,
  before: { name: 'a' },
  after: { name: 'b' },
  address: null,
  requestId: 'r',
}

for (const [what, sql] of [
  ['a changed field', "UPDATE audit_entries SET actor = 'user:eve' WHERE sequence = 2"],
  ['a changed value', `UPDATE audit_entries SET after = '{"name":"c"}' WHERE sequence = 2`],
  ['an entry taken out', 'DELETE FROM audit_entries WHERE sequence = 2'],
] as const) {
  test(`W16: ${what} breaks the chain at that place, and only with the triggers gone`, async (t) => {
    const folder = await emptyStoreFolder()
    const store = await opened(t, { folder })
    for (let count = 0; count < 3; count += 1) await store.appendAudit(draft)
    await store.close()
    const db = new DatabaseSync(databaseFile(folder))
    assert.throws(() => db.exec(sql), /append-only/)
    db.exec(`DROP TRIGGER audit_stays; DROP TRIGGER audit_remains; ${sql}`)
    db.close()
    const again = await opened(t, { folder })
    assert.equal((await again.verifyAudit()).firstBreak, sql.startsWith('DELETE') ? 3 : 2)
  })
}

test('many changes at once each carry their own entry', async (t) => {
  const store = await openedThreads(t, { folder: await emptyStoreFolder() })
  await furnish(store, 0n)
  const change = (count: number) =>
    store.audited({ draft: { ...draft, requestId: `r${count}` }, written: false }).changeKey(ann, annKey, { name: `name ${count}` })
  await Promise.all(Array.from({ length: 50 }, (_, count) => change(count)))
  assert.partialDeepStrictEqual(await store.verifyAudit(), { entries: 50, firstBreak: null })
  const ids = (await store.listAudit(ann, {}, 100, null)).map(({ requestId }) => requestId)
  assert.equal(new Set(ids).size, 50)
})
