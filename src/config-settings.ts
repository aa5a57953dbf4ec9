// The one table of scalar settings: where each is read from, its default, its unit and why it is so. Reads nothing itself.
import { z } from 'zod'

/** One setting. `T` is its value inside the program. */
export interface Setting<T> {
  /** Dotted path in the YAML file; null: not allowed there. */
  readonly yaml: string | null
  readonly env: string
  readonly flag: string | null
  /** Text of an environment variable or flag -> value; undefined when it is not one. */
  readonly parse: (text: string) => T | undefined
  /** What a value must be, to complete the sentence "must be ...". */
  readonly expects: string
  readonly fallback: T
  /** The default as the reference page prints it. */
  readonly shown: string
  readonly unit: string
  readonly why: string
  /** The value as YAML carries it. */
  readonly schema: z.ZodType<T>
  /** True: a `<env>_FILE` variable may name a file with the value, and messages never repeat it. */
  readonly secret: boolean
}

interface Where {
  readonly yaml: string | null
  readonly env?: string
  readonly flag?: string
  readonly unit?: string
  readonly why: string
}

function place(where: Where): Pick<Setting<unknown>, 'yaml' | 'env' | 'flag' | 'unit' | 'why'> {
  const derived = `NEXOROUTER_${(where.yaml ?? '').toUpperCase().replaceAll('.', '_')}`
  return { yaml: where.yaml, env: where.env ?? derived, flag: where.flag ?? null, unit: where.unit ?? '', why: where.why }
}

function wholeNumber(text: string, min: number, max: number): number | undefined {
  if (!/^\d{1,15}$/.test(text)) return undefined
  const value = Number(text)
  return value >= min && value <= max ? value : undefined
}

function integer(where: Where & { min: number; max: number; fallback: number }): Setting<number> {
  const expects = `a whole number from ${where.min} to ${where.max}`
  return {
    ...place(where),
    parse: (text) => wholeNumber(text, where.min, where.max),
    expects,
    fallback: where.fallback,
    shown: String(where.fallback),
    schema: z.int(`must be ${expects}`).min(where.min, `must be ${expects}`).max(where.max, `must be ${expects}`),
    secret: false,
  }
}

function limit(where: Where & { fallback: number | null }): Setting<number | null> {
  const max = 1_000_000_000
  const expects = `a whole number from 1 to ${max}, or none`
  const number = z.int(`must be ${expects}`).min(1, `must be ${expects}`).max(max, `must be ${expects}`)
  return {
    ...place(where),
    parse: (text) => (text === 'none' ? null : wholeNumber(text, 1, max)),
    expects,
    fallback: where.fallback,
    shown: where.fallback === null ? 'none' : String(where.fallback),
    schema: z.union([number, z.null(), z.literal('none').transform(() => null)], { error: `must be ${expects}` }),
    secret: false,
  }
}

function choice<const T extends string>(where: Where & { of: readonly [T, ...T[]]; fallback: NoInfer<T> }): Setting<T> {
  const expects = `one of ${where.of.join(', ')}`
  return {
    ...place(where),
    parse: (text) => where.of.find((option) => option === text),
    expects,
    fallback: where.fallback,
    shown: where.fallback,
    schema: z.enum(where.of, `must be ${expects}`),
    secret: false,
  }
}

function text(where: Where & { expects: string; pattern: RegExp; fallback: string; secret?: boolean }): Setting<string> {
  return {
    ...place(where),
    parse: (value) => (where.pattern.test(value) ? value : undefined),
    expects: where.expects,
    fallback: where.fallback,
    shown: where.fallback === '' ? 'unset' : where.fallback,
    schema: z.string(`must be ${where.expects}`).regex(where.pattern, `must be ${where.expects}`),
    secret: where.secret ?? false,
  }
}

const mebibyte = 1_048_576
const hostPattern = /^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$|^[0-9A-Fa-f:.]{2,45}$/
const urlPattern = /^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/

/** Every scalar setting of the server. Providers and models have tables of their own in `config-schema.ts`. */
export const settings = {
  dataFolder: text({
    yaml: null,
    env: 'NEXOROUTER_DATA_DIR',
    flag: '--data',
    expects: 'a path',
    pattern: /^[^\0]{1,4000}$/,
    fallback: './data',
    why: 'everything that must survive a restart; created with mode 700',
  }),
  configFile: text({
    yaml: null,
    env: 'NEXOROUTER_CONFIG',
    flag: '--config',
    expects: 'a path',
    pattern: /^[^\0]{1,4000}$/,
    fallback: '',
    why: 'the YAML file; when unset, `nexorouter.yaml` beside the data folder is read if it exists',
  }),
  host: text({
    yaml: 'server.host',
    env: 'HOST',
    flag: '--host',
    expects: 'a host name or an IP address',
    pattern: hostPattern,
    fallback: '127.0.0.1',
    why: 'only this machine until the operator decides otherwise; `0.0.0.0` or `::` opens it to the network',
  }),
  port: integer({
    yaml: 'server.port',
    env: 'PORT',
    flag: '--port',
    min: 0,
    max: 65_535,
    fallback: 3001,
    why: 'the port of the documentation; 0 takes a free one and prints it',
  }),
  publicUrl: text({
    yaml: 'server.public_url',
    env: 'NEXOROUTER_PUBLIC_URL',
    flag: '--public-url',
    expects: 'an http or https URL without credentials, query or fragment',
    pattern: urlPattern,
    fallback: '',
    why: 'the address that people use when TLS ends in front of this server; used in links and snippets',
  }),
  trustProxy: integer({
    yaml: 'server.trust_proxy',
    env: 'NEXOROUTER_TRUST_PROXY',
    min: 0,
    max: 8,
    fallback: 0,
    unit: 'proxies',
    why: 'how many proxies in front append to x-forwarded-for; 0 takes the address of the connection, so no client can forge one',
  }),
  secretKey: text({
    yaml: null,
    env: 'NEXOROUTER_SECRET_KEY',
    expects: 'at least 32 characters (try: openssl rand -base64 32)',
    pattern: /^\S{32,4096}$/,
    fallback: '',
    secret: true,
    why: 'protects stored secrets; when unset, `secret.key` in the data folder is created once and used',
  }),
  databaseUrl: text({
    yaml: null,
    env: 'DATABASE_URL',
    expects: 'empty: the Postgres store is not part of this version',
    pattern: /^$/,
    fallback: '',
    secret: true,
    why: 'reserved for the Postgres store; refused rather than ignored, so nobody believes the data is somewhere else',
  }),
  redisUrl: text({
    yaml: null,
    env: 'REDIS_URL',
    expects: 'empty: shared rate windows are not part of this version',
    pattern: /^$/,
    fallback: '',
    secret: true,
    why: 'reserved for rate windows shared by several nodes; refused rather than ignored',
  }),
  logLevel: choice({
    yaml: 'log_level',
    env: 'LOG_LEVEL',
    flag: '--log-level',
    of: ['debug', 'info', 'warn', 'error', 'silent'],
    fallback: 'info',
    why: 'one line per start, stop and incident; requests are in the usage log, not here',
  }),
  demo: choice({
    yaml: 'demo',
    flag: '--demo',
    of: ['auto', 'on', 'off'],
    fallback: 'auto',
    why: 'the built-in simulated provider; `auto` runs it until a real provider is configured',
  }),
  reveal: choice({
    yaml: 'reveal',
    of: ['on', 'off'],
    fallback: 'on',
    why: 'whether an encrypted copy of each key is kept so that its owner can see it again; `off` keeps the hash only',
  }),
  requestsPerMinute: limit({
    yaml: 'limits.requests_per_minute',
    fallback: 600,
    why: 'default of each key: ten a second is above any single agent and below a runaway loop',
  }),
  tokensPerMinute: limit({
    yaml: 'limits.tokens_per_minute',
    fallback: 1_000_000,
    unit: 'estimated input tokens',
    why: 'default of each key: ten full 100k contexts a minute',
  }),
  concurrentRequests: limit({
    yaml: 'limits.concurrent_requests',
    fallback: 200,
    why: 'default of each key: requests in flight, each holding a socket on both sides',
  }),
  accountRequestsPerMinute: limit({
    yaml: 'account_limits.requests_per_minute',
    fallback: null,
    why: 'all keys of an account together; none, because the balance is the real limit',
  }),
  accountTokensPerMinute: limit({
    yaml: 'account_limits.tokens_per_minute',
    fallback: null,
    unit: 'estimated input tokens',
    why: 'all keys of an account together',
  }),
  accountConcurrentRequests: limit({
    yaml: 'account_limits.concurrent_requests',
    fallback: null,
    why: 'all keys of an account together',
  }),
  holdBound: choice({
    yaml: 'holds.bound',
    of: ['learned', 'worst_case'],
    fallback: 'learned',
    why: 'a charge never exceeds its hold either way; `worst_case` holds one token per byte and refuses more small balances',
  }),
  sliceTokens: integer({
    yaml: 'holds.slice_tokens',
    min: 16,
    max: 1_000_000,
    fallback: 1024,
    unit: 'output tokens',
    why: 'first slice of a stream whose whole bound does not fit the balance; smaller means more extensions',
  }),
  imageTokensMax: integer({
    yaml: 'holds.image_tokens_max',
    min: 1,
    max: 1_000_000,
    fallback: 3072,
    unit: 'input tokens',
    why: 'what one image may cost when its model does not say: above the largest documented figure of the common vision models',
  }),
  refusalsPerMinute: integer({
    yaml: 'usage.refusals_per_minute',
    min: 1,
    max: 100_000,
    fallback: 10,
    why: 'equal refusals of one key beyond this fold into one record with a count, so a broken client cannot fill the disk',
  }),
  abandonedMax: integer({
    yaml: 'usage.abandoned_max',
    min: 1,
    max: 1_000_000,
    fallback: 20,
    unit: 'requests in 10 minutes',
    why: 'clients of one key that left before the first output; the operator pays for those prompts, so the key then has to wait',
  }),
  authFailuresPerMinute: integer({
    yaml: 'inbound.auth_failures_per_minute',
    min: 1,
    max: 1_000_000,
    fallback: 120,
    why: 'failed authentications of one address before it has to wait: far above a mistake, far below a search',
  }),
  firstByteMs: integer({
    yaml: 'timeouts.first_byte_ms',
    min: 100,
    max: 3_600_000,
    fallback: 55_000,
    unit: 'ms',
    why: 'all attempts together; clients are told to wait 60 s, so we answer first',
  }),
  firstByteSlowMs: integer({
    yaml: 'timeouts.first_byte_slow_ms',
    min: 100,
    max: 3_600_000,
    fallback: 170_000,
    unit: 'ms',
    why: 'the same for models marked slow; clients are told 180 s',
  }),
  idleMs: integer({
    yaml: 'timeouts.idle_ms',
    min: 100,
    max: 3_600_000,
    fallback: 60_000,
    unit: 'ms',
    why: 'silence inside a stream before it counts as stalled',
  }),
  idleSlowMs: integer({
    yaml: 'timeouts.idle_slow_ms',
    min: 100,
    max: 3_600_000,
    fallback: 300_000,
    unit: 'ms',
    why: 'the same for models marked slow, which think in silence',
  }),
  streamTotalMs: integer({
    yaml: 'timeouts.stream_total_ms',
    min: 1000,
    max: 86_400_000,
    fallback: 1_800_000,
    unit: 'ms',
    why: 'a whole stream; nothing honest runs longer than 30 minutes',
  }),
  bufferedTotalMs: integer({
    yaml: 'timeouts.buffered_total_ms',
    min: 100,
    max: 3_600_000,
    fallback: 600_000,
    unit: 'ms',
    why: "a whole buffered call when the client's own timeout header says nothing; the SDKs wait 10 minutes",
  }),
  connectMs: integer({
    yaml: 'timeouts.connect_ms',
    min: 50,
    max: 60_000,
    fallback: 3000,
    unit: 'ms',
    why: 'TCP and TLS to a provider; slower than this is down',
  }),
  drainMs: integer({
    yaml: 'timeouts.drain_ms',
    min: 0,
    max: 3_600_000,
    fallback: 25_000,
    unit: 'ms',
    why: 'how long open requests may finish after SIGTERM: less than the 30 s after which orchestrators kill',
  }),
  attemptsMax: integer({
    yaml: 'upstream.attempts_max',
    min: 1,
    max: 10,
    fallback: 3,
    why: 'tries of one request over all offers; more only adds latency to a failure',
  }),
  retrySharePercentMax: integer({
    yaml: 'upstream.retry_share_percent_max',
    min: 0,
    max: 100,
    fallback: 20,
    unit: '% of active requests',
    why: 'retries cannot turn a brown-out into a storm',
  }),
  socketsPerOriginMax: integer({
    yaml: 'upstream.sockets_per_origin_max',
    min: 1,
    max: 100_000,
    fallback: 4096,
    why: 'open connections to one provider: one per request in flight, below the usual descriptor limits',
  }),
  answerBytesMax: integer({
    yaml: 'upstream.answer_bytes_max',
    min: 65_536,
    max: 1024 * mebibyte,
    fallback: 64 * mebibyte,
    unit: 'bytes',
    why: 'one provider answer; the longest real ones are a few MiB',
  }),
  eventBytesMax: integer({
    yaml: 'upstream.event_bytes_max',
    min: 4096,
    max: 256 * mebibyte,
    fallback: 4 * mebibyte,
    unit: 'bytes',
    why: 'one event of a stream; image parts are the largest',
  }),
  bodyBytesMax: integer({
    yaml: 'inbound.body_bytes_max',
    min: 1024,
    max: 256 * mebibyte,
    fallback: 20 * mebibyte,
    unit: 'bytes',
    why: 'one request body: a few images in base64',
  }),
  bodyMs: integer({
    yaml: 'inbound.body_ms',
    min: 100,
    max: 3_600_000,
    fallback: 30_000,
    unit: 'ms',
    why: 'one request body must have arrived by then',
  }),
  bodiesBytesMax: integer({
    yaml: 'inbound.bodies_bytes_max',
    min: mebibyte,
    max: 65_536 * mebibyte,
    fallback: 256 * mebibyte,
    unit: 'bytes',
    why: 'all bodies being read at one time; more is answered 503',
  }),
  bodiesBytesPerClientMax: integer({
    yaml: 'inbound.bodies_bytes_per_client_max',
    min: 65_536,
    max: 65_536 * mebibyte,
    fallback: 64 * mebibyte,
    unit: 'bytes',
    why: 'the share of one key or address in all bodies being read: four clients cannot starve a fifth',
  }),
  noProgressMs: integer({
    yaml: 'inbound.no_progress_ms',
    min: 1000,
    max: 3_600_000,
    fallback: 60_000,
    unit: 'ms',
    why: 'a client that takes no byte for this long is gone',
  }),
  keepAliveMs: integer({
    yaml: 'inbound.keep_alive_ms',
    min: 0,
    max: 3_600_000,
    fallback: 75_000,
    unit: 'ms',
    why: 'idle client connections: longer than the 60 s of common load balancers, so that they close first',
  }),
  headersMs: integer({
    yaml: 'inbound.headers_ms',
    min: 100,
    max: 600_000,
    fallback: 10_000,
    unit: 'ms',
    why: 'request headers must be complete by then, against slow-loris clients',
  }),
  connectionsMax: integer({
    yaml: 'inbound.connections_max',
    min: 1,
    max: 1_000_000,
    fallback: 20_000,
    why: 'open client connections; 10 000 streams and room for as many idle ones',
  }),
  unsentBytesMax: integer({
    yaml: 'inbound.unsent_bytes_max',
    min: 4096,
    max: 64 * mebibyte,
    fallback: 65_536,
    unit: 'bytes',
    why: 'bytes a slow reader may leave waiting before we stop reading its upstream',
  }),
  heartbeatMs: integer({
    yaml: 'inbound.heartbeat_ms',
    min: 100,
    max: 600_000,
    fallback: 15_000,
    unit: 'ms',
    why: 'silence in a stream before a comment keeps proxies from closing it',
  }),
  parseAsideBytes: integer({
    yaml: 'inbound.parse_aside_bytes',
    min: 4096,
    max: 256 * mebibyte,
    fallback: mebibyte,
    unit: 'bytes',
    why: 'larger bodies are parsed off the main thread, so that they delay nobody else',
  }),
  jsonDepthMax: integer({
    yaml: 'inbound.json_depth_max',
    min: 8,
    max: 1024,
    fallback: 64,
    unit: 'levels',
    why: 'nesting of a request body; the deepest real schemas have about 20',
  }),
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
} as const

export type SettingName = keyof typeof settings
export type SettingValues = { readonly [Name in SettingName]: (typeof settings)[Name] extends Setting<infer T> ? T : never }
