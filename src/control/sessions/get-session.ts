// Who am I: the account, its balance and what this credential may do. Knows no HTTP.
import type { SessionJson } from '../../contract/control-api.ts'
import { problem } from '../../contract/problems.ts'
import { accountJson } from '../accounts/account-json.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'

export async function getSession({ principal }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const balance = await deps.store.getBalance(principal.accountId)
  if (balance === undefined) return refusal(problem('not_found', 'There is no such account.', { param: 'account_id' }))
  const { scope, expiresAtMs } = principal
  return answer({
    account: accountJson(balance),
    scope,
    expires_at: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString(),
  } satisfies SessionJson)
}
