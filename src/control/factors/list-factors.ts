// What somebody has beside their password, in public form: never a secret. Knows no HTTP.
import type { FactorsJson } from '../../contract/factors-api.ts'
import type { ControlDeps } from '../control-deps.ts'
import { identitiesOf } from '../identities/identities.ts'
import { passkeyJson } from './passkeys.ts'
import { answer, type ControlCall, type Outcome, personOf } from '../endpoint.ts'

export async function listFactors(call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const { user } = personOf(call)
  const { totp, passkeys, recoveryCodesLeft } = await deps.store.factorsOf(user.id)
  return answer({
    password: (await deps.store.getUser(user.id))?.passwordHash != null,
    totp: totp !== null,
    passkeys: passkeys.map(passkeyJson),
    recovery_codes_left: recoveryCodesLeft,
    identities: await identitiesOf(user.id, deps),
  } satisfies FactorsJson)
}
