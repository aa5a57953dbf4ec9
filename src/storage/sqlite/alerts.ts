// Alerts and their messages in SQLite. Knows no rules of when one fires, and no threads.
import type { DatabaseSync } from 'node:sqlite'
import type { AccountId, KeyId } from '../../contract/ids.ts'
import type { Nano } from '../../contract/money.ts'
import type { Page } from '../../contract/page.ts'
import type { Alert, Delivery, DeliveryTry, NewAlert } from '../../ledger/alert-store.ts'
import { lastId } from './engine/last-id.ts'

/** The log of an alert: older messages go when a new one comes. */
const deliveriesKept = 200

export function alertWrites(db: DatabaseSync) {
  const count = db.prepare('SELECT count(*) AS count FROM alerts WHERE account_id = ?')
  const insert = db.prepare(`INSERT INTO alerts VALUES (${'?, '.repeat(9)}NULL)`)
  const remove = db.prepare('DELETE FROM alerts WHERE id = ? AND account_id = ?')
  const removeLog = db.prepare('DELETE FROM alert_deliveries WHERE alert_id = ?')
  const fire = db.prepare('UPDATE alerts SET fired_at_ms = ? WHERE id = ? AND fired_at_ms IS NULL')
  const rearm = db.prepare('UPDATE alerts SET fired_at_ms = NULL WHERE id = ?')
  const addDelivery = db.prepare(`INSERT INTO alert_deliveries VALUES (${'?, '.repeat(10)}?)`)
  const trim = db.prepare(
    `DELETE FROM alert_deliveries WHERE alert_id = ?1 AND id <= (SELECT id FROM alert_deliveries WHERE alert_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ${deliveriesKept})`,
  )
  const endTry = db.prepare('UPDATE alert_deliveries SET state = ?, attempts = ?, next_at_ms = ?, last_result = ? WHERE id = ?')

  function addDeliveries(deliveries: readonly Delivery[]): void {
    for (const one of deliveries) {
      const { id, alertId, accountId, channel, target, body, createdAtMs, state, attempts, nextAtMs, lastResult } = one
      addDelivery.run(id, alertId, accountId, channel, target, body, createdAtMs, state, attempts, nextAtMs, lastResult)
      trim.run(alertId)
    }
  }

  return {
    createAlert({ id, accountId, condition, email, webhookUrl, createdAtMs }: NewAlert, max: number): boolean {
      if (Number(count.get(accountId)?.['count']) >= max) return false
      const belowNano = condition.kind === 'balance' ? condition.belowNano : null
      const { keyId, percent } = condition.kind === 'budget' ? condition : { keyId: null, percent: null }
      insert.run(id, accountId, condition.kind, belowNano, keyId, percent, email, webhookUrl, createdAtMs)
      return true
    },
    deleteAlert(account: AccountId, id: string): boolean {
      const removed = remove.run(id, account).changes > 0
      if (removed) removeLog.run(id)
      return removed
    },
    fireAlert(id: string, atMs: number, deliveries: readonly Delivery[]): boolean {
      if (fire.run(atMs, id).changes === 0) return false
      addDeliveries(deliveries)
      return true
    },
    rearmAlert: (id: string): void => void rearm.run(id),
    addDeliveries,
    endTry: ({ id, state, attempts, nextAtMs, lastResult }: DeliveryTry): void =>
      void endTry.run(state, attempts, nextAtMs, lastResult, id),
  }
}

export function alertReads(db: DatabaseSync) {
  const big = { readBigInts: true }
  const own = db.prepare('SELECT * FROM alerts WHERE account_id = ? ORDER BY id', big)
  const all = db.prepare('SELECT * FROM alerts ORDER BY id', big)
  const due = db.prepare("SELECT * FROM alert_deliveries WHERE state = 'waiting' AND next_at_ms <= ? ORDER BY next_at_ms, id LIMIT ?")
  const log = db.prepare('SELECT * FROM alert_deliveries WHERE account_id = ? AND alert_id = ? AND id < ? ORDER BY id DESC LIMIT ?')
  return {
    listAlerts: (account: AccountId): readonly Alert[] => own.all(account).map(alertOf),
    allAlerts: (): readonly Alert[] => all.all().map(alertOf),
    dueDeliveries: (nowMs: number, limit: number): readonly Delivery[] => due.all(nowMs, limit).map(deliveryOf),
    listDeliveries: (account: AccountId, alertId: string, { limit, after }: Page): readonly Delivery[] =>
      log.all(account, alertId, after ?? lastId, limit).map(deliveryOf),
  }
}

function alertOf(row: Record<string, unknown>): Alert {
  return {
    id: row['id'] as string,
    accountId: row['account_id'] as AccountId,
    condition:
      row['kind'] === 'balance'
        ? { kind: 'balance', belowNano: row['below_nano'] as Nano }
        : { kind: 'budget', keyId: row['key_id'] as KeyId, percent: Number(row['percent']) },
    email: row['email'] as string | null,
    webhookUrl: row['webhook_url'] as string | null,
    createdAtMs: Number(row['created_at_ms']),
    firedAtMs: row['fired_at_ms'] === null ? null : Number(row['fired_at_ms']),
  }
}

function deliveryOf(row: Record<string, unknown>): Delivery {
  return {
    id: row['id'] as string,
    alertId: row['alert_id'] as string,
    accountId: row['account_id'] as AccountId,
    channel: row['channel'] as Delivery['channel'],
    target: row['target'] as string,
    body: row['body'] as string,
    createdAtMs: row['created_at_ms'] as number,
    state: row['state'] as Delivery['state'],
    attempts: row['attempts'] as number,
    nextAtMs: row['next_at_ms'] as number,
    lastResult: row['last_result'] as string | null,
  }
}
