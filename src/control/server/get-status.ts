// The server's own state for its operator: version, epoch, recovery, open holds. Knows no HTTP.
import type { StatusJson } from '../../contract/control-api.ts'
import { formatUsd } from '../../contract/money.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome } from '../endpoint.ts'

/** More of them say no more: something is wrong with where they go. */
const deliveriesShownMax = 1_000

export async function getStatus(_call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const accounts = await deps.store.listAccounts()
  const { recovery } = deps
  const due = await deps.store.dueDeliveries(deps.clock.now(), deliveriesShownMax)
  const { waiting } = await deps.verifier.state()
  return answer({
    version: deps.version,
    node_version: deps.nodeVersion,
    load: deps.load(),
    deliveries_due: due.length,
    probes_waiting: waiting,
    started_at: new Date(deps.startedMs).toISOString(),
    epoch: recovery.epoch,
    recovery: {
      settled: recovery.settled,
      voided: recovery.voided,
      charged_usd: formatUsd(recovery.chargedNano),
      duration_ms: recovery.durationMs,
    },
    held_usd: formatUsd(accounts.reduce((sum, account) => sum + account.heldNano, 0n)),
    accounts: accounts.length,
    saturated: deps.store.saturated(),
    draining: deps.draining(),
  } satisfies StatusJson)
}
