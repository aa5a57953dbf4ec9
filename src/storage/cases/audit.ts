// The case list of the audit log and of writes that carry an entry. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AuditDraft, auditHash, type AuditNote, auditStart } from '../../access/audit.ts'
import { asId } from '../../contract/ids.ts'
import type { Store } from '../store.ts'
import { ann, annKey, bob, furnish, keyOf, type OpenStore, startMs } from './scene.ts'

function draftOf(action: string, change: Partial<AuditDraft> = {}): AuditDraft {
  const place = { address: '192.0.2.1', requestId: `request of ${action}` }
  return { atMs: startMs, actor: 'user:u', action, accountId: ann, target: null, before: null, after: null, ...place, ...change }
}

export function auditCases(name: string, open: OpenStore): void {
  const story = (sentence: string, body: (store: Store) => Promise<void>): void => {
    test(`${name}: ${sentence}`, async () => {
      const store = await open()
      try {
        await furnish(store, 0n)
        await body(store)
      } finally {
        await store.close()
      }
    })
  }

  story('entries are numbered, joined by their hashes, and listed newest first with every filter', async (store) => {
    await store.appendAudit(draftOf('keys.create', { target: 'key_1', after: { name: 'für Zoë', budget_usd: null } }))
    await store.appendAudit(draftOf('keys.delete', { atMs: startMs + 1, actor: 'local', target: 'key_1', before: { name: 'a' } }))
    await store.appendAudit(draftOf('keys.create', { atMs: startMs + 2, accountId: bob }))
    await store.appendAudit(draftOf('server.backup', { atMs: startMs + 3, accountId: null, address: null }))
    const all = await store.listAudit(null, {}, 10, null)
    assert.deepEqual(
      all.map(({ sequence }) => sequence),
      [4, 3, 2, 1],
    )
    assert.partialDeepStrictEqual(all[3], { target: 'key_1', after: { name: 'für Zoë', budget_usd: null }, before: null })
    let previous = auditStart
    for (const { hash, ...entry } of all.toReversed()) {
      assert.equal(hash, auditHash(previous, entry))
      previous = hash
    }
    const found = async (...asked: Parameters<Store['listAudit']>) => (await store.listAudit(...asked)).map(({ sequence }) => sequence)
    assert.deepEqual(await found(ann, {}, 10, null), [2, 1])
    assert.deepEqual(await found(null, { action: 'keys.create' }, 10, null), [3, 1])
    assert.deepEqual(await found(null, { actor: 'local' }, 10, null), [2])
    assert.deepEqual(await found(null, { target: 'key_1' }, 1, null), [2])
    assert.deepEqual(await found(null, { fromMs: startMs + 1, untilMs: startMs + 3 }, 10, null), [3, 2])
    assert.deepEqual(await found(null, {}, 2, 3), [2, 1])
    assert.deepEqual(await store.verifyAudit(), { entries: 4, head: previous, firstBreak: null })
  })

  story('the first write that changes something carries the entry, once, and one that changes nothing carries none', async (store) => {
    const note: AuditNote = { draft: draftOf('keys.change'), written: false }
    const audited = store.audited(note)
    assert.equal(await audited.changeKey(ann, asId('key_none'), { name: 'x' }), undefined)
    assert.equal(await audited.deleteKey(bob, annKey), false)
    assert.deepEqual([note.written, (await store.verifyAudit()).entries], [false, 0])
    note.draft = draftOf('keys.change', { target: annKey, before: { name: 'first key' }, after: { name: 'x' } })
    assert.equal((await audited.changeKey(ann, annKey, { name: 'x' }))?.name, 'x')
    assert.deepEqual([note.written, (await store.verifyAudit()).entries], [true, 1])
    await audited.createKey(keyOf({ id: asId('key_two') }), 'hash two', null)
    assert.equal((await store.verifyAudit()).entries, 1)
    assert.partialDeepStrictEqual((await store.listAudit(ann, {}, 10, null))[0], { target: annKey, before: { name: 'first key' } })
    // The cache of keys is one for both.
    assert.equal((await store.findKeyByHash('hash two'))?.id, 'key_two')
    assert.equal((await store.findKeyByHash('hash of the first key'))?.name, 'x')
  })

  story('a write that fails leaves no entry, and credit carries one', async (store) => {
    const failing: AuditNote = { draft: draftOf('keys.create'), written: false }
    await assert.rejects(store.audited(failing).createKey(keyOf(), 'another hash', null))
    assert.deepEqual([failing.written, (await store.verifyAudit()).entries], [false, 0])
    const note: AuditNote = { draft: draftOf('credits.create'), written: false }
    const credit = { accountId: ann, kind: 'manual_credit', reference: 'r', amountNano: 7n, note: '', actor: 'a', atMs: startMs } as const
    await store.audited(note).credit(credit)
    assert.deepEqual([note.written, (await store.verifyAudit()).entries], [true, 1])
  })
}
