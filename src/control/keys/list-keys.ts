// Lists an account's keys, newest first, a page at a time. Knows no HTTP.
import { asId, type KeyId } from '../../contract/ids.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome } from '../endpoint.ts'
import { readLimit } from '../read-limit.ts'
import { keyJson } from './key-json.ts'

export async function listKeys({ principal, query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const limit = readLimit(query)
  if (!limit.ok) return limit
  const after = query.get('after')
  const keys = await deps.store.listKeys(principal.accountId, { limit: limit.value, after: after === null ? null : asId<KeyId>(after) })
  const nowMs = deps.clock.now()
  return answer({ data: keys.map((key) => keyJson(key, nowMs)), next: keys.length < limit.value ? null : (keys.at(-1)?.id ?? null) })
}
