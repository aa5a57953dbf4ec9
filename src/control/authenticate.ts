// From credential to principal, or a refusal: there is no default principal. Knows no endpoints beyond the scope they ask for.
import { ok, refuse, type Result } from '../base/result.ts'
import { type AccountId, asId } from '../contract/ids.ts'
import { type Problem, problem } from '../contract/problems.ts'
import { readManagementKeyText } from '../keys/key-format.ts'
import type { ControlDeps } from './control-deps.ts'
import { type Principal, type Scope, scopeRank } from './endpoint.ts'
import type { ControlEnv } from './environment.ts'
import { checkOrigin } from './sessions/check-origin.ts'
import { readSessionCookie } from './sessions/cookie.ts'

/** Who asks, with at least the needed scope. `request` gives headers and query only; the body is still unread. */
export async function authenticate(
  request: Request,
  env: ControlEnv,
  needed: Scope,
  deps: ControlDeps,
): Promise<Result<Principal, Problem>> {
  const found = await findPrincipal(request, env, deps)
  if (!found.ok) return found
  const principal = found.value
  if (scopeRank[principal.scope] < scopeRank[needed]) {
    return refuse(problem('permission_denied', `This needs the scope \`${needed}\`; this credential has \`${principal.scope}\`.`))
  }
  return chooseAccount(principal, new URL(request.url).searchParams.get('account_id'), deps)
}

function findPrincipal(request: Request, env: ControlEnv, deps: ControlDeps): Promise<Result<Principal, Problem>> {
  if (env.local) return localPrincipal(deps)
  return env.credential === null ? findSession(request, deps) : findByToken(env.credential, deps)
}

/** The command line acts on the oldest account unless it names another one. */
async function localPrincipal(deps: ControlDeps): Promise<Result<Principal, Problem>> {
  const oldest = (await deps.store.listAccounts())[0]
  if (oldest === undefined) return refuse(problem('not_found', 'There is no account yet: run `nexorouter init` first.'))
  return ok({ kind: 'local', scope: 'local', accountId: oldest.accountId, actor: 'local', expiresAtMs: null })
}

async function findByToken(credential: Result<string, Problem>, deps: ControlDeps): Promise<Result<Principal, Problem>> {
  if (!credential.ok) return credential
  const token = credential.value
  if (token.startsWith('sk-nxr-')) {
    const message = 'This is an API key; the control API needs a management key, `Authorization: Bearer nxr-mgmt-...`.'
    return refuse(problem('invalid_api_key', message))
  }
  const wellFormed = readManagementKeyText(token) === 'well_formed'
  const key = wellFormed ? await deps.store.findManagementKeyByHash(deps.hashSecret(token)) : undefined
  if (key === undefined || (key.expiresAtMs !== null && key.expiresAtMs <= deps.clock.now())) {
    return refuse(problem('invalid_api_key', 'This management key is unknown or has expired.'))
  }
  const { id, scope, accountId, expiresAtMs } = key
  return ok({ kind: 'management_key', scope, accountId, actor: `management_key:${id}`, expiresAtMs })
}

async function findSession(request: Request, deps: ControlDeps): Promise<Result<Principal, Problem>> {
  const cookie = readSessionCookie(deps.publicUrl, request.headers.get('cookie'))
  if (cookie === undefined) {
    const message = 'No credential: send `Authorization: Bearer nxr-mgmt-...`, or sign in with a setup link (`nexorouter setup-link`).'
    return refuse(problem('invalid_api_key', message))
  }
  const origin = checkOrigin(request, deps.publicUrl)
  if (!origin.ok) return origin
  const sessionHash = deps.hashSecret(cookie)
  const session = await deps.store.findSessionByHash(sessionHash)
  if (session === undefined || session.expiresAtMs <= deps.clock.now()) {
    return refuse(problem('invalid_api_key', 'This session has ended; `nexorouter setup-link` makes a new sign-in link.'))
  }
  const { accountId, expiresAtMs } = session
  return ok({ kind: 'session', scope: 'account', accountId, actor: 'session', expiresAtMs, sessionHash })
}

/** An operator may act on any account by `?account_id=`; for everybody else only their own exists. */
async function chooseAccount(principal: Principal, asked: string | null, deps: ControlDeps): Promise<Result<Principal, Problem>> {
  if (asked === null || asked === principal.accountId) return ok(principal)
  const accountId = asId<AccountId>(asked)
  const mayChoose = scopeRank[principal.scope] >= scopeRank.operator
  if (mayChoose && (await deps.store.getBalance(accountId)) !== undefined) return ok({ ...principal, accountId })
  return refuse(problem('not_found', 'There is no such account.', { param: 'account_id' }))
}
