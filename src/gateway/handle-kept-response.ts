// /v1/responses/{id}: retrieve, input items, cancel, delete. Answers are not stored here, so there is nothing behind any ID.
import { problem } from '../contract/problems.ts'
import { authenticate } from './authenticate.ts'
import type { Call, Reply } from './call.ts'
import type { GatewayDeps } from './deps.ts'
import type { Live } from './live.ts'

export async function handleKeptResponse(call: Call, deps: GatewayDeps, live: Live): Promise<Reply> {
  const caller = await authenticate(call, deps, live.authFailures)
  if (!caller.ok) return { kind: 'problem', problem: caller.problem.problem, headers: {} }
  const message =
    'This server keeps no responses: prompts and answers are not stored. Keep the answer, and send the conversation in `input`.'
  return { kind: 'problem', problem: problem('not_found', message), headers: {} }
}
