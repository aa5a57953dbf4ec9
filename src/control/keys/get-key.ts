// Shows one key of an account. Knows no HTTP.
import { asId, type KeyId } from '../../contract/ids.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { keyJson } from './key-json.ts'

/** Another account's key is as unknown as one that never was. */
export function noSuchKey(): Problem {
  return problem('not_found', 'This account has no such key.', { param: 'id' })
}

export async function getKey({ principal, id }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const key = await deps.store.getKey(principal.accountId, asId<KeyId>(id))
  return key === undefined ? refusal(noSuchKey()) : answer(keyJson(key, deps.clock.now()))
}
