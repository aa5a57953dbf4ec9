// Orders and payment events in SQLite. Asks ledger/ what an event does; knows no vendor and no threads.
import type { DatabaseSync } from 'node:sqlite'
import { assert } from '../../base/assert.ts'
import type { AccountId } from '../../contract/ids.ts'
import { type Nano, nanoMax } from '../../contract/money.ts'
import type { Page } from '../../contract/page.ts'
import { applyPaymentEvent, openOrder, topUpsEndWith } from '../../ledger/payment-rules.ts'
import type { NewOrder, Order, PaymentEvent, PaymentVerdict } from '../../ledger/payment-store.ts'
import type { Books } from './engine/books.ts'
import { lastId } from './engine/last-id.ts'

export function paymentWrites(db: DatabaseSync, books: Books) {
  const big = { readBigInts: true }
  const insert = db.prepare(`INSERT INTO orders VALUES (${'?, '.repeat(13)}?)`)
  const save = db.prepare(
    `UPDATE orders SET status = ?, paid_at_ms = ?, payment_id = ?, refunded_cents = ?, disputed_cents = ?, dispute_won = ?, taken_nano = ?,
       lost_nano = ? WHERE id = ?`,
  )
  const known = db.prepare('SELECT 1 FROM payment_events WHERE id = ?')
  const addEvent = db.prepare('INSERT INTO payment_events VALUES (?, ?)')
  const byId = db.prepare('SELECT * FROM orders WHERE id = ?', big)
  const byPayment = db.prepare('SELECT * FROM orders WHERE payment_id = ?', big)
  const account = db.prepare('SELECT no, balance_nano, held_nano FROM accounts WHERE id = ?', big)
  const addBalance = db.prepare('UPDATE accounts SET balance_nano = balance_nano + ? WHERE no = ?')
  const endTopUps = db.prepare('UPDATE auto_top_ups SET enabled = 0, failure = ?, failed_at_ms = ? WHERE account_id = ? AND enabled = 1')

  function find({ orderId, paymentId }: PaymentEvent): Order | undefined {
    const row = orderId === null ? byPayment.get(paymentId) : byId.get(orderId)
    return row === undefined ? undefined : orderOf(row)
  }

  return {
    createOrder(order: NewOrder): void {
      const { id, accountId, amountCents, title, origin, status, createdAtMs } = openOrder(order)
      insert.run(id, accountId, amountCents, title, origin, status, createdAtMs, null, null, 0, 0, 0, 0n, 0n)
    },
    applyPayment(event: PaymentEvent): PaymentVerdict {
      if (known.get(event.eventId) !== undefined) return { result: 'duplicate', order: find(event) ?? null, topUpsEnded: null }
      const order = find(event)
      if (order === undefined) return { result: 'unknown_order', order: null, topUpsEnded: null }
      const sums = account.get(order.accountId)
      assert(sums !== undefined, 'an order names an account that exists')
      const balanceNano = sums['balance_nano'] as Nano
      const change = applyPaymentEvent(order, balanceNano - (sums['held_nano'] as Nano), event)
      addEvent.run(event.eventId, event.atMs)
      if (change === undefined) return { result: 'mismatch', order, topUpsEnded: null }
      assert(balanceNano + change.gainNano <= nanoMax, 'a balance fits the books')
      const head = { atMs: event.atMs, note: order.title, actor: `payment:${event.eventId}`, keyId: null, keyNo: null, recordDigest: null }
      for (const movement of change.movements) books.enter({ ...movement, ...head })
      addBalance.run(change.gainNano, sums['no'] as bigint)
      const { status, paidAtMs, paymentId, refundedCents, disputedCents, disputeWon, takenNano, lostNano } = change.order
      save.run(status, paidAtMs, paymentId, refundedCents, disputedCents, Number(disputeWon), takenNano, lostNano, order.id)
      const why = topUpsEndWith(order, change.order)
      const ended = why !== null && endTopUps.run(why, event.atMs, order.accountId).changes > 0
      return { result: 'applied', order: change.order, topUpsEnded: ended ? why : null }
    },
  }
}

export function paymentReads(db: DatabaseSync) {
  const big = { readBigInts: true }
  const list = db.prepare('SELECT * FROM orders WHERE account_id = ? AND id < ? ORDER BY id DESC LIMIT ?', big)
  const one = db.prepare('SELECT * FROM orders WHERE account_id = ? AND id = ?', big)
  return {
    listOrders: (accountId: AccountId, { limit, after }: Page): readonly Order[] =>
      list.all(accountId, after ?? lastId, limit).map(orderOf),
    getOrder(accountId: AccountId, id: string): Order | undefined {
      const row = one.get(accountId, id)
      return row === undefined ? undefined : orderOf(row)
    },
  }
}

function orderOf(row: Record<string, unknown>): Order {
  return {
    id: row['id'] as string,
    accountId: row['account_id'] as AccountId,
    amountCents: Number(row['amount_cents']),
    title: row['title'] as string,
    origin: row['origin'] as Order['origin'],
    status: row['status'] as Order['status'],
    createdAtMs: Number(row['created_at_ms']),
    paidAtMs: row['paid_at_ms'] === null ? null : Number(row['paid_at_ms']),
    paymentId: row['payment_id'] as string | null,
    refundedCents: Number(row['refunded_cents']),
    disputedCents: Number(row['disputed_cents']),
    disputeWon: row['dispute_won'] === 1n,
    takenNano: row['taken_nano'] as Nano,
    lostNano: row['lost_nano'] as Nano,
  }
}
