// What the sign-in page can offer. Says nothing about anybody in particular.
import { passwordLengthMax, passwordLengthMin } from '../../access/password-rule.ts'
import type { SignInOptionsJson } from '../../contract/sign-in-api.ts'
import type { ControlDeps } from '../control-deps.ts'
import { passkeySite } from '../factors/passkey-site.ts'
import { answer, type ControlCall, type Outcome } from '../endpoint.ts'

export async function getSignInOptions(_call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  return answer({
    setup_needed: (await deps.store.countUsers()) === 0,
    password: true,
    sign_up: deps.settings.signUp,
    oidc: deps.oidc.map(({ id, name, issuer }) => ({ id, name, issuer })),
    passkeys: passkeySite(deps) !== undefined,
    password_min: passwordLengthMin,
    password_max: passwordLengthMax,
  } satisfies SignInOptionsJson)
}
