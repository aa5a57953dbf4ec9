// Lists the connected providers; credentials are write-only and never shown. Knows no HTTP.
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome } from '../endpoint.ts'

export async function listProviders(_call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  return answer({ data: deps.providers() })
}
