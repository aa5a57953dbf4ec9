// Shows the secret of a key again: to a person who proves once more who they are, after it was written down that they asked. Knows no cipher.
import { ok, refuse, type Result } from '../../base/result.ts'
import type { RevealKeyInput } from '../../contract/keys-api.ts'
import { asId, type KeyId } from '../../contract/ids.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { checkFactor } from '../factors/check-factor.ts'
import { checkPerson } from '../sign-in/check-person.ts'
import { noSuchKey } from './get-key.ts'

export async function revealKey(call: ControlCall<RevealKeyInput>, deps: ControlDeps): Promise<Outcome> {
  const { principal, id, audit } = call
  const keyId = asId<KeyId>(id)
  if (deps.openSecret === null) return refusal(problem('permission_denied', 'The operator of this server turned revealing off.'))
  const sealed = await deps.store.getSealedSecret(principal.accountId, keyId)
  if (sealed === undefined) return refusal(noSuchKey())
  if (sealed === null)
    return refusal(problem('conflict', 'No copy of this secret is kept: it was made while revealing was off. Rotate the key.'))
  const proved = await proveAgain(call, deps)
  if (!proved.ok) return proved
  // Durably, and first: a secret that was shown without a trace could not be accounted for.
  await deps.store.appendAudit(audit.draft)
  audit.written = true
  const secret = deps.openSecret(sealed, keyId)
  if (secret === undefined)
    return refusal(problem('gateway_error', 'The copy of this secret cannot be opened with the present secret key.'))
  return answer({ id, key: secret })
}

/** The proof goes with this very request, so that it stands for this key alone. */
async function proveAgain(call: ControlCall<RevealKeyInput>, deps: ControlDeps): Promise<Result<true, Problem>> {
  const { principal, input, failures } = call
  const { person } = principal
  // The command line of this machine: whoever has that can read the data folder.
  if (person === undefined) return ok(true)
  const nowMs = deps.clock.now()
  const asked = `reveal ${person.user.id}`
  const waitMs = failures.tryOnce(asked, nowMs)
  if (waitMs > 0) return refuse(problem('rate_limit_exceeded', 'Too many secrets were revealed within a minute.', { retryAfterMs: waitMs }))
  const user = await deps.store.getUser(person.user.id)
  if (user?.passwordHash === null && input.passkey === undefined) {
    if (person.confirmedAtMs + deps.settings.confirmationMs > nowMs) return checkFactor(user, input.code, call, deps)
    return refuse(
      problem(
        'confirmation_required',
        'Prove that it is you: confirm through the service that signs you in, or sign in again, then reveal.',
      ),
    )
  }
  if (input.password === undefined && input.passkey === undefined) {
    return refuse(problem('confirmation_required', 'Prove that it is you: send your password with this request.', { param: 'password' }))
  }
  const checked = await checkPerson({ ...input, email: person.user.email }, call, deps)
  return checked.ok ? ok(true) : checked
}
