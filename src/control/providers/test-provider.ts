// Sends one small real request to a provider and says how it went. Knows no HTTP of its own.
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { noProvider } from './connect-provider.ts'

export async function testProvider({ id }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const result = await deps.testProvider(id)
  return result === undefined ? refusal(noProvider(id)) : answer(result)
}
