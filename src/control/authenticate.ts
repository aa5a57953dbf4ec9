// From credential to principal, or a refusal: there is no default principal. Knows no endpoints.
import type { Grant, Role } from '../access/role.ts'
import { ok, refuse, type Result } from '../base/result.ts'
import { type AccountId, asId } from '../contract/ids.ts'
import { type Problem, problem } from '../contract/problems.ts'
import { readManagementKeyText } from '../keys/key-format.ts'
import type { ControlDeps } from './control-deps.ts'
import { managementKeyActor, type Person, type Principal } from './endpoint.ts'
import type { ControlEnv } from './environment.ts'
import { checkOrigin } from './sessions/check-origin.ts'
import { readCookie } from './sessions/cookie.ts'

/** Who asks, on which account. What they may do there is somebody else's question. `request` gives headers and query only; the body is still unread. */
export async function authenticate(request: Request, env: ControlEnv, deps: ControlDeps): Promise<Result<Principal, Problem>> {
  const found = await findPrincipal(request, env, deps)
  return found.ok ? chooseAccount(found.value, new URL(request.url).searchParams.get('account_id'), deps) : found
}

function findPrincipal(request: Request, env: ControlEnv, deps: ControlDeps): Promise<Result<Principal, Problem>> {
  if (env.local) return localPrincipal(deps)
  return env.credential === null ? findSession(request, deps) : findByToken(env.credential, deps)
}

/** The command line acts on the oldest account unless it names another one. */
async function localPrincipal(deps: ControlDeps): Promise<Result<Principal, Problem>> {
  const oldest = (await deps.store.listAccounts())[0]
  if (oldest === undefined) return refuse(problem('not_found', 'There is no account yet: run `nexorouter init` first.'))
  return ok({
    kind: 'local',
    scope: 'local',
    accountId: oldest.accountId,
    grants: ['owner', 'operator'],
    actor: 'local',
    expiresAtMs: null,
  })
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
  return ok({ kind: 'management_key', scope, accountId, grants: grantsOfScope[scope], actor: managementKeyActor(id), expiresAtMs })
}

/** A management key acts like an admin at most: what only owners may do needs a person. */
const grantsOfScope: Readonly<Record<'read' | 'account' | 'operator', readonly Grant[]>> = {
  read: ['viewer'],
  account: ['admin'],
  operator: ['admin', 'operator'],
}

async function findSession(request: Request, deps: ControlDeps): Promise<Result<Principal, Problem>> {
  const cookie = readCookie(deps.publicUrl, 'session', request.headers.get('cookie'))
  if (cookie === undefined) {
    const message = 'No credential: send `Authorization: Bearer nxr-mgmt-...`, or sign in.'
    return refuse(problem('invalid_api_key', message))
  }
  const origin = checkOrigin(request, deps.publicUrl)
  if (!origin.ok) return origin
  const sessionHash = deps.hashSecret(cookie)
  const found = await deps.store.findSession(sessionHash)
  if (found === undefined || found.session.expiresAtMs <= deps.clock.now() || found.user.disabled) {
    return refuse(problem('invalid_api_key', 'This session has ended: sign in again.'))
  }
  const { session, user, role } = found
  if (role === null && !user.operator) {
    return refuse(problem('invalid_api_key', 'You are no member of this account any more: sign in again.'))
  }
  const { id: sessionId, confirmedAtMs, expiresAtMs, accountId } = session
  return ok(principalOf({ user, role, sessionId, sessionHash, confirmedAtMs }, accountId, expiresAtMs))
}

export function principalOf(person: Person, accountId: AccountId, expiresAtMs: number | null): Principal {
  const { user, role } = person
  const scope = user.operator ? 'operator' : role === 'viewer' ? 'read' : 'account'
  const grants: Grant[] = [...(role === null ? [] : [role]), ...(user.operator ? (['operator'] as const) : [])]
  return { kind: 'session', scope, accountId, grants, actor: `user:${user.id}`, expiresAtMs, person }
}

/** A person may act on every account they are a member of, an operator on all by `?account_id=`; for everybody else only their own exists. */
async function chooseAccount(principal: Principal, asked: string | null, deps: ControlDeps): Promise<Result<Principal, Problem>> {
  if (asked === null || asked === principal.accountId) return ok(principal)
  const accountId = asId<AccountId>(asked)
  const { person, expiresAtMs } = principal
  if (person !== undefined) {
    const role: Role | null = (await deps.store.getMember(accountId, person.user.id))?.role ?? null
    if (role !== null || (person.user.operator && (await deps.store.getBalance(accountId)) !== undefined))
      return ok(principalOf({ ...person, role }, accountId, expiresAtMs))
  } else if (principal.grants.includes('operator') && (await deps.store.getBalance(accountId)) !== undefined) {
    return ok({ ...principal, accountId })
  }
  return refuse(problem('not_found', 'There is no such account.', { param: 'account_id' }))
}
