// Looks every few seconds for balances below their line and orders credit with the saved card: one order for each breach. Knows no vendor.
import { uuid7 } from '../../base/uuid7.ts'
import { formatUsd } from '../../contract/money.ts'
import type { AutoTopUp, AutoTopUpEnd, SavedCard } from '../../ledger/auto-top-up-store.ts'
import { type PaymentProvider, PaymentProviderFailure } from '../../ledger/payment-provider.ts'
import { nanoPerCent } from '../../ledger/payment-rules.ts'
import type { NewOrder } from '../../ledger/payment-store.ts'
import { tellTopUpFailed } from '../alerts/tell-top-up-failed.ts'
import type { ControlDeps } from '../control-deps.ts'
import { raise } from '../server-alerts/raise.ts'

type Deps = Pick<ControlDeps, 'store' | 'clock' | 'billing'>

/** Between two tries of an order that the provider did not answer for. */
const tryEveryMs = 60_000
/** A provider forgets after a day that it has charged an order; long before that nobody asks for it again. */
const tryForMs = 12 * 3_600_000
/** More in a day is a loop, not a need. */
const ordersPerDayMax = 10
const dayMs = 86_400_000

/** One look. Never two at once; resolves when its charges have ended. */
export function watchTopUps(deps: Deps): { look(): Promise<void> } {
  let looking: Promise<void> | undefined
  return {
    look() {
      looking ??= lookAtAll(deps).finally(() => (looking = undefined))
      return looking
    },
  }
}

async function lookAtAll(deps: Deps): Promise<void> {
  const { provider } = deps.billing
  if (provider === null) return
  for (const rule of await deps.store.dueAutoTopUps(deps.clock.now())) {
    const order = rule.orderId === null ? await begin(rule, deps) : await deps.store.getOrder(rule.accountId, rule.orderId)
    if (order !== undefined) await charge(order, provider, deps)
  }
}

async function begin(rule: AutoTopUp, deps: Deps): Promise<NewOrder | undefined> {
  const { accountId, amountCents } = rule
  const createdAtMs = deps.clock.now()
  const id = `ord_${uuid7(createdAtMs).replaceAll('-', '')}`
  const order = { id, accountId, amountCents, title: 'Automatic top-up', origin: 'auto', createdAtMs } as const
  return (await deps.store.beginAutoTopUp(order)) ? order : undefined
}

async function charge(order: NewOrder, provider: PaymentProvider, deps: Deps): Promise<void> {
  const nowMs = deps.clock.now()
  const { accountId } = order
  const end = (to: AutoTopUpEnd): Promise<void> => deps.store.endAutoTopUp(accountId, order.id, to)
  // Its event may have come first, or the process ended between the charge and this line.
  if ((await deps.store.getOrder(accountId, order.id))?.status === 'paid') return end({ result: 'paid' })
  // As it is now: the charges before this one may have taken a while.
  const [rule, account] = await Promise.all([deps.store.getAutoTopUp(accountId), deps.store.getBalance(accountId)])
  if (rule === undefined || rule.card === null) return fail(order, 'card_removed', deps)
  // A person turned it off, or a refund did and has been told.
  if (!rule.enabled) return end({ result: 'dropped' })
  if (account?.suspended !== false) return end({ result: 'later', nextTryMs: nowMs + tryEveryMs })
  if (nowMs - order.createdAtMs > tryForMs) return fail(order, 'no_answer', deps)
  if (await tooMany(order, deps)) return fail(order, 'too_many_in_a_day', deps)
  const answer = await ask(order, rule.card, provider)
  if (answer.result === 'pending') return end({ result: 'later', nextTryMs: nowMs + tryEveryMs })
  if (answer.result === 'refused') return fail(order, answer.reason, deps)
  const { paymentId, amountCents, currency } = answer
  const told = { eventId: `charge:${paymentId}`, atMs: nowMs, orderId: order.id, paymentId, type: 'paid', amountCents, currency } as const
  const { result } = await deps.store.applyPayment(told)
  return result === 'mismatch' ? fail(order, 'other_amount', deps) : end({ result: 'paid' })
}

async function ask(order: NewOrder, card: SavedCard, provider: PaymentProvider): ReturnType<PaymentProvider['chargeSaved']> {
  try {
    return await provider.chargeSaved(order, card)
  } catch (error) {
    if (error instanceof PaymentProviderFailure) return { result: 'pending' }
    throw error
  }
}

async function tooMany({ id, accountId, createdAtMs }: NewOrder, { store }: Deps): Promise<boolean> {
  const orders = await store.listOrders(accountId, { limit: 100, after: null })
  const lately = orders.filter((one) => one.origin === 'auto' && one.id !== id && one.createdAtMs > createdAtMs - dayMs)
  return lately.length >= ordersPerDayMax
}

/** Off until somebody turns it on again; the account is told on the ways of its alerts, and the operator sees it. */
async function fail(order: NewOrder, failure: string, deps: Deps): Promise<void> {
  const { accountId } = order
  await deps.store.endAutoTopUp(accountId, order.id, { result: 'failed', failure, atMs: deps.clock.now() })
  await tellTopUpFailed(accountId, failure, deps)
  const amount = formatUsd(BigInt(order.amountCents) * nanoPerCent)
  await raise(deps, {
    kind: 'auto_top_up_failed',
    subject: accountId,
    says: `An automatic top-up of $${amount} failed: ${failure}. It is off.`,
  })
}
