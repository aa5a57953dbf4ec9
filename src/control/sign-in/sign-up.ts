// A stranger makes themselves an account, where the operator allows it. Knows no HTTP.
import { uuid7 } from '../../base/uuid7.ts'
import { type AccountId, asId } from '../../contract/ids.ts'
import { problem } from '../../contract/problems.ts'
import type { SignUpInput } from '../../contract/sign-in-api.ts'
import type { ControlDeps } from '../control-deps.ts'
import { type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { note } from '../audit/open-note.ts'
import { makeSession } from '../sessions/make-session.ts'
import { welcome } from './answer-session.ts'
import { readNewUser } from './read-new-user.ts'

export async function signUp({ input, from, audit }: ControlCall<SignUpInput>, deps: ControlDeps): Promise<Outcome> {
  if (!deps.settings.signUp)
    return refusal(problem('permission_denied', 'Nobody can sign up here; ask the operator of this server for an invitation.'))
  const nowMs = deps.clock.now()
  const user = readNewUser(input, nowMs)
  if (!user.ok) return user
  const { session, hash, cookie } = makeSession(from, deps)
  const account = {
    id: asId<AccountId>(`acct_${uuid7(nowMs).replaceAll('-', '')}`),
    name: input.account_name ?? user.value.name,
    atMs: nowMs,
  }
  const passwordHash = await deps.passwords.hash(input.password)
  note(audit, { accountId: account.id, target: user.value.id, after: { email: user.value.email, account_name: account.name } })
  const made = await deps.store.signUp(account, { user: user.value, passwordHash, session, sessionHash: hash })
  if (made) return welcome(hash, cookie, deps)
  return refusal(problem('conflict', 'There is a user with this address already: sign in instead.', { param: 'email' }))
}
