// Looks at all alerts every few seconds: fires what was crossed, arms what has recovered, and sends what waits. Knows no HTTP.
import type { AlertMessageJson } from '../../contract/alerts-api.ts'
import { windowAt } from '../../contract/budget.ts'
import { type AlertFigures, attemptsMax, isCrossed, waitMsAfter } from '../../ledger/alert-rules.ts'
import type { Alert, AlertCondition, Delivery } from '../../ledger/alert-store.ts'
import type { AccountId } from '../../contract/ids.ts'
import type { ControlDeps } from '../control-deps.ts'
import { deliveriesOf, mailOf } from './alert-message.ts'
import { raise } from '../server-alerts/raise.ts'
import { signatureOf, webhookSecretOf } from './sign-webhook.ts'

type Deps = Pick<ControlDeps, 'store' | 'clock' | 'outbox' | 'hashSecret' | 'publicUrl'>

/** Messages sent in one look; the rest waits for the next one. */
const sentAtOnce = 20

export interface AlertWatch {
  /** One look. Never two at once; resolves when its messages have ended. */
  look(): Promise<void>
}

/** `random`: 0 to 1, spreads the tries of messages that failed together. */
export function watchAlerts(deps: Deps, random: () => number): AlertWatch {
  let looking: Promise<void> | undefined
  return {
    look() {
      looking ??= (async () => {
        await judge(deps)
        const due = await deps.store.dueDeliveries(deps.clock.now(), sentAtOnce)
        await Promise.all(due.map((delivery) => send(delivery, deps, random)))
      })().finally(() => (looking = undefined))
      return looking
    },
  }
}

async function judge(deps: Deps): Promise<void> {
  const nowMs = deps.clock.now()
  for (const alert of await deps.store.allAlerts()) {
    const figures = await figuresOf(alert, deps)
    if (figures === undefined) continue
    const crossed = isCrossed(alert.condition, figures)
    if (crossed && alert.firedAtMs === null)
      await deps.store.fireAlert(alert.id, nowMs, deliveriesOf(alert, figures, { nowMs, news: { type: 'crossed' } }))
    if (!crossed && alert.firedAtMs !== null) await deps.store.rearmAlert(alert.id)
  }
}

/** Undefined when the account is gone. */
export async function figuresOf(
  alert: Pick<Alert, 'accountId' | 'condition'>,
  deps: Pick<Deps, 'store' | 'clock'>,
): Promise<AlertFigures | undefined> {
  const balance = await deps.store.getBalance(alert.accountId)
  return balance === undefined
    ? undefined
    : { balanceNano: balance.balanceNano, budget: await budgetOf(alert.accountId, alert.condition, deps) }
}

async function budgetOf(
  account: AccountId,
  condition: AlertCondition,
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
): Promise<AlertFigures['budget']> {
  if (condition.kind === 'balance') return null
  const key = await store.getKey(account, condition.keyId)
  if (key === undefined || key.budgetNano === null) return null
  const spentNano = key.budgetReset === null ? key.spentNano : windowAt(key.budgetReset, key.budgetWindow, clock.now()).spentNano
  return { spentNano, limitNano: key.budgetNano }
}

async function send(delivery: Delivery, deps: Deps, random: () => number): Promise<void> {
  const { delivered, result } = delivery.channel === 'email' ? await mail(delivery, deps) : await post(delivery, deps)
  const attempts = delivery.attempts + 1
  const state = delivered ? 'delivered' : attempts >= attemptsMax ? 'failed' : 'waiting'
  const nowMs = deps.clock.now()
  const nextAtMs = state === 'waiting' ? nowMs + waitMsAfter(attempts, random()) : nowMs
  await deps.store.endTry({ id: delivery.id, state, attempts, nextAtMs, lastResult: result })
  if (state === 'failed')
    await raise(deps, { kind: 'delivery_failed', subject: delivery.accountId, says: failedSentence(delivery, result) })
}

function failedSentence({ channel, alertId }: Delivery, result: string): string {
  return `The ${channel} of alert ${alertId} was tried ${attemptsMax} times, last with: ${result}.`
}

interface Tried {
  readonly delivered: boolean
  readonly result: string
}

async function mail({ target, body }: Delivery, { outbox, publicUrl }: Deps): Promise<Tried> {
  if (outbox.mailer === null) return { delivered: false, result: 'this server sends no mail' }
  try {
    await outbox.mailer.send({ to: target, ...mailOf(JSON.parse(body) as AlertMessageJson, publicUrl) })
    return { delivered: true, result: 'handed on' }
  } catch (error) {
    return { delivered: false, result: error instanceof Error ? error.message.slice(0, 200) : 'not handed on' }
  }
}

function post({ id, alertId, target, body }: Delivery, { outbox, hashSecret, clock }: Deps): Promise<Tried> {
  const signature = signatureOf(body, webhookSecretOf(alertId, hashSecret), clock.now())
  return outbox.webhooks.post(target, body, { 'nexorouter-signature': signature, 'nexorouter-delivery': id })
}
