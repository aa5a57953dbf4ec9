// Requests under an Idempotency-Key in SQLite: steps inside the writer's transaction, beside the books. Opens no sealed answer.
import type { DatabaseSync } from 'node:sqlite'
import type { DoneRequest } from '../../access/audit.ts'
import type { RequestId } from '../../contract/ids.ts'
import { type BeginVerdict, forgottenPerBegin, type IdempotentEnd, type IdempotentRequest } from '../../ledger/idempotency-store.ts'

/** None of these touches what the writer's working set holds. */
export const besideTheBooks: ReadonlySet<string> = new Set(['beginIdempotent', 'endIdempotent', 'forgetIdempotent', 'caughtUp'])

export type IdempotencyWrites = ReturnType<typeof idempotencyWrites>

/** `epoch` gives the epoch of this run: what an older one began and did not end is free again. */
export function idempotencyWrites(db: DatabaseSync, epoch: () => number) {
  const find = db.prepare('SELECT fingerprint, request_id, epoch, sealed, until_ms, done FROM idempotent_requests WHERE id = ?')
  const begin = db.prepare('INSERT INTO idempotent_requests (id, fingerprint, request_id, epoch, until_ms) VALUES (?, ?, ?, ?, ?)')
  const remove = db.prepare('DELETE FROM idempotent_requests WHERE id = ?')
  const keep = db.prepare('UPDATE idempotent_requests SET epoch = NULL, sealed = ? WHERE id = ? AND request_id = ? AND epoch IS NOT NULL')
  const release = db.prepare('DELETE FROM idempotent_requests WHERE id = ? AND request_id = ? AND epoch IS NOT NULL AND done = 0')
  const markDone = db.prepare('UPDATE idempotent_requests SET done = 1 WHERE id = ? AND request_id = ?')
  const forgetOver = db.prepare(
    'DELETE FROM idempotent_requests WHERE no IN (SELECT no FROM idempotent_requests WHERE until_ms <= ? ORDER BY until_ms LIMIT ?)',
  )
  const keptBytes = db.prepare('SELECT bytes FROM idempotent_bytes')
  const forgetOldest = db.prepare(
    'DELETE FROM idempotent_requests WHERE no = (SELECT no FROM idempotent_requests WHERE epoch IS NULL ORDER BY until_ms LIMIT 1)',
  )

  const forget = (nowMs: number, limit: number): number => Number(forgetOver.run(nowMs, limit).changes)

  function makeRoom(nowMs: number, keptBytesMax: number): void {
    const left = forgottenPerBegin - forget(nowMs, forgottenPerBegin)
    for (let made = 0; made < left; made++) {
      if (Number(keptBytes.get()?.['bytes']) <= keptBytesMax || Number(forgetOldest.run().changes) === 0) return
    }
  }

  return {
    beginIdempotent({ id, fingerprint, requestId, nowMs, untilMs, keptBytesMax }: IdempotentRequest): BeginVerdict {
      makeRoom(nowMs, keptBytesMax)
      const row = find.get(id)
      const running = row === undefined ? null : (row['epoch'] as number | null)
      const cutOff = running !== null && running < epoch()
      if (row === undefined || (row['until_ms'] as number) <= nowMs || (cutOff && row['done'] === 0)) {
        if (row !== undefined) remove.run(id)
        begin.run(id, fingerprint, requestId, epoch(), untilMs)
        return { kind: 'begun' }
      }
      if (row['fingerprint'] !== fingerprint) return { kind: 'other_request' }
      if (running !== null && !cutOff) return { kind: 'in_progress' }
      return { kind: 'answered', requestId: row['request_id'] as RequestId, sealed: row['sealed'] as Uint8Array | null }
    },
    endIdempotent({ id, requestId, outcome }: IdempotentEnd): void {
      if (outcome.kind === 'released' && Number(release.run(id, requestId).changes) > 0) return
      // What was done is never free again, whatever became of the rest.
      if (outcome.kind === 'released') keep.run(null, id, requestId)
      else keep.run(outcome.sealed, id, requestId)
    },
    /** Inside the transaction of the write that was done. */
    markDone: ({ id, requestId }: DoneRequest): void => void markDone.run(id, requestId),
    forgetIdempotent: forget,
  }
}
