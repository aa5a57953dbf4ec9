// Whether an account lets its responses be kept. Knows no HTTP.
import type { ResponseStorageInput, ResponseStorageJson } from '../../contract/responses-api.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome } from '../endpoint.ts'

/** So many in one transaction that it ends within milliseconds. */
const forgottenPerStep = 64

export async function getResponseStorage({ principal }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  return answer({ allowed: await deps.store.responseStorage(principal.accountId) } satisfies ResponseStorageJson)
}

/** What an earlier permission left behind goes before a new one counts, and with the old one. */
export async function setResponseStorage({ principal, input }: ControlCall<ResponseStorageInput>, deps: ControlDeps): Promise<Outcome> {
  const { accountId } = principal
  const forgetAll = async (): Promise<void> => {
    while ((await deps.store.forgetResponsesOf(accountId, forgottenPerStep)) === forgottenPerStep);
  }
  if (input.allowed && !(await deps.store.responseStorage(accountId))) await forgetAll()
  await deps.store.setResponseStorage(accountId, input.allowed, deps.clock.now())
  if (!input.allowed) await forgetAll()
  return answer({ allowed: input.allowed } satisfies ResponseStorageJson)
}
