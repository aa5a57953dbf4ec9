// Takes an account out of use, reversibly: nothing more is reserved for it. Knows no HTTP.
import { asId, type AccountId } from '../../contract/ids.ts'
import { problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { accountJson } from './account-json.ts'

export function suspendAccount(call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  return setSuspended(call, deps, true)
}

export function unsuspendAccount(call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  return setSuspended(call, deps, false)
}

async function setSuspended({ id }: ControlCall<unknown>, deps: ControlDeps, suspended: boolean): Promise<Outcome> {
  const account = asId<AccountId>(id)
  const known = await deps.store.suspendAccount(account, suspended)
  const balance = known ? await deps.store.getBalance(account) : undefined
  return balance === undefined ? refusal(problem('not_found', 'There is no such account.', { param: 'id' })) : answer(accountJson(balance))
}
