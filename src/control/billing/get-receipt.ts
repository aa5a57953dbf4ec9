// The receipt of a paid order, to look at or to keep. Knows no HTTP.
import { problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { type BodyStream, type ControlCall, type Outcome, refusal, streamed } from '../endpoint.ts'
import { receiptHtml, receiptOf } from './receipt.ts'
import { receiptPdf } from './receipt-pdf.ts'

export const receiptQuery = ['format']

export async function getReceipt({ principal, id, query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const format = query.get('format') ?? 'html'
  if (format !== 'html' && format !== 'pdf') {
    return refusal(problem('invalid_request', '`format` must be html or pdf.', { param: 'format' }))
  }
  const order = await deps.store.getOrder(principal.accountId, id)
  const account = await deps.store.getBalance(principal.accountId)
  if (order === undefined || account === undefined) {
    return refusal(problem('not_found', 'This account has no such order.', { param: 'id' }))
  }
  if (order.status !== 'paid') return refusal(problem('conflict', 'This order was not paid: there is a receipt once it is.'))
  const receipt = receiptOf(order, { accountName: account.name, seller: new URL(deps.publicUrl).host })
  return streamed(
    format === 'html'
      ? once('text/html; charset=utf-8', receiptHtml(receipt))
      : { ...once('application/pdf', receiptPdf(receipt)), fileName: `receipt-${order.id}.pdf` },
  )
}

function once(contentType: string, text: string): BodyStream {
  let rest: string | null = text
  return {
    contentType,
    async next() {
      const piece = rest
      rest = null
      return piece
    },
    close() {},
  }
}
