// The settings of kept responses, part of the one table of scalar settings. Reads nothing itself.
import { integer } from './config-kinds.ts'

const mebibyte = 1_048_576

export const responseSettings = {
  responseKeepHours: integer({
    yaml: 'responses.keep_hours',
    min: 1,
    max: 8_760,
    fallback: 720,
    unit: 'hours',
    why: 'how long a response is kept where its account allows it: 30 days, as long as OpenAI keeps one',
  }),
  responseBytesMax: integer({
    yaml: 'responses.response_bytes_max',
    min: 1024,
    max: 16 * mebibyte,
    fallback: 2 * mebibyte,
    unit: 'bytes',
    why: 'one kept response with all that led to it, compressed and sealed: hundreds of pages of text; a larger one is not kept',
  }),
  responsesBytesMax: integer({
    yaml: 'responses.kept_bytes_max',
    min: mebibyte,
    max: 1024 * 1024 * mebibyte,
    fallback: 1024 * mebibyte,
    unit: 'bytes',
    why: 'all kept responses as they are on disk; beyond it the oldest are forgotten first',
  }),
} as const
