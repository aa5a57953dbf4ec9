// One usage record by request ID. Knows no HTTP.
import { asId, type RequestId } from '../../contract/ids.ts'
import { problem } from '../../contract/problems.ts'
import { usageJson } from '../../contract/usage.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'

export async function getUsage({ principal, id }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const record = await deps.store.getUsage(principal.accountId, asId<RequestId>(id))
  return record === undefined
    ? refusal(problem('not_found', 'This account has no such request.', { param: 'id' }))
    : answer(usageJson(record))
}
