// Tells an account on every way of its balance alerts that its automatic top-up failed. Knows no HTTP.
import type { AccountId } from '../../contract/ids.ts'
import type { ControlDeps } from '../control-deps.ts'
import { deliveriesOf } from './alert-message.ts'
import { figuresOf } from './watch-alerts.ts'

export async function tellTopUpFailed(account: AccountId, failure: string, deps: Pick<ControlDeps, 'store' | 'clock'>): Promise<void> {
  const nowMs = deps.clock.now()
  for (const alert of await deps.store.listAlerts(account)) {
    const figures = alert.condition.kind === 'balance' ? await figuresOf(alert, deps) : undefined
    if (figures !== undefined)
      await deps.store.addDeliveries(deliveriesOf(alert, figures, { nowMs, news: { type: 'top_up.failed', failure } }))
  }
}
