// Structured logs: one JSON line per sentence, through the redactor. Knows nothing of requests; prompts and completions never come here.
import { pino } from 'pino'
import { redact } from './redact.ts'

/** Same shape as the gateway's `Log`: fields first, then a fixed sentence. */
export interface ServerLog {
  debug(fields: object, sentence: string): void
  info(fields: object, sentence: string): void
  warn(fields: object, sentence: string): void
  error(fields: object, sentence: string): void
}

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Where lines go; each call is one whole line. Standard error in production: standard output belongs to people. */
  readonly write: (line: string) => void
}

/** Field names whose value is never written, whatever it looks like. */
const hidden = ['authorization', 'api_key', 'apiKey', 'credential', 'secret', 'password', 'token', 'cookie', 'body', 'messages']

/** Each line passes the redactor as a whole, error stacks included; a line stays one line. */
export function openLog(options: LogOptions): ServerLog {
  const stream = { write: (line: string) => options.write(`${redact(line.trimEnd())}\n`) }
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: hidden.flatMap((name) => [name, `*.${name}`]), censor: '[secret]' },
    },
    stream,
  )
  return {
    debug: (fields, sentence) => logger.debug(fields, sentence),
    info: (fields, sentence) => logger.info(fields, sentence),
    warn: (fields, sentence) => logger.warn(fields, sentence),
    error: (fields, sentence) => logger.error(fields, sentence),
  }
}
