// Sealed answers on their way to the writer, each in memory of its own: cloning a slice of a pooled buffer would carry its neighbours along.
import type { IdempotentEnd } from '../../../ledger/idempotency-store.ts'
import type { Settlement } from '../../../ledger/ledger-store.ts'

export function endWithOwnBytes(end: IdempotentEnd): IdempotentEnd {
  const { outcome } = end
  if (outcome.kind === 'released' || outcome.sealed === null) return end
  return { ...end, outcome: { kind: 'answered', sealed: new Uint8Array(outcome.sealed) } }
}

export function settlementWithOwnBytes(settlement: Settlement): Settlement {
  const { idempotent } = settlement
  return idempotent === undefined ? settlement : { ...settlement, idempotent: endWithOwnBytes(idempotent) }
}
