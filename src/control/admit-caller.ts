// The door of the control API: who asks, whether they guess, how often they may ask, what they may do. Knows no input and runs no action.
import { ok, refuse, type Result } from '../base/result.ts'
import { asId } from '../contract/ids.ts'
import { type Problem, problem } from '../contract/problems.ts'
import type { LimitReport, LimitSubject } from '../limits/limiter.ts'
import { createLimiter } from '../limits/open-limiter.ts'
import { type AuthFailures, type CodeLimits, createAuthFailures, createCodeLimits, networkOf } from './auth-failures.ts'
import { authenticate } from './authenticate.ts'
import { refusalOf } from './authorize.ts'
import type { ControlDeps } from './control-deps.ts'
import type { Endpoint, Principal } from './endpoint.ts'
import type { ControlEnv } from './environment.ts'
import { checkOrigin } from './sessions/check-origin.ts'
import { readCookie } from './sessions/cookie.ts'

export interface Admittance {
  readonly admission: Result<Principal, Problem>
  /** What is left of the caller's limits; null for strangers and for the command line, which have none. */
  readonly report: LimitReport | null
}

export interface Gate {
  readonly failures: AuthFailures
  readonly codes: CodeLimits
  /** `request` gives headers and query only; the body is still unread. */
  admit(row: Endpoint, request: Request, env: ControlEnv): Promise<Admittance>
}

/** Credentials and accounts whose rates are remembered at once. */
const subjectsMax = 10_000

export function openGate(deps: ControlDeps): Gate {
  const failures = createAuthFailures(deps.settings.authFailuresPerMinute)
  const countCall = createCallCounter(deps)
  return {
    failures,
    codes: createCodeLimits(),
    async admit(row, request, env) {
      if (row.signed === 'body') return { admission: ok(stranger), report: null }
      const found = await findCaller(row, request, env, { deps, failures })
      if (!found.ok || found.value === stranger || found.value.kind === 'local') return { admission: judge(row, found, deps), report: null }
      const { refusal, report } = countCall(found.value)
      return { admission: refusal === undefined ? judge(row, found, deps) : refuse(refusal), report }
    },
  }
}

function judge(row: Endpoint, found: Result<Principal, Problem>, { clock, settings }: ControlDeps): Result<Principal, Problem> {
  if (!found.ok || row.scope === 'public') return found
  const refusal = refusalOf(row, found.value, { nowMs: clock.now(), confirmationMs: settings.confirmationMs })
  return refusal === undefined ? found : refuse(refusal)
}

/**
 * Who asks, or a refusal. Only a wrong credential counts against an address: pages of other sites can make a browser send requests without one.
 * A right one passes all the same: whoever shares an address with a guesser is not locked out.
 */
async function findCaller(
  row: Endpoint,
  request: Request,
  env: ControlEnv,
  { deps, failures }: { readonly deps: ControlDeps; readonly failures: AuthFailures },
): Promise<Result<Principal, Problem>> {
  const address = networkOf(env.clientAddress)
  const waitMs = failures.waitMs(address, deps.clock.now())
  const slower = problem('rate_limit_exceeded', 'Too many failed attempts from this address.', { retryAfterMs: waitMs })
  // Nothing is guessed by reading what everybody may read: a sign-in page behind a shared address still shows what it offers.
  if (row.scope === 'public') return waitMs > 0 && row.method !== 'GET' ? refuse(slower) : nobody(request, deps)
  const found = await authenticate(request, env, deps)
  if (found.ok || found.problem.code !== 'invalid_api_key') return found
  const shown = credentialOf(request, env, deps)
  if (shown === undefined) return found
  failures.failed(address, deps.clock.now(), deps.hashSecret(shown))
  return waitMs > 0 ? refuse(slower) : found
}

/** What was shown; undefined when nothing was. */
function credentialOf(request: Request, env: ControlEnv, deps: ControlDeps): string | undefined {
  if (env.credential !== null) return env.credential.ok ? env.credential.value : ''
  return readCookie(deps.publicUrl, 'session', request.headers.get('cookie'))
}

const stranger: Principal = { kind: 'session', scope: 'read', accountId: asId(''), grants: [], actor: 'nobody', expiresAtMs: null }

/** A public endpoint that changes something may set a cookie, so it too answers our own pages only. */
function nobody(request: Request, deps: ControlDeps): Result<Principal, Problem> {
  const reads = request.method === 'GET' || request.method === 'HEAD'
  const origin = reads ? ok(true) : checkOrigin(request, deps.publicUrl)
  return origin.ok ? ok(stranger) : origin
}

type CountCall = (principal: Principal) => { readonly refusal: Problem | undefined; readonly report: LimitReport }

/** Refused calls count as well as others: what a 403 costs is the same. */
function createCallCounter({ clock, settings }: ControlDeps): CountCall {
  const limiter = createLimiter({ subjectsMax })
  const subject = (id: string, requestsPerMinute: number | null): LimitSubject => ({
    id,
    limits: { requestsPerMinute, tokensPerMinute: null, concurrentRequests: null },
  })
  return ({ accountId, actor, person }) => {
    const credential = subject(person?.sessionId ?? actor, settings.requestsPerMinute)
    const verdict = limiter.admit(credential, subject(accountId, settings.accountRequestsPerMinute), 0, clock.now())
    if (verdict.ok) {
      limiter.release(credential.id, accountId)
      return { refusal: undefined, report: verdict.report }
    }
    const whose = verdict.scope === 'key' ? 'This credential' : 'This account'
    const message = `${whose} may make ${verdict.limit} calls of the control API in a minute.`
    return { refusal: problem('rate_limit_exceeded', message, { retryAfterMs: verdict.retryAfterMs }), report: verdict.report }
  }
}

/** The same names as on the data plane; `-reset` is in whole seconds. */
export function rateHeaders({ limitRequests, remainingRequests, resetRequestsMs }: LimitReport): [string, string][] {
  if (limitRequests === null) return []
  return [
    ['x-ratelimit-limit', String(limitRequests)],
    ['x-ratelimit-remaining', String(remainingRequests ?? 0)],
    ['x-ratelimit-reset', String(Math.ceil(resetRequestsMs / 1_000))],
  ]
}
