// Saved cards and automatic top-ups in SQLite. Knows no vendor and no threads.
import type { DatabaseSync } from 'node:sqlite'
import type { AccountId } from '../../contract/ids.ts'
import type { Nano } from '../../contract/money.ts'
import type { AutoTopUp, AutoTopUpEnd, AutoTopUpRule, SavedCard } from '../../ledger/auto-top-up-store.ts'
import type { NewOrder, PaymentEvent } from '../../ledger/payment-store.ts'

const suspended = '(SELECT suspended FROM accounts WHERE id = account_id)'
const below = '(SELECT balance_nano FROM accounts WHERE id = account_id) < below_nano'

export function autoTopUpWrites(db: DatabaseSync, createOrder: (order: NewOrder) => void) {
  const saveCard = db.prepare(
    `INSERT INTO auto_top_ups (account_id, customer_id, method_id, card_brand, card_last_four, card_at_ms) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (account_id) DO UPDATE SET customer_id = excluded.customer_id, method_id = excluded.method_id,
       card_brand = excluded.card_brand, card_last_four = excluded.card_last_four, card_at_ms = excluded.card_at_ms
     WHERE excluded.card_at_ms >= card_at_ms`,
  )
  const addEvent = db.prepare('INSERT OR IGNORE INTO payment_events VALUES (?, ?)')
  const removeCard = db.prepare(
    `UPDATE auto_top_ups SET enabled = 0, method_id = NULL, card_brand = NULL, card_last_four = NULL
     WHERE account_id = ? AND method_id IS NOT NULL`,
  )
  const setRule = db.prepare(
    `UPDATE auto_top_ups SET enabled = ?1, below_nano = ?2, amount_cents = ?3, failure = iif(?1, NULL, failure),
       failed_at_ms = iif(?1, NULL, failed_at_ms) WHERE account_id = ?4 AND (?1 = 0 OR method_id IS NOT NULL)`,
  )
  const begin = db.prepare(
    `UPDATE auto_top_ups SET order_id = ?, next_try_ms = 0
     WHERE account_id = ? AND enabled = 1 AND order_id IS NULL AND ${below} AND ${suspended} = 0`,
  )
  const under = 'WHERE account_id = ? AND order_id = ?'
  const release = db.prepare(`UPDATE auto_top_ups SET order_id = NULL ${under}`)
  const later = db.prepare(`UPDATE auto_top_ups SET next_try_ms = ? ${under}`)
  const failed = db.prepare(`UPDATE auto_top_ups SET order_id = NULL, enabled = 0, failure = ?, failed_at_ms = ? ${under}`)
  const failOrder = db.prepare("UPDATE orders SET status = 'failed' WHERE id = ? AND status = 'open'")
  return {
    saveCard(
      account: AccountId,
      { customerId, methodId, brand, lastFour }: SavedCard,
      event: Pick<PaymentEvent, 'eventId' | 'atMs'>,
    ): boolean {
      if (addEvent.run(event.eventId, event.atMs).changes === 0) return false
      return saveCard.run(account, customerId, methodId, brand, lastFour, event.atMs).changes > 0
    },
    removeCard: (account: AccountId): boolean => removeCard.run(account).changes > 0,
    setAutoTopUp: (account: AccountId, { enabled, belowNano, amountCents }: AutoTopUpRule): boolean =>
      setRule.run(Number(enabled), belowNano, amountCents, account).changes > 0,
    beginAutoTopUp(order: NewOrder): boolean {
      if (begin.run(order.id, order.accountId).changes === 0) return false
      createOrder(order)
      return true
    },
    endAutoTopUp(account: AccountId, orderId: string, end: AutoTopUpEnd): void {
      if (end.result === 'paid') release.run(account, orderId)
      else if (end.result === 'later') later.run(end.nextTryMs, account, orderId)
      else {
        const ended = end.result === 'dropped' ? release.run(account, orderId) : failed.run(end.failure, end.atMs, account, orderId)
        if (ended.changes > 0) failOrder.run(orderId)
      }
    },
  }
}

export function autoTopUpReads(db: DatabaseSync) {
  const big = { readBigInts: true }
  const one = db.prepare('SELECT * FROM auto_top_ups WHERE account_id = ?', big)
  const due = db.prepare(
    `SELECT * FROM auto_top_ups
     WHERE ((order_id IS NULL AND enabled = 1 AND ${below}) OR (order_id IS NOT NULL AND next_try_ms <= ?)) AND ${suspended} = 0
     ORDER BY account_id LIMIT 100`,
    big,
  )
  return {
    getAutoTopUp(account: AccountId): AutoTopUp | undefined {
      const row = one.get(account)
      return row === undefined ? undefined : autoTopUpOf(row)
    },
    dueAutoTopUps: (nowMs: number): readonly AutoTopUp[] => due.all(nowMs).map(autoTopUpOf),
  }
}

function autoTopUpOf(row: Record<string, unknown>): AutoTopUp {
  const text = (column: string): string => row[column] as string
  const card = { customerId: text('customer_id'), methodId: text('method_id'), brand: text('card_brand'), lastFour: text('card_last_four') }
  return {
    accountId: row['account_id'] as AccountId,
    card: row['method_id'] === null ? null : card,
    enabled: row['enabled'] === 1n,
    belowNano: row['below_nano'] as Nano,
    amountCents: Number(row['amount_cents']),
    orderId: row['order_id'] as string | null,
    nextTryMs: Number(row['next_try_ms']),
    failure: row['failure'] as string | null,
    failedAtMs: row['failed_at_ms'] === null ? null : Number(row['failed_at_ms']),
  }
}
