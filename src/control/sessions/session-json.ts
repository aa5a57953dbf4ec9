// Who am I, in public form: the account, the person, and what this credential may do. Knows no cookie.
import { type Action, mayDo, permissions } from '../../access/role.ts'
import type { SessionJson } from '../../contract/sign-in-api.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import { ok, refuse, type Result } from '../../base/result.ts'
import { accountJson } from '../accounts/account-json.ts'
import type { ControlDeps } from '../control-deps.ts'
import type { Principal } from '../endpoint.ts'
import { userJson } from '../users/user-json.ts'

export async function sessionJson(principal: Principal, deps: ControlDeps): Promise<Result<SessionJson, Problem>> {
  const { accountId, person, grants, scope, expiresAtMs } = principal
  const balance = await deps.store.getBalance(accountId)
  if (balance === undefined) return refuse(problem('not_found', 'There is no such account.', { param: 'account_id' }))
  const workspaces = person === undefined ? [] : await deps.store.listWorkspaces(person.user.id)
  const confirmedUntilMs = person === undefined ? null : person.confirmedAtMs + deps.settings.confirmationMs
  return ok({
    account: accountJson(balance),
    scope,
    permissions: (Object.keys(permissions) as Action[]).filter((action) => mayDo(grants, action)),
    expires_at: instantOrNull(expiresAtMs),
    user: person === undefined ? null : userJson(person.user),
    role: person?.role ?? null,
    accounts: workspaces.map(({ accountId: id, name, role }) => ({ id, name, role })),
    confirmed_until: instantOrNull(confirmedUntilMs),
  })
}

function instantOrNull(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString()
}
