// Lists the connected providers; credentials are write-only and never shown. Knows no HTTP.
import type { ControlDeps } from '../control-deps.ts'
import type { ControlCall, Outcome } from '../endpoint.ts'
import { answerWhole } from '../page.ts'

export async function listProviders(_call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  return answerWhole(deps.providers())
}
