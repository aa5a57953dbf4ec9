// Lists accounts with their balances: all of them for an operator, otherwise one's own. Knows no HTTP.
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, scopeRank } from '../endpoint.ts'
import { accountJson } from './account-json.ts'

export async function listAccounts({ principal }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  if (scopeRank[principal.scope] >= scopeRank.operator) return answer({ data: (await deps.store.listAccounts()).map(accountJson) })
  const own = await deps.store.getBalance(principal.accountId)
  return answer({ data: own === undefined ? [] : [accountJson(own)] })
}
