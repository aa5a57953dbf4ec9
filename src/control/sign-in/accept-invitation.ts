// The one who has an invitation's link looks at it and accepts it: a new user sets a password, a known one gives theirs. Knows no HTTP.
import { mayAssign, rankOf } from '../../access/role.ts'
import type { Arrival } from '../../access/member-store.ts'
import type { Invitation } from '../../access/user.ts'
import { ok, refuse, type Result } from '../../base/result.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import type { AcceptInvitationInput, ReadInvitationInput, ShownInvitationJson } from '../../contract/members-api.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, keyOfActor, type Outcome, refusal } from '../endpoint.ts'
import { note } from '../audit/open-note.ts'
import { invitationTokenPrefix } from '../members/invitations.ts'
import { makeSession } from '../sessions/make-session.ts'
import { isToken } from '../sessions/make-token.ts'
import { welcome } from './answer-session.ts'
import { arriveByCode, arriveByOidc } from '../identities/arrive-by-oidc.ts'
import { checkPerson } from './check-person.ts'
import { readNewUser } from './read-new-user.ts'

export async function readInvitation({ input }: ControlCall<ReadInvitationInput>, deps: ControlDeps): Promise<Outcome> {
  const invitation = await find(input.token, deps)
  if (invitation === undefined) return refusal(noSuchInvitation())
  const account = await deps.store.getBalance(invitation.accountId)
  return answer({
    account_name: account?.name ?? '',
    email: invitation.email,
    role: invitation.role,
    known: (await deps.store.findUserByEmail(invitation.email)) !== undefined,
    expires_at: new Date(invitation.expiresAtMs).toISOString(),
  } satisfies ShownInvitationJson)
}

export async function acceptInvitation(call: ControlCall<AcceptInvitationInput>, deps: ControlDeps): Promise<Outcome> {
  const { input, from } = call
  const invitation = await find(input.token, deps)
  if (invitation === undefined) return refusal(noSuchInvitation())
  const who = await readWho(call, invitation, deps)
  if (!who.ok) return who
  const { session, hash, cookie } = makeSession(from, deps)
  const arrival = { ...who.value, session, sessionHash: hash }
  const { id: userId, email } = who.value.user
  const after = { ...call.audit.draft.after, email, role: invitation.role, invitation: invitation.id }
  note(call.audit, { accountId: invitation.accountId, target: userId, after })
  const opened = await deps.store.acceptInvitation(deps.hashSecret(input.token), deps.clock.now(), arrival)
  return opened === undefined ? refusal(noSuchInvitation()) : welcome(hash, cookie, deps)
}

/** A known user proves who they are: an invitation must not be a way into somebody's other accounts. */
async function readWho(
  call: ControlCall<AcceptInvitationInput>,
  { email }: Invitation,
  deps: ControlDeps,
): Promise<Result<Pick<Arrival, 'user' | 'passwordHash' | 'identity'>, Problem>> {
  const { input } = call
  const { oidc, code, password, passkey } = input
  if (oidc !== undefined) return arriveByOidc(oidc, email, call, deps)
  if (code !== undefined && password === undefined && passkey === undefined) return arriveByCode(code, email, call, deps)
  if ((await deps.store.findUserByEmail(email)) !== undefined) {
    const known = await checkPerson({ ...input, email }, call, deps)
    return known.ok ? ok({ user: known.value, passwordHash: null }) : known
  }
  const { name } = input
  if (password === undefined) return refuse(problem('invalid_request', '`password` is missing', { param: 'password' }))
  const user = readNewUser({ email, password, name }, deps.clock.now())
  return user.ok ? ok({ user: user.value, passwordHash: await deps.passwords.hash(password) }) : user
}

async function find(token: string, deps: ControlDeps): Promise<Invitation | undefined> {
  if (!isToken(invitationTokenPrefix, token)) return undefined
  const invitation = await deps.store.findInvitation(deps.hashSecret(token), deps.clock.now())
  return invitation !== undefined && (await isMeantStill(invitation, deps)) ? invitation : undefined
}

/**
 * Whoever invited has to be able to do so today: somebody who was removed must not come back by links that they made before, nor whoever stole a
 * management key that was deleted for it. One that has expired was trusted to its end.
 */
async function isMeantStill({ accountId, invitedBy, role }: Invitation, { store }: Pick<ControlDeps, 'store'>): Promise<boolean> {
  const inviter = await store.findUserByEmail(invitedBy)
  if (inviter === undefined) {
    const key = keyOfActor(invitedBy)
    // The command line has the folder, and needs no link.
    return key === undefined || store.hasManagementKey(key)
  }
  if (inviter.disabled) return false
  const member = await store.getMember(accountId, inviter.id)
  return inviter.operator || (member !== undefined && mayAssign(rankOf[member.role], role))
}

function noSuchInvitation(): Problem {
  return problem('conflict', 'This invitation was used before, withdrawn or has expired; ask for a new one.', { param: 'token' })
}
