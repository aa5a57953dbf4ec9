// What a receipt says, line by line, and its HTML form. Knows no PDF and no HTTP.
import { formatUsd } from '../../contract/money.ts'
import { nanoPerCent } from '../../ledger/payment-rules.ts'
import type { Order } from '../../ledger/payment-store.ts'

export interface Receipt {
  readonly title: string
  /** Label and value, in order. */
  readonly lines: readonly (readonly [label: string, value: string])[]
  readonly note: string
}

export interface ReceiptParties {
  readonly accountName: string
  /** Where the server is reached; the seller as the customer knows it. */
  readonly seller: string
}

/** `order` was paid. */
export function receiptOf(order: Order, { accountName, seller }: ReceiptParties): Receipt {
  const usd = (cents: number): string => `$${twoDigits(formatUsd(BigInt(cents) * nanoPerCent))} USD`
  const refundedCents = Math.min(order.amountCents, order.refundedCents + order.disputedCents)
  const day = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return {
    title: 'Receipt',
    lines: [
      ['Receipt number', order.id],
      ['Issued by', seller],
      ['Account', `${accountName} (${order.accountId})`],
      ['Ordered', day(order.createdAtMs)],
      ['Paid', day(order.paidAtMs ?? order.createdAtMs)],
      ['Payment reference', order.paymentId ?? '-'],
      ['Item', `API credit: ${order.title}`],
      ['Quota', (BigInt(order.amountCents) * 5_000n).toLocaleString('en-US')],
      ['Amount paid', usd(order.amountCents)],
      ...(refundedCents > 0 ? ([['Refunded', usd(refundedCents)]] as const) : []),
    ],
    note: 'Prepaid credit, 1 USD = 500,000 quota. Taxes, if any, are shown by the payment provider.',
  }
}

/** A page that prints well and needs nothing from anywhere. */
export function receiptHtml({ title, lines, note }: Receipt): string {
  const rows = lines.map(([label, value]) => `<tr><th scope="row">${escaped(label)}</th><td>${escaped(value)}</td></tr>`)
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}table{width:100%;border-collapse:collapse}
th,td{text-align:left;padding:.5rem 0;border-bottom:1px solid #ddd;overflow-wrap:anywhere}th{font-weight:400;color:#555;width:12rem}</style>
<h1>${escaped(title)}</h1>
<table>${rows.join('\n')}</table>
<p>${escaped(note)}</p>
</html>
`
}

function twoDigits(usd: string): string {
  const [whole = '0', fraction = ''] = usd.split('.')
  return `${whole}.${fraction.padEnd(2, '0')}`
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
}
