// A further account, owned by whoever opens it, and the name of one. Knows no HTTP.
import { uuid7 } from '../../base/uuid7.ts'
import type { OpenAccountInput } from '../../contract/members-api.ts'
import { type AccountId, asId } from '../../contract/ids.ts'
import { problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, personOf, refusal } from '../endpoint.ts'
import { accountJson } from './account-json.ts'

export async function openAccount(call: ControlCall<OpenAccountInput>, deps: ControlDeps): Promise<Outcome> {
  const { user } = personOf(call)
  if (!user.operator && !deps.settings.signUp)
    return refusal(problem('permission_denied', 'Only the operator of this server opens accounts here.'))
  const nowMs = deps.clock.now()
  const id = asId<AccountId>(`acct_${uuid7(nowMs).replaceAll('-', '')}`)
  await deps.store.openWorkspace({ id, name: call.input.name, atMs: nowMs }, user.id)
  return answer(accountJson({ accountId: id, name: call.input.name, balanceNano: 0n, heldNano: 0n, suspended: false }), 201)
}

export async function renameAccount({ principal, input }: ControlCall<OpenAccountInput>, deps: ControlDeps): Promise<Outcome> {
  await deps.store.renameAccount(principal.accountId, input.name)
  const balance = await deps.store.getBalance(principal.accountId)
  return balance === undefined
    ? refusal(problem('not_found', 'There is no such account.', { param: 'account_id' }))
    : answer(accountJson(balance))
}
