// Serves the description of this API. Public: it says what every installation can do, and nothing of this one.
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome } from '../endpoint.ts'
import { openApiOf } from '../openapi.ts'

export async function getOpenApi(call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  return answer(openApiOf(call.endpoints, deps.version))
}
