// Requests under an Idempotency-Key in memory: one map. Forgets all when the process ends.
import type { DoneRequest } from '../../access/audit.ts'
import type { RequestId } from '../../contract/ids.ts'
import { forgottenPerBegin, type IdempotencyStore, type IdempotentEnd, idempotentRowBytes } from '../../ledger/idempotency-store.ts'

interface Row {
  readonly fingerprint: string
  readonly requestId: RequestId
  readonly untilMs: number
  /** Of the run that works on it; null: it has ended. */
  epoch: number | null
  sealed: Uint8Array | null
  /** The work was done, whatever became of its answer. */
  done: boolean
}

export interface IdempotentRows {
  end(end: IdempotentEnd): void
  markDone(done: DoneRequest): void
}

export function memoryIdempotency(epoch: () => number): IdempotencyStore & { readonly rows: IdempotentRows } {
  const byId = new Map<string, Row>()

  function end({ id, requestId, outcome }: IdempotentEnd): void {
    const row = byId.get(id)
    if (row?.requestId !== requestId || row.epoch === null) return
    if (outcome.kind === 'released' && !row.done) byId.delete(id)
    else Object.assign(row, { epoch: null, sealed: outcome.kind === 'released' ? null : outcome.sealed })
  }

  function markDone({ id, requestId }: DoneRequest): void {
    const row = byId.get(id)
    if (row?.requestId === requestId) row.done = true
  }

  function forget(limit: number, over: (row: Row) => boolean): number {
    const oldestFirst = [...byId].filter(([, row]) => over(row)).sort(([, a], [, b]) => a.untilMs - b.untilMs)
    for (const [id] of oldestFirst.slice(0, limit)) byId.delete(id)
    return Math.min(limit, oldestFirst.length)
  }

  function makeRoom(nowMs: number, keptBytesMax: number): void {
    const left = forgottenPerBegin - forget(forgottenPerBegin, (row) => row.untilMs <= nowMs)
    for (let made = 0; made < left; made++) {
      const kept = [...byId.values()].reduce((sum, row) => sum + idempotentRowBytes + (row.sealed?.length ?? 0), 0)
      if (kept <= keptBytesMax || forget(1, (row) => row.epoch === null) === 0) return
    }
  }

  return {
    rows: { end, markDone },
    async beginIdempotent({ id, fingerprint, requestId, nowMs, untilMs, keptBytesMax }) {
      makeRoom(nowMs, keptBytesMax)
      const row = byId.get(id)
      const cutOff = row !== undefined && row.epoch !== null && row.epoch < epoch()
      if (row === undefined || row.untilMs <= nowMs || (cutOff && !row.done)) {
        byId.set(id, { fingerprint, requestId, untilMs, epoch: epoch(), sealed: null, done: false })
        return { kind: 'begun' }
      }
      if (row.fingerprint !== fingerprint) return { kind: 'other_request' }
      if (row.epoch !== null && !cutOff) return { kind: 'in_progress' }
      return { kind: 'answered', requestId: row.requestId, sealed: row.sealed }
    },
    endIdempotent: async (ended) => end(ended),
    forgetIdempotent: async (nowMs, limit) => forget(limit, (row) => row.untilMs <= nowMs),
  }
}
