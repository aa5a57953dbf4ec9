// The rows of the control API that concern the books as a whole. Knows no HTTP.
import { ledgerJson } from '../../contract/server-answers.ts'
import { answer, type Endpoint, endpoint } from '../endpoint.ts'

export const ledgerEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/ledger',
    scope: 'operator',
    does: 'show how far the books were checked, the anchor of the chain and every finding',
    output: ledgerJson,
    run: async (_call, deps) => answer(await deps.books.ledgerState()),
  }),
]
