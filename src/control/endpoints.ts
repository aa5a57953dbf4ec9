// THE table of the control API: method, path and the scope each endpoint needs. What is not in it does not exist.
import { addCreditInput, backupInput, changeKeyInput, createKeyInput, nothing, redeemSetupInput } from '../contract/control-api.ts'
import { listAccounts } from './accounts/list-accounts.ts'
import { addCredit } from './billing/add-credit.ts'
import { listEntries } from './billing/list-entries.ts'
import { billingEndpoints } from './billing/endpoints.ts'
import { budgetEndpoints } from './budgets/endpoints.ts'
import { ledgerEndpoints } from './ledger/endpoints.ts'
import { listModels } from './catalog/list-models.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import { changeKey, enableKey, revokeKey } from './keys/change-key.ts'
import { createKey } from './keys/create-key.ts'
import { deleteKey } from './keys/delete-key.ts'
import { getKey } from './keys/get-key.ts'
import { listKeys } from './keys/list-keys.ts'
import { priceEndpoints } from './prices/endpoints.ts'
import { listProviders } from './providers/list-providers.ts'
import { testProvider } from './providers/test-provider.ts'
import { backup } from './server/backup.ts'
import { getStatus } from './server/get-status.ts'
import { createSetupLink } from './sessions/create-setup-link.ts'
import { deleteSession } from './sessions/delete-session.ts'
import { getSession } from './sessions/get-session.ts'
import { redeemSetupLink } from './sessions/redeem-setup-link.ts'
import { playgroundEndpoints } from './playground/endpoints.ts'
import { publicEndpoints } from './public/endpoints.ts'
import { usageEndpoints } from './usage/endpoints.ts'

export const endpoints: readonly Endpoint[] = [
  ...ledgerEndpoints,
  endpoint({
    method: 'POST',
    path: '/keys',
    scope: 'account',
    does: 'create a key; the answer is the only one that shows it',
    input: createKeyInput,
    run: createKey,
  }),
  endpoint({ method: 'GET', path: '/keys', scope: 'read', does: 'list keys with their spend, newest first', run: listKeys }),
  endpoint({ method: 'GET', path: '/keys/:id', scope: 'read', does: 'show one key', run: getKey }),
  endpoint({
    method: 'PATCH',
    path: '/keys/:id',
    scope: 'account',
    does: 'change name, budgets, member, expiry, models, limits or `disabled`',
    input: changeKeyInput,
    run: changeKey,
  }),
  endpoint({ method: 'DELETE', path: '/keys/:id', scope: 'account', does: 'destroy a key and its secret', run: deleteKey }),
  endpoint({
    method: 'POST',
    path: '/keys/:id/revoke',
    scope: 'account',
    does: 'take a key out of use, reversibly',
    input: nothing,
    run: revokeKey,
  }),
  endpoint({
    method: 'POST',
    path: '/keys/:id/enable',
    scope: 'account',
    does: 'bring a revoked key back',
    input: nothing,
    run: enableKey,
  }),
  ...budgetEndpoints,
  endpoint({
    method: 'GET',
    path: '/accounts',
    scope: 'read',
    does: 'list accounts with balances; an operator sees all',
    run: listAccounts,
  }),
  endpoint({
    method: 'POST',
    path: '/credits',
    scope: 'operator',
    does: 'credit an account by hand; the same `reference` credits once',
    input: addCreditInput,
    run: addCredit,
  }),
  endpoint({
    method: 'GET',
    path: '/entries',
    scope: 'read',
    does: 'list credits and charges, newest first',
    query: ['limit'],
    run: listEntries,
  }),
  endpoint({ method: 'GET', path: '/models', scope: 'read', does: 'list all public models with price and status', run: listModels }),
  ...priceEndpoints,
  endpoint({ method: 'GET', path: '/providers', scope: 'operator', does: 'list the connected providers', run: listProviders }),
  endpoint({
    method: 'POST',
    path: '/providers/:id/test',
    scope: 'operator',
    does: 'send one small real request to a provider',
    input: nothing,
    run: testProvider,
  }),
  ...billingEndpoints,
  ...usageEndpoints,
  ...playgroundEndpoints,
  ...publicEndpoints,
  endpoint({
    method: 'POST',
    path: '/setup',
    scope: 'public',
    does: 'redeem a setup link for a session cookie, once',
    input: redeemSetupInput,
    run: redeemSetupLink,
  }),
  endpoint({
    method: 'POST',
    path: '/setup-links',
    scope: 'operator',
    does: 'make a new setup link, which replaces the unused one',
    input: nothing,
    run: createSetupLink,
  }),
  endpoint({ method: 'GET', path: '/session', scope: 'read', does: 'show the account and what this credential may do', run: getSession }),
  endpoint({ method: 'DELETE', path: '/session', scope: 'read', does: 'sign out', run: deleteSession }),
  endpoint({
    method: 'GET',
    path: '/status',
    scope: 'operator',
    does: 'show version, epoch, recovery report and open holds',
    run: getStatus,
  }),
  endpoint({
    method: 'POST',
    path: '/backup',
    scope: 'local',
    does: "copy all data into a new file on the server's disk",
    input: backupInput,
    run: backup,
  }),
]
