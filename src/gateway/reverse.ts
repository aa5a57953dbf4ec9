// A charge whose answer nobody got -> a reversal. Once per request; the ledger refuses a second one. Decides no amount.
import type { ReversalReason } from '../ledger/delivered.ts'
import type { GatewayDeps } from './deps.ts'
import type { Story } from './story.ts'

/** Behind the settlement, whose charge it takes back; nobody waits for it. */
export function reverse(story: Story, reason: ReversalReason, deps: GatewayDeps): void {
  const { requestId } = story.call
  const take = async (): Promise<void> => {
    await story.settlement
    const result = await deps.ledger.reverse({
      accountId: story.caller.accountId,
      requestId,
      reason,
      actor: 'gateway',
      atMs: deps.clock.now(),
    })
    if (result === 'too_large') deps.log.error({ request_id: requestId, reason }, 'a charge could not be taken back')
    else deps.log.info({ request_id: requestId, reason, result }, 'the answer did not reach its client: its charge is taken back')
  }
  take().catch((error: unknown) => deps.log.error({ request_id: requestId, reason, error }, 'a charge could not be taken back'))
}
