// THE table of the control API: method, path and the scope each endpoint needs. What is not in it does not exist.
import { z } from 'zod'
import { creditJson, entryJson } from '../contract/billing-answers.ts'
import { modelJson, statusJson } from '../contract/server-answers.ts'
import { addCreditInput, backupInput } from '../contract/control-api.ts'
import { accountEndpoints } from './accounts/endpoints.ts'
import { auditEndpoints } from './audit/endpoints.ts'
import { addCredit } from './billing/add-credit.ts'
import { listEntries } from './billing/list-entries.ts'
import { alertEndpoints } from './alerts/endpoints.ts'
import { responseEndpoints } from './responses/endpoints.ts'
import { billingEndpoints } from './billing/endpoints.ts'
import { budgetEndpoints } from './budgets/endpoints.ts'
import { receiptEndpoints } from './receipts/endpoints.ts'
import { ledgerEndpoints } from './ledger/endpoints.ts'
import { listModels } from './catalog/list-models.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import { factorEndpoints } from './factors/endpoints.ts'
import { identityEndpoints } from './identities/endpoints.ts'
import { keyEndpoints } from './keys/endpoints.ts'
import { managementKeyEndpoints } from './management-keys/endpoints.ts'
import { peopleEndpoints } from './people/endpoints.ts'
import { memberEndpoints } from './members/endpoints.ts'
import { priceEndpoints } from './prices/endpoints.ts'
import { reconcileEndpoints } from './reconcile/endpoints.ts'
import { providerEndpoints } from './providers/endpoints.ts'
import { backup } from './server/backup.ts'
import { getOpenApi } from './server/get-openapi.ts'
import { getStatus } from './server/get-status.ts'
import { offerEndpoints } from './offers/endpoints.ts'
import { playgroundEndpoints } from './playground/endpoints.ts'
import { pageOf, pageQuery } from './page.ts'
import { publicEndpoints } from './public/endpoints.ts'
import { serverAlertEndpoints } from './server-alerts/endpoints.ts'
import { signInEndpoints } from './sign-in/endpoints.ts'
import { usageEndpoints } from './usage/endpoints.ts'
import { verificationEndpoints } from './verification/endpoints.ts'

export const endpoints: readonly Endpoint[] = [
  ...keyEndpoints,
  ...managementKeyEndpoints,
  ...auditEndpoints,
  ...ledgerEndpoints,
  ...receiptEndpoints,
  ...budgetEndpoints,
  ...accountEndpoints,
  endpoint({
    method: 'POST',
    path: '/credits',
    scope: 'operator',
    does: 'credit an account by hand; the same `reference` credits once',
    input: addCreditInput,
    records: ['usd', 'note', 'account_id', 'reference'],
    output: creditJson,
    refuses: ['conflict'],
    run: addCredit,
  }),
  endpoint({
    method: 'GET',
    path: '/entries',
    scope: 'read',
    does: 'list credits and charges, newest first',
    query: pageQuery,
    output: pageOf(entryJson),
    run: listEntries,
  }),
  endpoint({
    method: 'GET',
    path: '/models',
    scope: 'read',
    does: 'list all public models with price and status',
    output: pageOf(modelJson),
    run: listModels,
  }),
  ...priceEndpoints,
  ...reconcileEndpoints,
  ...providerEndpoints,
  ...verificationEndpoints,
  ...offerEndpoints,
  ...billingEndpoints,
  ...alertEndpoints,
  ...responseEndpoints,
  ...serverAlertEndpoints,
  ...usageEndpoints,
  ...playgroundEndpoints,
  ...publicEndpoints,
  ...signInEndpoints,
  ...factorEndpoints,
  ...identityEndpoints,
  ...memberEndpoints,
  ...peopleEndpoints,
  endpoint({
    method: 'GET',
    path: '/status',
    scope: 'operator',
    does: 'show version, epoch, recovery report and open holds',
    output: statusJson,
    run: getStatus,
  }),
  endpoint({
    method: 'GET',
    path: '/openapi.json',
    scope: 'public',
    does: 'describe this API in OpenAPI 3.1',
    output: z.record(z.string(), z.unknown()),
    run: getOpenApi,
  }),
  endpoint({
    method: 'POST',
    path: '/backup',
    scope: 'local',
    does: "copy all data into a new file on the server's disk",
    input: backupInput,
    records: ['file'],
    output: backupInput,
    refuses: ['conflict'],
    run: backup,
  }),
]
