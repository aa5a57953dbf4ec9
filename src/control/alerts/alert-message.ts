// What an alert says: as JSON for a webhook, in words for a mail. Knows no storage and no sockets.
import { uuid7 } from '../../base/uuid7.ts'
import type { AlertMessageJson } from '../../contract/alerts-api.ts'
import { formatUsd } from '../../contract/money.ts'
import type { Alert, Delivery } from '../../ledger/alert-store.ts'
import type { AlertFigures } from '../../ledger/alert-rules.ts'

const types = { balance: 'balance.low', budget: 'budget.high' } as const

/** One message for each way that the alert names. */
export function deliveriesOf(alert: Alert, figures: AlertFigures, { nowMs, test }: { nowMs: number; test: boolean }): Delivery[] {
  const ways = [
    { channel: 'email', target: alert.email },
    { channel: 'webhook', target: alert.webhookUrl },
  ] as const
  return ways.flatMap(({ channel, target }) => {
    if (target === null) return []
    const id = `dlv_${uuid7(nowMs).replaceAll('-', '')}`
    const body = JSON.stringify(messageOf(alert, figures, { id, nowMs, test }))
    const waiting = { state: 'waiting', attempts: 0, nextAtMs: nowMs, lastResult: null } as const
    return [{ id, alertId: alert.id, accountId: alert.accountId, channel, target, body, createdAtMs: nowMs, ...waiting }]
  })
}

function messageOf(
  { id: alertId, accountId, condition }: Alert,
  { balanceNano, budget }: AlertFigures,
  { id, nowMs, test }: { readonly id: string; readonly nowMs: number; readonly test: boolean },
): AlertMessageJson {
  return {
    id,
    type: test ? 'alert.test' : types[condition.kind],
    time: new Date(nowMs).toISOString(),
    alert_id: alertId,
    account_id: accountId,
    key_id: condition.kind === 'budget' ? condition.keyId : null,
    balance_usd: formatUsd(balanceNano),
    threshold_usd: condition.kind === 'balance' ? formatUsd(condition.belowNano) : null,
    budget_usd: budget === null ? null : formatUsd(budget.limitNano),
    spent_usd: budget === null ? null : formatUsd(budget.spentNano),
    percent: condition.kind === 'budget' ? condition.percent : null,
  }
}

/** `message` is the JSON of a delivery. */
export function mailOf(message: AlertMessageJson, publicUrl: string): { readonly subject: string; readonly text: string } {
  const subject = subjectOf(message)
  const figures =
    message.type === 'budget.high' || message.budget_usd !== null
      ? `Spent: $${message.spent_usd} of a budget of $${message.budget_usd} (key ${message.key_id}).`
      : `Balance: $${message.balance_usd}.`
  const footer = `You get this once until it has recovered. Alerts are set on ${publicUrl}/billing`
  return { subject, text: `${subject}.\n\n${figures}\nTime: ${message.time} (UTC)\n\n${footer}\n` }
}

function subjectOf({ type, threshold_usd, percent }: AlertMessageJson): string {
  switch (type) {
    case 'balance.low':
      return `The balance is below $${threshold_usd}`
    case 'budget.high':
      return `${percent} % of the budget of a key is spent`
    case 'alert.test':
      return 'This is a test of an alert'
  }
}
