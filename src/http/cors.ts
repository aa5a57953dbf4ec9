// Cross-origin rules of the data plane: any origin, no credentials. Knows nothing of the control API, which has none.

/** Headers of ours that a page may read. */
export const exposedHeaders = [
  'x-request-id',
  'request-id',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-limit-requests',
  'x-ratelimit-remaining-requests',
  'x-ratelimit-reset-requests',
  'x-ratelimit-limit-tokens',
  'x-ratelimit-remaining-tokens',
  'x-ratelimit-reset-tokens',
  'x-nexorouter-cost-usd',
  'x-nexorouter-balance-usd',
  'x-nexorouter-budget-usd',
  'x-nexorouter-price-version',
  'x-nexorouter-idempotent-replay',
  'x-nexorouter-original-request-id',
  'x-nexorouter-provider',
  'x-nexorouter-attempts',
  'x-nexorouter-route',
  'x-nexorouter-dropped-params',
  'retry-after',
  'retry-after-ms',
  'x-should-retry',
] as const

/** Flat name, value pairs for every answer on a data-plane path to a request that names its origin (Fetch standard, section 3.3). */
export const corsHeaders: readonly string[] = [
  'access-control-allow-origin',
  '*',
  'access-control-expose-headers',
  exposedHeaders.join(', '),
]

const ordinaryRequestHeaders = 'authorization, content-type, idempotency-key, x-stainless-timeout, x-title, http-referer'
/** A list of header names (RFC 9110 tokens) of a sane length; anything else is not echoed. */
const headerNames = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+(?:[ \t]*,[ \t]*[A-Za-z0-9!#$%&'*+.^_`|~-]+)*$/

/**
 * Flat pairs for a preflight answer. `*` does not cover `authorization` (Fetch standard, section 3.3.4), so the names asked for are echoed:
 * SDKs add `x-stainless-*` headers of their own.
 */
export function preflightHeaders(asked: string | undefined, allow: readonly string[]): string[] {
  const echo = asked !== undefined && asked.length <= 2_048 && headerNames.test(asked) ? asked : ordinaryRequestHeaders
  return [
    'access-control-allow-origin',
    '*',
    'access-control-allow-methods',
    allow.join(', '),
    'access-control-allow-headers',
    echo,
    'access-control-max-age',
    '7200',
    'vary',
    'access-control-request-headers',
  ]
}
