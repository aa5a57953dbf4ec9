// The one table of scalar settings: where each is read from, its default, its unit and why it is so. Reads nothing itself.
import { choice, integer, limit, type Setting, text, url } from './config-kinds.ts'
import { billingSettings } from './config-settings-billing.ts'
import { controlSettings } from './config-settings-control.ts'
import { verifySettings } from './config-settings-verify.ts'
import { inboundSettings } from './config-settings-inbound.ts'
import { metricsSettings } from './config-settings-metrics.ts'
import { identitySettings } from './config-settings-identity.ts'
import { peopleSettings } from './config-settings-people.ts'
import { storeSettings } from './config-settings-store.ts'
import { timeoutSettings } from './config-settings-timeouts.ts'

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
  publicUrl: url({
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
    why: 'the built-in simulated providers, one for each wire; `auto` runs them until a real provider is configured',
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
  abandonedUsdMax: integer({
    yaml: 'usage.abandoned_usd_max',
    min: 1,
    max: 1_000_000,
    fallback: 1,
    unit: 'USD in 10 minutes',
    why: 'what answers of one key that nobody waited for may cost you before it has to wait: nobody pays for them; hundreds of editor completions fit in',
  }),
  ...timeoutSettings,
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
  ...inboundSettings,
  ...storeSettings,
  ...metricsSettings,
  ...peopleSettings,
  ...identitySettings,
  ...billingSettings,
  ...controlSettings,
  ...verifySettings,
} as const

export type SettingName = keyof typeof settings
export type SettingValues = { readonly [Name in SettingName]: (typeof settings)[Name] extends Setting<infer T> ? T : never }
