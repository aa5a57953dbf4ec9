// The one table of refusals: code, status, family, sentence, remedy. Knows nothing of sockets or of what caused one.

/** Error families of the OpenAI API; SDKs show them, few branch on them. */
export type ProblemType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'permission_error'
  | 'insufficient_quota'
  | 'rate_limit_error'
  | 'server_error'

/** May a client send the same payload again? `never` and `no` send `x-should-retry: false`; `after` sends `retry-after`. */
export type RetryAdvice = 'no' | 'after' | 'once' | 'bounded'

/** Which column of Usage Logs the refusal falls in. */
export type StatusClass = 'success' | 'user_error' | 'quota' | 'rate_limit' | 'upstream' | 'gateway' | 'cancelled'

interface ProblemRow {
  readonly status: number
  readonly type: ProblemType
  readonly retry: RetryAdvice
  readonly class: StatusClass
  /** When it happens, for the reference page. */
  readonly when: string
  /** What the reader can do about it. */
  readonly remedy: string
}

export type ProblemCode =
  | 'invalid_request'
  | 'context_length_exceeded'
  | 'invalid_api_key'
  | 'sign_in_failed'
  | 'second_factor_required'
  | 'identity_unknown'
  | 'permission_denied'
  | 'account_suspended'
  | 'confirmation_required'
  | 'insufficient_quota'
  | 'model_not_found'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict'
  | 'idempotency_conflict'
  | 'idempotency_in_progress'
  | 'idempotency_not_kept'
  | 'request_too_large'
  | 'unsupported_media_type'
  | 'rate_limit_exceeded'
  | 'token_rate_limit_exceeded'
  | 'concurrency_limit_exceeded'
  | 'gateway_error'
  | 'upstream_error'
  | 'upstream_unavailable'
  | 'upstream_request_timeout'

export const problems = {
  invalid_request: {
    status: 400,
    type: 'invalid_request_error',
    retry: 'no',
    class: 'user_error',
    when: 'malformed JSON, or a field that is missing, of the wrong type or out of range; `param` names it',
    remedy: 'correct the named field and send the request again',
  },
  context_length_exceeded: {
    status: 400,
    type: 'invalid_request_error',
    retry: 'no',
    class: 'user_error',
    when: "the prompt and the requested output do not fit the model's context window",
    remedy: 'shorten the messages or lower max_tokens, or choose a model with a larger context',
  },
  invalid_api_key: {
    status: 401,
    type: 'authentication_error',
    retry: 'no',
    class: 'user_error',
    when: "the key is missing, malformed, unknown, disabled, expired or deleted, or is another service's key",
    remedy: 'send `Authorization: Bearer sk-nxr-...` with an active key of this server',
  },
  sign_in_failed: {
    status: 401,
    type: 'authentication_error',
    retry: 'no',
    class: 'user_error',
    when: 'the e-mail address, the password or the code is not right; never says which (control API only)',
    remedy: 'check the spelling, or reset the password',
  },
  second_factor_required: {
    status: 401,
    type: 'authentication_error',
    retry: 'no',
    class: 'user_error',
    when: 'the password is right, and its owner has a second factor whose code did not come with it (control API only)',
    remedy: 'send the same request with `code`: six digits of the authenticator app, or a recovery code',
  },
  identity_unknown: {
    status: 403,
    type: 'permission_error',
    retry: 'no',
    class: 'user_error',
    when: 'another service proved who somebody is, and nobody here is connected with that identity, or the invitation is for another address (control API only)',
    remedy:
      'sign in as before and connect the service in Settings, or open the link of an invitation for the address that the service knows',
  },
  permission_denied: {
    status: 403,
    type: 'permission_error',
    retry: 'no',
    class: 'user_error',
    when: "the credential is valid but its scope, or the person's role in the account, does not cover this action (control API only)",
    remedy: 'use a credential with the scope or role that the message names',
  },
  account_suspended: {
    status: 403,
    type: 'permission_error',
    retry: 'no',
    class: 'user_error',
    when: 'the operator of this server suspended the account: none of its keys is served, whatever its balance',
    remedy: 'ask the operator of this server; keys, balance and logs are kept meanwhile',
  },
  confirmation_required: {
    status: 403,
    type: 'permission_error',
    retry: 'no',
    class: 'user_error',
    when: 'a sensitive action, and the person has not proved who they are within the last minutes (control API only)',
    remedy: 'confirm with `POST /control/v1/session/confirm`, then send the request again',
  },
  insufficient_quota: {
    status: 402,
    type: 'insufficient_quota',
    retry: 'no',
    class: 'quota',
    when: 'the account balance or a budget cannot cover the request; the message says which, how much is free and when it resets',
    remedy: 'add credit, raise the budget or wait until it resets, or lower max_tokens',
  },
  model_not_found: {
    status: 404,
    type: 'invalid_request_error',
    retry: 'no',
    class: 'user_error',
    when: "the model ID is unknown, not public, without a price, or outside the key's scope",
    remedy: 'list the models this key may call with `GET /v1/models`; IDs are case-sensitive',
  },
  not_found: {
    status: 404,
    type: 'invalid_request_error',
    retry: 'no',
    class: 'user_error',
    when: 'no such path or object',
    remedy: 'check the path; the base URL ends in /v1',
  },
  method_not_allowed: {
    status: 405,
    type: 'invalid_request_error',
    retry: 'no',
    class: 'user_error',
    when: 'the path exists but not with this method; `allow` lists those it has',
    remedy: 'use one of the methods in the `allow` header',
  },
  conflict: {
    status: 409,
    type: 'invalid_request_error',
    retry: 'no',
    class: 'user_error',
    when: 'the action does not fit the current state, such as a setup link that was already used (control API only)',
    remedy: 'read the current state and decide again',
  },
  idempotency_conflict: {
    status: 409,
    type: 'invalid_request_error',
    retry: 'no',
    class: 'user_error',
    when: 'the `Idempotency-Key` was used for another request',
    remedy: 'send a new key with each new request; the same key is for the same body only',
  },
  idempotency_in_progress: {
    status: 409,
    type: 'invalid_request_error',
    retry: 'after',
    class: 'user_error',
    when: 'the request with this `Idempotency-Key` still runs',
    remedy: 'wait for `retry-after`; then the same request is answered with what the first one got',
  },
  idempotency_not_kept: {
    status: 409,
    type: 'invalid_request_error',
    retry: 'no',
    class: 'user_error',
    when: 'the request with this `Idempotency-Key` was done, but its answer is not kept (too large, or the server stopped before it could); the message names it',
    remedy: 'look it up with `GET /v1/generation?id=`; to run it once more, and pay once more, send a new key',
  },
  request_too_large: {
    status: 413,
    type: 'invalid_request_error',
    retry: 'no',
    class: 'user_error',
    when: "the body is over the byte limit, or one request alone is over the key's tokens-per-minute limit",
    remedy: 'send a smaller request; the same one can never succeed',
  },
  unsupported_media_type: {
    status: 415,
    type: 'invalid_request_error',
    retry: 'no',
    class: 'user_error',
    when: 'the body is not `application/json`, or carries a content-encoding',
    remedy: 'send uncompressed JSON with `content-type: application/json`',
  },
  rate_limit_exceeded: {
    status: 429,
    type: 'rate_limit_error',
    retry: 'after',
    class: 'rate_limit',
    when: 'more requests in a minute than the key or the account may make',
    remedy: 'wait for `retry-after`',
  },
  token_rate_limit_exceeded: {
    status: 429,
    type: 'rate_limit_error',
    retry: 'after',
    class: 'rate_limit',
    when: 'more estimated input tokens in a minute than the key or the account may send',
    remedy: 'wait for `retry-after`, or send shorter prompts',
  },
  concurrency_limit_exceeded: {
    status: 429,
    type: 'rate_limit_error',
    retry: 'after',
    class: 'rate_limit',
    when: 'too many requests in flight on this key or account',
    remedy: 'wait for one to end, or for `retry-after`',
  },
  gateway_error: {
    status: 500,
    type: 'server_error',
    retry: 'once',
    class: 'gateway',
    when: 'our own fault',
    remedy: 'try once more; if it persists, give the operator the request ID',
  },
  upstream_error: {
    status: 502,
    type: 'server_error',
    retry: 'no',
    class: 'upstream',
    when: 'the provider answered with an error or with something that is not an answer, after our own attempts',
    remedy: 'try later or another model; the operator sees the cause under the request ID',
  },
  upstream_unavailable: {
    status: 503,
    type: 'server_error',
    retry: 'after',
    class: 'upstream',
    when: 'no provider of the model can be reached, all of them are cooling down, or this server is overloaded or stopping',
    remedy: 'wait for `retry-after`',
  },
  upstream_request_timeout: {
    status: 504,
    type: 'server_error',
    retry: 'no',
    class: 'upstream',
    when: 'the provider did not answer in time',
    remedy: 'try again later, ask for less output, or stream',
  },
} as const satisfies Record<ProblemCode, ProblemRow>

/** A refusal: what a caller is told. Never carries an upstream's own text, URL or key. */
export interface Problem {
  readonly code: ProblemCode
  readonly message: string
  /** The request field at fault, such as `messages[2].content`; null when there is none. */
  readonly param?: string | null
  /** Milliseconds until the same request may succeed; only with retry advice `after`. */
  readonly retryAfterMs?: number
  /** Methods for `allow`, with `method_not_allowed`. */
  readonly allow?: readonly string[]
  /** Overrides the class of the code where the cause differs (we are overloaded: 503 of class `gateway`). */
  readonly class?: StatusClass
}

export function problem(code: ProblemCode, message: string, more: Omit<Problem, 'code' | 'message'> = {}): Problem {
  return { code, message, ...more }
}

export function statusClassOf(refusal: Problem): StatusClass {
  return refusal.class ?? problems[refusal.code].class
}
