// The settings of the store: how durable a commit is, how much may wait, and how long answers are kept. Knows no SQL.
import { choice, integer } from './config-kinds.ts'
import { idempotencySettings } from './config-settings-idempotency.ts'
import { responseSettings } from './config-settings-responses.ts'

export const storeSettings = {
  durability: choice({
    yaml: 'store.durability',
    of: ['full', 'relaxed'],
    fallback: 'full',
    why: '`full` syncs each group of holds to disk before anything goes upstream; `relaxed` may lose 50 ms on a power cut, not on a crash',
  }),
  writerQueueMax: integer({
    yaml: 'store.writer_queue_max',
    min: 100,
    max: 1_000_000,
    fallback: 8192,
    unit: 'jobs',
    why: 'waiting writes; beyond it, about a quarter of a second of work, new requests get 503 instead of memory',
  }),
  ...idempotencySettings,
  ...responseSettings,
} as const
