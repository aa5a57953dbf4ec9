// The rows of the control API for accounts as their operator sees them.
import { nothing } from '../../contract/control-api.ts'
import { accountJson } from '../../contract/sign-in-api.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { pageOf, pageQuery } from '../page.ts'
import { listAccounts } from './list-accounts.ts'
import { suspendAccount, unsuspendAccount } from './suspend-account.ts'

export const accountEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/accounts',
    scope: 'read',
    does: 'list accounts with balances, oldest first; an operator sees all',
    query: pageQuery,
    output: pageOf(accountJson),
    run: listAccounts,
  }),
  endpoint({
    method: 'POST',
    path: '/accounts/:id/suspend',
    scope: 'operator',
    does: 'refuse every key of an account from now on; running streams end with what they hold',
    input: nothing,
    output: accountJson,
    run: suspendAccount,
  }),
  endpoint({
    method: 'POST',
    path: '/accounts/:id/unsuspend',
    scope: 'operator',
    does: 'bring a suspended account back',
    input: nothing,
    output: accountJson,
    run: unsuspendAccount,
  }),
]
