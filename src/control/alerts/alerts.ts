// Alerts of an account: made, listed, tested, removed, and the log of what they sent. Knows no HTTP.
import { uuid7 } from '../../base/uuid7.ts'
import { ok, refuse, type Result } from '../../base/result.ts'
import type { AlertJson, CreateAlertInput, CreatedAlertJson, DeliveryJson } from '../../contract/alerts-api.ts'
import { asId, type KeyId } from '../../contract/ids.ts'
import { formatUsd } from '../../contract/money.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import type { Alert, AlertCondition, Delivery } from '../../ledger/alert-store.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { answerPage, answerPart, readPage, withNext } from '../page.ts'
import { deliveriesOf } from './alert-message.ts'
import { webhookSecretOf } from './sign-webhook.ts'
import { figuresOf } from './watch-alerts.ts'

/** Each is looked at every few seconds. */
const alertsPerAccountMax = 50

export async function createAlert({ principal, input }: ControlCall<CreateAlertInput>, deps: ControlDeps): Promise<Outcome> {
  const condition = await readCondition(principal.accountId, input, deps)
  if (!condition.ok) return refusal(condition.problem)
  const wrong = wrongWay(input, deps)
  if (wrong !== null) return refusal(wrong)
  const createdAtMs = deps.clock.now()
  const id = `alr_${uuid7(createdAtMs).replaceAll('-', '')}`
  const ways = { email: input.email ?? null, webhookUrl: input.webhook_url ?? null }
  const alert = { id, accountId: principal.accountId, condition: condition.value, ...ways, createdAtMs }
  if (!(await deps.store.createAlert(alert, alertsPerAccountMax)))
    return refusal(problem('conflict', `An account has at most ${alertsPerAccountMax} alerts: remove one first.`))
  const webhookSecret = ways.webhookUrl === null ? null : webhookSecretOf(id, deps.hashSecret)
  return answer({ ...alertJson({ ...alert, firedAtMs: null }), webhook_secret: webhookSecret } satisfies CreatedAlertJson, 201)
}

async function readCondition(
  account: Alert['accountId'],
  input: CreateAlertInput,
  deps: ControlDeps,
): Promise<Result<AlertCondition, Problem>> {
  const { balance_below_usd: belowNano, budget_percent: percent, key_id: id } = input
  if ((belowNano === undefined) === (percent === undefined)) {
    return refuse(problem('invalid_request', 'Name either `balance_below_usd` or `budget_percent`.', { param: 'balance_below_usd' }))
  }
  if (belowNano !== undefined) {
    return id === undefined
      ? ok({ kind: 'balance', belowNano })
      : refuse(
          problem('invalid_request', '`key_id` goes with `budget_percent` only: the balance is shared by all keys.', { param: 'key_id' }),
        )
  }
  if (id === undefined) return refuse(problem('invalid_request', '`key_id` is missing: whose budget is it?', { param: 'key_id' }))
  const key = await deps.store.getKey(account, asId<KeyId>(id))
  if (key === undefined) return refuse(problem('not_found', 'This account has no such key.', { param: 'key_id' }))
  if (key.budgetNano === null)
    return refuse(problem('conflict', 'This key has no budget of its own: give it one first.', { param: 'key_id' }))
  return ok({ kind: 'budget', keyId: key.id, percent: percent as number })
}

/** A way that could never work is refused now, not found out when it matters. */
function wrongWay({ email, webhook_url: url }: CreateAlertInput, { outbox }: ControlDeps): Problem | null {
  if (email === undefined && url === undefined) {
    return problem('invalid_request', 'Name an `email` or a `webhook_url` to be told at.', { param: 'email' })
  }
  if (email !== undefined && outbox.mailer === null) {
    return problem('conflict', 'This server sends no mail; name a `webhook_url`, or ask the operator to set mail up.', { param: 'email' })
  }
  if (url === undefined) return null
  const { protocol, username, password } = new URL(url)
  const allowed = protocol === 'https:' || (protocol === 'http:' && outbox.webhooks.allowPrivate)
  if (allowed && username === '' && password === '') return null
  return problem('invalid_request', '`webhook_url` must be an https URL without a user name.', { param: 'webhook_url' })
}

export async function listAlerts({ principal, query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const page = readPage(query, /^alr_\w{1,64}$/)
  if (!page.ok) return page
  const alerts = await deps.store.listAlerts(principal.accountId)
  return answerPart(alerts, { ...page.value, newestFirst: false }, alertJson)
}

export async function deleteAlert({ principal, id }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  return (await deps.store.deleteAlert(principal.accountId, id)) ? answer({ id, deleted: true }) : noAlert()
}

/** A test goes the same way as an alarm: into the log, signed, tried again. */
export async function testAlert({ principal, id }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const alert = await findAlert(principal.accountId, id, deps)
  const figures = alert && (await figuresOf(alert, deps))
  if (alert === undefined || figures === undefined) return noAlert()
  const deliveries = deliveriesOf(alert, figures, { nowMs: deps.clock.now(), news: { type: 'test' } })
  await deps.store.addDeliveries(deliveries)
  return answer({ data: deliveries.map(deliveryJson) }, 201)
}

export async function listDeliveries({ principal, id, query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const page = readPage(query, /^dlv_\w{1,64}$/)
  if (!page.ok) return page
  if ((await findAlert(principal.accountId, id, deps)) === undefined) return noAlert()
  const found = await deps.store.listDeliveries(principal.accountId, id, withNext(page.value))
  return answerPage(found, page.value, { placeOf: (delivery) => delivery.id, json: deliveryJson })
}

async function findAlert(account: Alert['accountId'], id: string, deps: ControlDeps): Promise<Alert | undefined> {
  return (await deps.store.listAlerts(account)).find((alert) => alert.id === id)
}

function noAlert(): Outcome {
  return refusal(problem('not_found', 'This account has no such alert.', { param: 'id' }))
}

function alertJson({ id, condition, email, webhookUrl, firedAtMs, createdAtMs }: Alert): AlertJson {
  return {
    id,
    kind: condition.kind,
    balance_below_usd: condition.kind === 'balance' ? formatUsd(condition.belowNano) : null,
    budget_percent: condition.kind === 'budget' ? condition.percent : null,
    key_id: condition.kind === 'budget' ? condition.keyId : null,
    email,
    webhook_url: webhookUrl,
    state: firedAtMs === null ? 'armed' : 'fired',
    fired_at: firedAtMs === null ? null : new Date(firedAtMs).toISOString(),
    created_at: new Date(createdAtMs).toISOString(),
  }
}

function deliveryJson({ id, channel, target, state, attempts, lastResult, createdAtMs, nextAtMs }: Delivery): DeliveryJson {
  const next = state === 'waiting' ? new Date(nextAtMs).toISOString() : null
  return {
    id,
    channel,
    target,
    state,
    attempts,
    last_result: lastResult,
    created_at: new Date(createdAtMs).toISOString(),
    next_try_at: next,
  }
}
