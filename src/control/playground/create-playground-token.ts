// A token for the Playground page, good for a quarter of an hour and for what one key may do. Knows no HTTP.
import { asId, type KeyId } from '../../contract/ids.ts'
import type { CreatePlaygroundTokenInput, PlaygroundTokenJson } from '../../contract/playground-api.ts'
import { problem } from '../../contract/problems.ts'
import { keyState } from '../../keys/key.ts'
import { makePlaygroundToken, playgroundTokenMs } from '../../keys/playground-token.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'

export async function createPlaygroundToken(
  { principal, input }: ControlCall<CreatePlaygroundTokenInput>,
  deps: ControlDeps,
): Promise<Outcome> {
  const key = await deps.store.getKey(principal.accountId, asId<KeyId>(input.key_id))
  if (key === undefined) return refusal(problem('not_found', 'This account has no such key.', { param: 'key_id' }))
  const nowMs = deps.clock.now()
  const state = keyState(key, nowMs)
  if (state !== 'active') return refusal(problem('conflict', `This key is ${state}: choose another one, or enable it first.`))
  const expiresAtMs = Math.min(nowMs + playgroundTokenMs, key.expiresAtMs ?? Number.MAX_SAFE_INTEGER)
  const token = makePlaygroundToken({ accountId: key.accountId, keyId: key.id, expiresAtMs }, deps.hashSecret)
  return answer({ token, key_id: key.id, expires_at: new Date(expiresAtMs).toISOString() } satisfies PlaygroundTokenJson, 201)
}
