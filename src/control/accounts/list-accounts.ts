// Lists accounts with their balances, oldest first: all of them for an operator, otherwise one's own. Knows no HTTP.
import type { ControlDeps } from '../control-deps.ts'
import { type ControlCall, type Outcome, scopeRank } from '../endpoint.ts'
import { answerPage, answerWhole, readPage, withNext } from '../page.ts'
import { accountJson } from './account-json.ts'

export async function listAccounts({ principal, query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const page = readPage(query, /^acct_\w{1,64}$/)
  if (!page.ok) return page
  if (scopeRank[principal.scope] >= scopeRank.operator) {
    const accounts = await deps.store.listAccounts(withNext(page.value))
    return answerPage(accounts, page.value, { placeOf: ({ accountId }) => accountId, json: accountJson })
  }
  const own = page.value.after === null ? await deps.store.getBalance(principal.accountId) : undefined
  return answerWhole(own === undefined ? [] : [accountJson(own)])
}
