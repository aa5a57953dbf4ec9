// What an alert says: as JSON for a webhook, in words for a mail. Knows no storage and no sockets.
import { uuid7 } from '../../base/uuid7.ts'
import type { AlertMessageJson } from '../../contract/alerts-api.ts'
import { formatUsd } from '../../contract/money.ts'
import type { Alert, Delivery } from '../../ledger/alert-store.ts'
import type { AlertFigures } from '../../ledger/alert-rules.ts'

const types = { balance: 'balance.low', budget: 'budget.high' } as const

/** Why there is a message: its line was crossed, somebody tries it, or the automatic top-up of its account failed. */
export type News = { readonly type: 'crossed' | 'test' } | { readonly type: 'top_up.failed'; readonly failure: string }

/** One message for each way that the alert names. */
export function deliveriesOf(alert: Alert, figures: AlertFigures, { nowMs, news }: { nowMs: number; news: News }): Delivery[] {
  const ways = [
    { channel: 'email', target: alert.email },
    { channel: 'webhook', target: alert.webhookUrl },
  ] as const
  return ways.flatMap(({ channel, target }) => {
    if (target === null) return []
    const id = `dlv_${uuid7(nowMs).replaceAll('-', '')}`
    const body = JSON.stringify(messageOf(alert, figures, { id, nowMs, news }))
    const waiting = { state: 'waiting', attempts: 0, nextAtMs: nowMs, lastResult: null } as const
    return [{ id, alertId: alert.id, accountId: alert.accountId, channel, target, body, createdAtMs: nowMs, ...waiting }]
  })
}

function messageOf(
  { id: alertId, accountId, condition }: Alert,
  { balanceNano, budget }: AlertFigures,
  { id, nowMs, news }: { readonly id: string; readonly nowMs: number; readonly news: News },
): AlertMessageJson {
  return {
    id,
    type: typeOf(condition, news),
    time: new Date(nowMs).toISOString(),
    alert_id: alertId,
    account_id: accountId,
    key_id: condition.kind === 'budget' ? condition.keyId : null,
    balance_usd: formatUsd(balanceNano),
    threshold_usd: condition.kind === 'balance' ? formatUsd(condition.belowNano) : null,
    budget_usd: budget === null ? null : formatUsd(budget.limitNano),
    spent_usd: budget === null ? null : formatUsd(budget.spentNano),
    percent: condition.kind === 'budget' ? condition.percent : null,
    failure: news.type === 'top_up.failed' ? news.failure : null,
  }
}

function typeOf(condition: Alert['condition'], news: News): AlertMessageJson['type'] {
  switch (news.type) {
    case 'crossed':
      return types[condition.kind]
    case 'test':
      return 'alert.test'
    case 'top_up.failed':
      return news.type
  }
}

/** `message` is the JSON of a delivery. */
export function mailOf(message: AlertMessageJson, publicUrl: string): { readonly subject: string; readonly text: string } {
  const subject = subjectOf(message)
  const figures =
    message.type === 'budget.high' || message.budget_usd !== null
      ? `Spent: $${message.spent_usd} of a budget of $${message.budget_usd} (key ${message.key_id}).`
      : `Balance: $${message.balance_usd}.`
  const once = message.type === 'top_up.failed' ? `It is off until somebody turns it on again` : 'You get this once until it has recovered'
  const footer = `${once}: ${publicUrl}/billing`
  return { subject, text: `${subject}.\n\n${figures}\nTime: ${message.time} (UTC)\n\n${footer}\n` }
}

function subjectOf({ type, threshold_usd, percent, failure }: AlertMessageJson): string {
  switch (type) {
    case 'balance.low':
      return `The balance is below $${threshold_usd}`
    case 'budget.high':
      return `${percent} % of the budget of a key is spent`
    case 'top_up.failed':
      return `The automatic top-up failed (${failure})`
    case 'alert.test':
      return 'This is a test of an alert'
  }
}
