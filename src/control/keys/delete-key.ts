// Destroys a key and its secret; its usage records keep its name. Knows no HTTP.
import { asId, type KeyId } from '../../contract/ids.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { note } from '../audit/open-note.ts'
import { noSuchKey } from './get-key.ts'
import { keyJson, settingsOf } from './key-json.ts'

export async function deleteKey({ principal, id, audit }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const keyId = asId<KeyId>(id)
  const found = await deps.store.getKey(principal.accountId, keyId)
  if (found === undefined) return refusal(noSuchKey())
  note(audit, { before: settingsOf(keyJson(found, deps.clock.now())) })
  const deleted = await deps.store.deleteKey(principal.accountId, keyId)
  deps.keyChanged(principal.accountId, keyId)
  return deleted ? answer({ id, deleted: true }) : refusal(noSuchKey())
}
