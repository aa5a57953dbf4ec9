// Lists an account's keys, newest first. Knows no HTTP.
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome } from '../endpoint.ts'
import { keyJson } from './key-json.ts'

export async function listKeys({ principal }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const keys = await deps.store.listKeys(principal.accountId)
  const nowMs = deps.clock.now()
  return answer({ data: keys.map((key) => keyJson(key, nowMs)) })
}
