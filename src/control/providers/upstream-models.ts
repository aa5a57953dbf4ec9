// What a provider says it serves, so that an operator publishes offers by picking. Knows no HTTP and no vendor.
import type { ControlDeps } from '../control-deps.ts'
import { type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { answerWhole } from '../page.ts'
import { noProvider } from './connect-provider.ts'

export async function listUpstreamModels({ id }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const found = await deps.connections.upstreamModels(id)
  if (found === undefined) return refusal(noProvider(id))
  return found.ok ? answerWhole(found.value) : refusal(found.problem)
}
