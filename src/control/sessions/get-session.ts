// Who am I: the account, its balance, the person and what this credential may do. Knows no HTTP.
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome } from '../endpoint.ts'
import { sessionJson } from './session-json.ts'

export async function getSession({ principal }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const shown = await sessionJson(principal, deps)
  return shown.ok ? answer(shown.value) : shown
}
