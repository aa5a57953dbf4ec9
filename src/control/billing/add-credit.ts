// Credits an account by hand; the same reference credits once. Knows no HTTP and no payment provider.
import { uuid7 } from '../../base/uuid7.ts'
import type { AddCreditInput, CreditJson } from '../../contract/control-api.ts'
import { type AccountId, asId } from '../../contract/ids.ts'
import { formatQuota, formatUsd } from '../../contract/money.ts'
import { problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'

export async function addCredit({ principal, input, onceName }: ControlCall<AddCreditInput>, deps: ControlDeps): Promise<Outcome> {
  const { creditNanoMax } = deps.settings
  if (input.usd <= 0n) return refusal(problem('invalid_request', '`usd` must be more than 0.', { param: 'usd' }))
  if (input.usd > creditNanoMax) {
    return refusal(problem('invalid_request', `\`usd\` must be at most ${formatUsd(creditNanoMax)}.`, { param: 'usd' }))
  }
  const nowMs = deps.clock.now()
  const accountId = input.account_id === undefined ? principal.accountId : asId<AccountId>(input.account_id)
  // Under an Idempotency-Key a crash before the answer was kept cannot credit twice either.
  const reference = input.reference ?? `manual:${onceName ?? uuid7(nowMs)}`
  const { actor } = principal
  const credited = await deps.store.credit({
    accountId,
    kind: 'manual_credit',
    reference,
    amountNano: input.usd,
    note: input.note,
    actor,
    atMs: nowMs,
  })
  if (credited.result === 'unknown_account') return refusal(problem('not_found', 'There is no such account.', { param: 'account_id' }))
  if (credited.result === 'too_large') {
    return refusal(problem('invalid_request', '`usd` would lift the balance above what an account can hold.', { param: 'usd' }))
  }
  if (credited.result === 'conflict') {
    const message = 'This reference was used for another amount; nothing moved. Choose a reference of its own for each credit.'
    return refusal(problem('conflict', message, { param: 'reference' }))
  }
  return answer({
    account_id: accountId,
    usd: formatUsd(input.usd),
    quota: formatQuota(input.usd),
    reference,
    result: credited.result,
    balance_usd: formatUsd(credited.balanceNano),
    balance_quota: formatQuota(credited.balanceNano),
  } satisfies CreditJson)
}
