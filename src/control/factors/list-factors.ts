// What somebody has beside their password, in public form: never a secret. Knows no HTTP.
import type { FactorsJson } from '../../contract/factors-api.ts'
import type { ControlDeps } from '../control-deps.ts'
import { passkeyJson } from './passkeys.ts'
import { answer, type ControlCall, type Outcome, personOf } from '../endpoint.ts'

export async function listFactors(call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const { totp, passkeys, recoveryCodesLeft } = await deps.store.factorsOf(personOf(call).user.id)
  const shown = { totp: totp !== null, passkeys: passkeys.map(passkeyJson), recovery_codes_left: recoveryCodesLeft }
  return answer(shown satisfies FactorsJson)
}
