// The settings of Idempotency-Key, part of the one table of scalar settings. Reads nothing itself.
import { integer } from './config-kinds.ts'

const mebibyte = 1_048_576

export const idempotencySettings = {
  idempotencyKeepHours: integer({
    yaml: 'idempotency.keep_hours',
    min: 1,
    max: 168,
    fallback: 24,
    unit: 'hours',
    why: 'how long the answer to a request with an Idempotency-Key is given again: longer than any retry, short enough for text that is kept',
  }),
  idempotencyAnswerBytesMax: integer({
    yaml: 'idempotency.answer_bytes_max',
    min: 1024,
    max: 8 * mebibyte,
    fallback: mebibyte,
    unit: 'bytes',
    why: 'one kept answer before compression: a stream of about 6 000 events; sealing and storing it stays in milliseconds',
  }),
  idempotencyKeptBytesMax: integer({
    yaml: 'idempotency.kept_bytes_max',
    min: mebibyte,
    max: 1024 * 1024 * mebibyte,
    fallback: 256 * mebibyte,
    unit: 'bytes',
    why: 'all kept answers as they are on disk, some ten thousand long streams; beyond it the oldest are forgotten first',
  }),
} as const
