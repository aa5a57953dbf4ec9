// Serves tests only: Idempotency-Keys over a store, with a seal that hides nothing. Knows no secret.
import { createIdempotency, type Idempotency, type KeptAnswer } from '../ledger/idempotency.ts'
import type { IdempotencyStore } from '../ledger/idempotency-store.ts'

export function openTestIdempotency(store: IdempotencyStore): Idempotency {
  return createIdempotency({
    store,
    hash: (text) => text,
    seal: ({ body, ...head }, bound) => Buffer.from(JSON.stringify({ ...head, bound, text: Buffer.from(body).toString('utf8') })),
    open(sealed, bound) {
      const plain = JSON.parse(Buffer.from(sealed).toString('utf8')) as Omit<KeptAnswer, 'body'> & { bound: string; text: string }
      return plain.bound === bound ? { ...plain, body: Buffer.from(plain.text) } : undefined
    },
    keepMs: 86_400_000,
    answerBytesMax: 65_536,
    keptBytesMax: 16_777_216,
  })
}
