// The code and a new password: every browser of the person is signed out, this one too. Knows no HTTP.
import type { UserWithSecrets } from '../../access/user.ts'
import type { EndedResetJson, EndResetInput } from '../../contract/people-api.ts'
import { problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { note } from '../audit/open-note.ts'
import { flowHash } from '../sessions/flow.ts'
import { readNewPassword } from '../sign-in/read-new-user.ts'
import { tellOfPassword } from '../users/tell-of-password.ts'
import { resetBody } from './start-reset.ts'

export async function endReset(call: ControlCall<EndResetInput>, deps: ControlDeps): Promise<Outcome> {
  const { input, marks, audit } = call
  // What is wrong with the password is said before a try is used up.
  const fits = readNewPassword(input.password, [], 'password')
  if (!fits.ok) return fits
  const hash = flowHash(marks.reset, deps)
  const user = hash === undefined ? undefined : await whose(hash, call, deps)
  if (hash === undefined || user === undefined) return refusal(wrongCode())
  const fitsThem = readNewPassword(input.password, [user.email, user.name], 'password')
  if (!fitsThem.ok) return fitsThem
  const passwordHash = await deps.passwords.hash(input.password)
  if (!(await deps.unaudited.takeChallenge('reset', hash))) return refusal(wrongCode())
  note(audit, { actor: `user:${user.id}`, target: user.id, after: { sessions: 'ended' } })
  await deps.store.setPassword(user.id, passwordHash, null)
  await tellOfPassword(user, 'by a code', deps)
  return answer({ reset: true, email: user.email } satisfies EndedResetJson)
}

/** Whoever the code belongs to. One sentence for every other case: no code asked for, a wrong one, none left, nobody there. */
async function whose(hash: string, { input }: ControlCall<EndResetInput>, deps: ControlDeps): Promise<UserWithSecrets | undefined> {
  const challenge = await deps.unaudited.tryChallenge('reset', hash, deps.clock.now())
  if (challenge === undefined || challenge.userId === null) return undefined
  if (challenge.body !== resetBody(challenge.userId, input.code, deps)) return undefined
  const user = await deps.store.getUser(challenge.userId)
  return user?.disabled === true ? undefined : user
}

function wrongCode() {
  const message = 'This code is wrong, was used, or has run out. After five tries, or in another browser, ask for a new one.'
  return problem('sign_in_failed', message, { param: 'code' })
}
