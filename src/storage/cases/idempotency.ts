// The case list of the idempotency port, and of its end inside a settlement. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asId, type KeyId } from '../../contract/ids.ts'
import type { BeginVerdict, IdempotentEnd, IdempotentRequest } from '../../ledger/idempotency-store.ts'
import type { Store } from '../store.ts'
import { ann, annKey, furnish, type OpenStore, recordOf, requestId, reservation, startMs } from './scene.ts'

const dayMs = 86_400_000

function asking(name: string, change: Partial<IdempotentRequest> = {}): IdempotentRequest {
  return {
    id: 'key 1',
    fingerprint: 'body 1',
    requestId: requestId(name),
    nowMs: startMs,
    untilMs: startMs + dayMs,
    keptBytesMax: 1_000_000,
    ...change,
  }
}

const words = {
  atMs: startMs,
  actor: 'a test',
  action: 'keys.change',
  accountId: ann,
  target: annKey,
  before: null,
  after: null,
  address: null,
  requestId: 'r',
} as const

const answered = (name: string, sealed: Uint8Array | null, id = 'key 1'): IdempotentEnd => ({
  id,
  requestId: requestId(name),
  outcome: { kind: 'answered', sealed },
})
const released = (name: string): IdempotentEnd => ({ id: 'key 1', requestId: requestId(name), outcome: { kind: 'released' } })

async function kinds(...verdicts: readonly Promise<BeginVerdict>[]): Promise<string[]> {
  return (await Promise.all(verdicts)).map((verdict) => verdict.kind)
}

export function idempotencyCases(name: string, open: OpenStore): void {
  const story = (sentence: string, body: (store: Store) => Promise<void>): void => {
    test(`${name}: ${sentence}`, async () => {
      const store = await open()
      try {
        await furnish(store, 1_000n)
        await body(store)
      } finally {
        await store.close()
      }
    })
  }

  story('a write says in its own transaction that it was done: after a crash its key is used up, not free', async (store) => {
    const ask = asking('r1')
    await store.recover(startMs)
    assert.deepEqual(await kinds(store.beginIdempotent(ask)), ['begun'])
    const draft = { ...words, requestId: ask.requestId }
    await store.audited({ draft, written: false, done: ask }).changeKey(ann, annKey, { name: 'renamed' })
    assert.deepEqual(await kinds(store.beginIdempotent(asking('r2'))), ['in_progress'])
    await store.recover(startMs)
    assert.deepEqual(await store.beginIdempotent(asking('r2')), { kind: 'answered', requestId: ask.requestId, sealed: null })
    assert.deepEqual(await kinds(store.beginIdempotent(asking('r3', { fingerprint: 'body 2' }))), ['other_request'])
  })

  story('what was done is not free again by a release; its answer may still be kept', async (store) => {
    for (const [id, end, sealed] of [
      ['key 1', released('r1'), null],
      ['key 2', answered('r1', new Uint8Array([7]), 'key 2'), new Uint8Array([7])],
    ] as const) {
      const ask = asking('r1', { id })
      await store.beginIdempotent(ask)
      await store.audited({ draft: words, written: false, done: ask }).changeKey(ann, annKey, { name: id })
      await store.endIdempotent({ ...end, id })
      assert.deepEqual(await store.beginIdempotent(asking('r2', { id })), { kind: 'answered', requestId: ask.requestId, sealed })
    }
  })

  story('a write that changed nothing leaves its key free', async (store) => {
    const ask = asking('r1')
    await store.recover(startMs)
    await store.beginIdempotent(ask)
    await store.audited({ draft: words, written: false, done: ask }).changeKey(ann, asId<KeyId>('key_of_nobody'), { name: 'x' })
    await store.recover(startMs)
    assert.deepEqual(await kinds(store.beginIdempotent(asking('r2'))), ['begun'])
  })

  story('of twenty requests with one key at once, one begins and the others are told that it runs', async (store) => {
    const verdicts = await kinds(...Array.from({ length: 20 }, (_, at) => store.beginIdempotent(asking(`r${at}`))))
    assert.deepEqual([verdicts.filter((kind) => kind === 'begun').length, new Set(verdicts).size], [1, 2])
    assert.ok(verdicts.includes('in_progress'))
  })

  story('the same key for something else is told so, while the first runs and after it', async (store) => {
    const other = asking('r2', { fingerprint: 'body 2' })
    await store.beginIdempotent(asking('r1'))
    assert.deepEqual(await kinds(store.beginIdempotent(other)), ['other_request'])
    await store.endIdempotent(answered('r1', Buffer.from('sealed')))
    assert.deepEqual(await kinds(store.beginIdempotent(other), store.beginIdempotent(asking('r3', { id: 'key 2' }))), [
      'other_request',
      'begun',
    ])
  })

  story('an answer is given again byte for byte, and so is that it was too large', async (store) => {
    const sealed = Buffer.from([0, 1, 255, 254])
    await store.beginIdempotent(asking('r1'))
    await store.endIdempotent(answered('r1', sealed))
    const again = await store.beginIdempotent(asking('r2'))
    assert.ok(again.kind === 'answered' && again.sealed !== null)
    assert.deepEqual([again.requestId, Buffer.from(again.sealed)], [requestId('r1'), sealed])
    await store.beginIdempotent(asking('r3', { id: 'key 2' }))
    await store.endIdempotent(answered('r3', null, 'key 2'))
    assert.deepEqual(await store.beginIdempotent(asking('r4', { id: 'key 2' })), {
      kind: 'answered',
      requestId: requestId('r3'),
      sealed: null,
    })
  })

  story('a released key is free, and only the request that began can end it', async (store) => {
    await store.beginIdempotent(asking('r1'))
    await store.endIdempotent(released('r2'))
    await store.endIdempotent(answered('r2', Buffer.from('forged')))
    assert.deepEqual(await kinds(store.beginIdempotent(asking('r3'))), ['in_progress'])
    await store.endIdempotent(released('r1'))
    assert.deepEqual(await kinds(store.beginIdempotent(asking('r4'))), ['begun'])
    await store.endIdempotent(answered('r4', Buffer.from('kept')))
    await store.endIdempotent(released('r4'))
    assert.deepEqual(await kinds(store.beginIdempotent(asking('r5'))), ['answered'])
  })

  story('what a crash cut off is free again after recovery; an answer that was kept is still there', async (store) => {
    await store.recover(startMs)
    await store.beginIdempotent(asking('r1'))
    await store.beginIdempotent(asking('r2', { id: 'key 2' }))
    await store.endIdempotent(answered('r2', Buffer.from('kept'), 'key 2'))
    assert.deepEqual(await kinds(store.beginIdempotent(asking('r3'))), ['in_progress'])
    await store.recover(startMs)
    // Even for another body: nothing of the first came out.
    assert.deepEqual(
      await kinds(
        store.beginIdempotent(asking('r4', { fingerprint: 'body 2' })),
        store.beginIdempotent(asking('r5', { id: 'key 2' })),
        store.beginIdempotent(asking('r6', { fingerprint: 'body 2' })),
      ),
      ['begun', 'answered', 'in_progress'],
    )
    await store.endIdempotent(answered('r1', Buffer.from('late')))
    assert.deepEqual(await kinds(store.beginIdempotent(asking('r7', { fingerprint: 'body 2' }))), ['in_progress'])
  })

  story('a settlement keeps the answer with the charge, or releases the key, and a refused one does neither', async (store) => {
    const settle = (request: string, cost: bigint, idempotent: IdempotentEnd) =>
      store.settle({ id: requestId(request), record: recordOf(request, cost), overrunNano: 0n, idempotent })
    await store.beginIdempotent(asking('r1'))
    await store.reserve(reservation('r1', 100n))
    assert.equal((await settle('r1', 101n, answered('r1', Buffer.from('x')))).ok, false)
    assert.deepEqual(await kinds(store.beginIdempotent(asking('r2'))), ['in_progress'])
    assert.equal((await settle('r1', 100n, answered('r1', Buffer.from('x')))).ok, true)
    assert.deepEqual(await kinds(store.beginIdempotent(asking('r2'))), ['answered'])

    await store.beginIdempotent(asking('r3', { id: 'key 3' }))
    await store.reserve(reservation('r3', 100n))
    await settle('r3', 0n, { ...released('r3'), id: 'key 3' })
    assert.deepEqual(await kinds(store.beginIdempotent(asking('r4', { id: 'key 3' }))), ['begun'])
    assert.deepEqual(await store.verify(), [])
  })

  story('a key is forgotten when its time is over, by the next use and by sweeping in steps', async (store) => {
    await store.beginIdempotent(asking('r1'))
    await store.endIdempotent(answered('r1', Buffer.from('old')))
    const late = { nowMs: startMs + dayMs, untilMs: startMs + 2 * dayMs }
    assert.deepEqual(await kinds(store.beginIdempotent(asking('r2', { nowMs: startMs + dayMs - 1 }))), ['answered'])
    assert.deepEqual(await kinds(store.beginIdempotent(asking('r3', late))), ['begun'])
    for (let at = 0; at < 5; at++) await store.beginIdempotent(asking(`s${at}`, { id: `other ${at}` }))
    assert.equal(await store.forgetIdempotent(startMs + dayMs - 1, 3), 0)
    assert.deepEqual([await store.forgetIdempotent(startMs + dayMs, 3), await store.forgetIdempotent(startMs + dayMs, 3)], [3, 2])
    assert.equal(await store.forgetIdempotent(startMs + dayMs, 3), 0)
  })

  story('when more is kept than may be, the oldest answers make room and requests that run do not', async (store) => {
    const small = { keptBytesMax: 5_000 }
    await store.beginIdempotent(asking('r0', { id: 'running', untilMs: startMs + 1, ...small }))
    for (let at = 1; at <= 9; at++) {
      const id = `key ${at}`
      await store.beginIdempotent(asking(`r${at}`, { id, untilMs: startMs + dayMs + at, ...small }))
      await store.endIdempotent(answered(`r${at}`, Buffer.alloc(1_000), id))
    }
    const state = async (id: string): Promise<string> =>
      (await kinds(store.beginIdempotent(asking('again', { id, keptBytesMax: 1e9 }))))[0] as string
    assert.equal(await state('running'), 'in_progress')
    assert.deepEqual([await state('key 9'), await state('key 8'), await state('key 1')], ['answered', 'answered', 'begun'])
  })
}
