// Gives a key a new secret; the one before works for a while longer, so that programs can be moved over one by one. Knows no HTTP.
import { randomText } from '../../base/hash.ts'
import type { RotateKeyInput } from '../../contract/keys-api.ts'
import { asId, type KeyId } from '../../contract/ids.ts'
import { lastFour, makeKeyText } from '../../keys/key-format.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { noSuchKey } from './get-key.ts'
import { keyJson } from './key-json.ts'

const hourMs = 3_600_000

export async function rotateKey({ principal, id, input }: ControlCall<RotateKeyInput>, deps: ControlDeps): Promise<Outcome> {
  const keyId = asId<KeyId>(id)
  const nowMs = deps.clock.now()
  const formerUntilMs = input.overlap_hours === 0 ? null : nowMs + input.overlap_hours * hourMs
  const secret = makeKeyText(randomText)
  const sealedSecret = deps.sealSecret === null ? null : deps.sealSecret(secret, keyId)
  const next = { hash: deps.hashSecret(secret), sealedSecret, lastFour: lastFour(secret), formerUntilMs }
  const rotated = await deps.store.rotateKey(principal.accountId, keyId, next)
  if (rotated === undefined) return refusal(noSuchKey())
  deps.keyChanged(principal.accountId, keyId)
  const until = formerUntilMs === null ? null : new Date(formerUntilMs).toISOString()
  return answer({ ...keyJson(rotated, nowMs), key: secret, former_works_until: until })
}
