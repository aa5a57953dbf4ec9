// The rows of the control API that concern receipts. Knows no HTTP.
import { nothing } from '../../contract/control-api.ts'
import { receiptKeyJson } from '../../contract/server-answers.ts'
import { signedReceiptJson } from '../../contract/usage-answers.ts'
import { answer, type Endpoint, endpoint } from '../endpoint.ts'
import { getReceipt } from './get-receipt.ts'

export const receiptEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/receipts/:id',
    scope: 'read',
    does: 'give the signed receipt of one charged request',
    output: signedReceiptJson,
    run: getReceipt,
  }),
  endpoint({
    method: 'POST',
    path: '/receipt-keys',
    scope: 'operator',
    does: 'make a new key that signs receipts from now on; earlier ones stay published',
    input: nothing,
    output: receiptKeyJson,
    run: async (_call, deps) => answer(await deps.books.rotateReceiptKey(), 201),
  }),
]
