// THE check of what somebody may do: scope, the table of permissions, a person, a fresh proof. Knows no credentials and no accounts.
import { type Action, type Grant, mayDo, permissions, roles } from '../access/role.ts'
import { type Problem, problem } from '../contract/problems.ts'
import { type Endpoint, type Principal, type Scope, scopeRank } from './endpoint.ts'

/** The action of an endpoint that names none. */
const actionOfScope: Readonly<Record<Exclude<Scope, 'public' | 'local'>, Action>> = {
  read: 'account.read',
  account: 'account.write',
  operator: 'server.operate',
}

/** Undefined for what the command line alone may do: no role gives that. */
export function actionOf(row: Pick<Endpoint, 'scope' | 'action'>): Action | undefined {
  if (row.action !== undefined) return row.action
  return row.scope === 'public' || row.scope === 'local' ? undefined : actionOfScope[row.scope]
}

type Asked = Pick<Endpoint, 'scope' | 'action' | 'asks'>

/** Why not; undefined when they may. */
export function refusalOf(
  row: Asked,
  principal: Principal,
  clock: { readonly nowMs: number; readonly confirmationMs: number },
): Problem | undefined {
  const { person } = principal
  // A person's role says more than a scope does; the scope only keeps them from what belongs to the command line.
  if (scopeRank[principal.scope] < scopeRank[row.scope] && (person === undefined || row.scope === 'local'))
    return problem('permission_denied', `This needs the scope \`${row.scope}\`; this credential has \`${principal.scope}\`.`)
  const local = principal.kind === 'local' && row.asks !== 'person'
  if (row.asks !== undefined && person === undefined && !local)
    return problem('permission_denied', 'This needs a person who signed in; a management key alone is not enough.')
  const action = actionOf(row)
  if (action !== undefined && !mayDo(principal.grants, action)) return problem('permission_denied', sentenceFor(action, principal.grants))
  if (row.asks === 'confirmed' && person !== undefined && person.confirmedAtMs + clock.confirmationMs <= clock.nowMs)
    return problem('confirmation_required', 'Prove that it is you: this needs a confirmation within the last minutes.')
  return undefined
}

function sentenceFor(action: Action, grants: readonly Grant[]): string {
  const allowed: readonly Grant[] = permissions[action]
  const least = roles.find((role) => allowed.includes(role))
  const own = grants.find((grant) => grant !== 'operator')
  const needed = least === undefined ? "This needs the server's operator" : `This needs the role \`${least}\``
  return own === undefined ? `${needed} in this account.` : `${needed}; yours is \`${own}\`.`
}
