// What one request asked, where its account lets responses be kept, so that somebody can try it again. Knows no HTTP.
import { asId, type RequestId } from '../../contract/ids.ts'
import { problem } from '../../contract/problems.ts'
import type { KeptRequestJson } from '../../contract/usage-api.ts'
import { responsesAsChat } from '../../dialects/as-chat.ts'
import type { KeptResponse } from '../../ledger/kept-responses.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'

export async function getKeptRequest({ principal, id }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const { accountId } = principal
  const requestId = asId<RequestId>(id)
  const record = await deps.store.getUsage(accountId, requestId)
  if (record === undefined) return refusal(problem('not_found', 'This account has no such request.', { param: 'id' }))
  const kept = await deps.responses.findTo(accountId, requestId, deps.clock.now())
  const asked = kept && asChat(kept)
  return answer({
    chat_completion: asked?.body ?? null,
    left_out: asked?.leftOut ?? [],
    storage_allowed: await deps.store.responseStorage(accountId),
  } satisfies KeptRequestJson)
}

/** What was kept before requests were has all of it in the response, which says again what it was asked. */
function asChat({ request, response, input }: KeptResponse): ReturnType<typeof responsesAsChat> {
  return responsesAsChat({ ...(request ?? { model: response['model'], instructions: response['instructions'] }), input })
}
